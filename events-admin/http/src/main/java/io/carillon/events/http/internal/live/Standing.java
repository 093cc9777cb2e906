// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

/** Whether somebody who was let in may still be here. */
@FunctionalInterface
public interface Standing {

    /** Whether the token is neither revoked nor expired, and its rights are the same. */
    boolean holds();
}
