// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

/** What a receipt promises. */
public enum Durability {
    /** The event is on stable storage. */
    DURABLE,

    /** The event lives in this process only: the memory store, or an ephemeral type. */
    VOLATILE
}
