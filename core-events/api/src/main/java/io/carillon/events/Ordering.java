// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

/**
 * Which events of a durable subscription wait for each other. Events of one key are handled one at a time in log order,
 * through retries, restarts and upgrades; a failing event holds up its own key and no other.
 */
public enum Ordering {
    /** The key is the event's subject. Events without one have no key: no order is promised for them. */
    SUBJECT,

    /** The key is the correlation id. */
    CORRELATION,

    /** All events have the same key. */
    GLOBAL,

    /** No event has a key. */
    NONE
}
