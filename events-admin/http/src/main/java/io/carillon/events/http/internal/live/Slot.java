// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import java.util.concurrent.atomic.AtomicBoolean;

/** The right to one connection, given back once. */
public final class Slot {

    private final Slots slots;
    private final String principal;
    private final AtomicBoolean released = new AtomicBoolean();

    Slot(Slots slots, String principal) {
        this.slots = slots;
        this.principal = principal;
    }

    /** Whose it is. */
    String principal() {
        return principal;
    }

    /** Gives it back. */
    public void release() {
        if (released.compareAndSet(false, true)) {
            slots.giveBack(principal);
        }
    }
}
