// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replays of one subscription that wait for their turn, one for each lane at most.
 *
 * <p>Threads: guarded by its owner.
 */
final class Extras {

    private final int limit;
    private final Backlog backlog;
    private final ArrayDeque<Extra> waiting = new ArrayDeque<>();
    /** Those being delivered since the backlog began. */
    private final Set<Extra> taken = new HashSet<>();

    Extras(int limit, Backlog backlog) {
        this.limit = limit;
        this.backlog = backlog;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Takes one in; returns whether there was room. */
    boolean add(Extra extra) {
        return waiting.size() < limit && waiting.add(extra);
    }

    /** The first whose key is free. */
    @Nullable
    Extra next() {
        for (Iterator<Extra> each = waiting.iterator(); each.hasNext(); ) {
            Extra extra = each.next();
            if (backlog.occupy(extra.entry())) {
                each.remove();
                taken.add(extra);
                return extra;
            }
        }
        return null;
    }

    /** The end of one. */
    void release(Extra extra) {
        if (taken.remove(extra)) {
            backlog.release(extra.entry());
        }
    }

    /** The backlog began anew and knows of none. */
    void forget() {
        taken.clear();
    }

    /** Takes out all that wait. */
    List<Extra> withdraw() {
        List<Extra> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }
}
