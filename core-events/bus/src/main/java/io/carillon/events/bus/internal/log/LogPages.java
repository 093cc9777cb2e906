// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import io.carillon.events.StoreUnavailableException;
import java.util.List;

/** Reads the log forward, from memory where it is new and from the store where it is not. */
public final class LogPages {

    private final LogTail tail;
    private final StoreHolder store;

    public LogPages(LogTail tail, StoreHolder store) {
        this.tail = tail;
        this.store = store;
    }

    /** Newest position that can be read. */
    public long head() {
        return tail.head();
    }

    /**
     * Entries after a position in ascending position without holes, except where the log was truncated; none beyond the
     * {@link #head}, which the store may be ahead of.
     *
     * @param limit the most entries
     * @return an empty list only if {@code position} is the head or beyond
     * @throws StoreUnavailableException if they are not in memory and the store does not answer
     */
    public List<LogEntry> after(long position, int limit) {
        long head = tail.head();
        if (position >= head) {
            return List.of();
        }
        return tail.after(position, limit).orElseGet(() -> store.read(open -> open.readAfter(position, limit)).stream()
                .takeWhile(stored -> stored.position() <= head)
                .map(LogEntry::of)
                .toList());
    }
}
