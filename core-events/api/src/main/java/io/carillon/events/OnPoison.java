// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

/** What happens behind an event whose last attempt failed and that became a dead letter. */
public enum OnPoison {
    /**
     * Later events of the same {@linkplain Ordering key} are held, by reference, until the dead letter is replayed or
     * discarded; then they are handled in order. Events without a key are never held. With {@link Ordering#GLOBAL} the
     * whole subscription waits.
     */
    HOLD_SUBJECT,

    /** Later events go on; the dead letter is handled out of order if it is replayed. */
    SKIP,

    /** The subscription stops behind it until it is replayed or discarded. */
    STOP
}
