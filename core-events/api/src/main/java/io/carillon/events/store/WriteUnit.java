// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import java.util.List;

/**
 * Changes that happen together or not at all.
 *
 * @param conditions what must hold, checked in the critical section of the commit; an immutable list
 * @param changes 1 to {@link EventStore#MAX_CHANGES} changes in the order they are made; an immutable list. Events of one
 *     unit get contiguous positions.
 */
public record WriteUnit(List<Condition> conditions, List<Change> changes) {

    public WriteUnit {
        conditions = List.copyOf(conditions);
        changes = List.copyOf(changes);
        if (changes.isEmpty() || changes.size() > EventStore.MAX_CHANGES) {
            throw new IllegalArgumentException(
                    "a write unit holds 1 to " + EventStore.MAX_CHANGES + " changes, got " + changes.size());
        }
    }

    /** A unit without conditions. */
    public static WriteUnit of(Change... changes) {
        return new WriteUnit(List.of(), List.of(changes));
    }

    /** Number of events it appends. */
    public int events() {
        int count = 0;
        for (Change change : changes) {
            if (change instanceof Change.Append) {
                count++;
            }
        }
        return count;
    }
}
