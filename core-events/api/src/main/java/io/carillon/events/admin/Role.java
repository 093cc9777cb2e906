// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

/** A named set of rights; each includes the ones before it. */
public enum Role {
    /** Reads. */
    VIEWER,
    /** Publishes. */
    PUBLISHER,
    /** Operates: switches subscriptions and plugins, runs jobs. */
    OPERATOR,
    /** Everything: tokens, configuration, deletion. */
    ADMIN;

    /** Whether this role has all rights of the other. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
