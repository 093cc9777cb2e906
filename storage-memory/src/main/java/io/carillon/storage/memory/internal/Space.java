// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import io.carillon.events.store.UnitOutcome;
import java.util.Optional;

/** Bytes of the heap taken by what is kept beside the log, estimated. Guarded by the lock of the store. */
final class Space {

    /** Map entries, key objects and string headers of one entry, rounded up; bytes. */
    private static final long ENTRY = 200;

    private final long limit;
    private long used;

    Space(long limit) {
        this.limit = limit;
    }

    /** Bytes of an entry with so many characters. */
    static long entry(long characters) {
        return ENTRY + characters;
    }

    long used() {
        return used;
    }

    /** Accounts for a replacement; a refusal when it takes more than before and there is no room. */
    Optional<UnitOutcome> replace(long before, long after, Undo undo) {
        long change = after - before;
        if (change > 0 && used + change > limit) {
            return Optional.of(new UnitOutcome.Rejected(
                    "store-full",
                    "state, documents and subscriptions take " + used + " of " + limit + " bytes and " + change
                            + " more do not fit; remove some, or raise " + MemoryLimits.MAX_BYTES));
        }
        used += change;
        undo.add(() -> used -= change);
        return Optional.empty();
    }

    void free(long bytes, Undo undo) {
        used -= bytes;
        undo.add(() -> used += bytes);
    }
}
