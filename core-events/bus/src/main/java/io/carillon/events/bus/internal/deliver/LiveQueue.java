// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.log.LogEntry;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The events that wait for one live subscription, bounded in number and bytes: when there is no room the oldest is dropped
 * and counted.
 *
 * <p>Threads: guarded by its owner.
 */
final class LiveQueue {

    private final int mostEvents;
    private final long mostBytes;
    private final ArrayDeque<LogEntry> waiting = new ArrayDeque<>();
    private long bytes;
    private long dropped;

    /** An empty queue; the last event stays even if it alone is larger than the limit. */
    LiveQueue(int mostEvents, long mostBytes) {
        this.mostEvents = mostEvents;
        this.mostBytes = mostBytes;
    }

    void add(LogEntry entry) {
        waiting.addLast(entry);
        bytes += entry.weight();
        while (waiting.size() > mostEvents || bytes > mostBytes && waiting.size() > 1) {
            bytes -= waiting.removeFirst().weight();
            dropped++;
        }
    }

    /** Takes the first one back in, which was taken out and not handled. */
    void giveBack(LogEntry entry) {
        waiting.addFirst(entry);
        bytes += entry.weight();
    }

    /** Takes the first one out. */
    LogEntry take() {
        LogEntry first = waiting.removeFirst();
        bytes -= first.weight();
        return first;
    }

    @Nullable
    LogEntry first() {
        return waiting.peekFirst();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    boolean holds(long position) {
        return waiting.stream().anyMatch(entry -> entry.position() == position);
    }

    /** Counts an event that did not get in. */
    void drop() {
        dropped++;
    }

    /** Drops and counts all. */
    void dropAll() {
        dropped += waiting.size();
        clear();
    }

    /** Forgets all; nobody misses them. */
    void clear() {
        waiting.clear();
        bytes = 0;
    }

    long dropped() {
        return dropped;
    }
}
