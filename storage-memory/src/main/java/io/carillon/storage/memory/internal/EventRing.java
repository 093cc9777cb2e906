// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import org.jspecify.annotations.Nullable;

/** Rows by position, added at the end and removed at either end in constant time. Guarded by the lock of the store. */
final class EventRing {

    private @Nullable LogRow[] rows = new LogRow[64];
    private long first = 1;
    private long last;

    /** Oldest position; {@link #last} + 1 when there is none. */
    long first() {
        return first;
    }

    /** Newest position. */
    long last() {
        return last;
    }

    LogRow get(long position) {
        LogRow row = rows[slot(position)];
        if (row == null || position < first || position > last) {
            throw new IllegalArgumentException("no row at " + position + ", the log holds " + first + " to " + last);
        }
        return row;
    }

    void addLast(LogRow row) {
        if (last - first + 1 == rows.length) {
            grow();
        }
        last++;
        rows[slot(last)] = row;
    }

    private void grow() {
        @Nullable LogRow[] old = rows;
        rows = new LogRow[old.length * 2];
        for (long position = first; position <= last; position++) {
            rows[slot(position)] = old[(int) (position & (old.length - 1))];
        }
    }

    void set(long position, LogRow row) {
        rows[slot(position)] = row;
    }

    void removeLast() {
        rows[slot(last)] = null;
        last--;
    }

    LogRow removeFirst() {
        LogRow row = get(first);
        rows[slot(first)] = null;
        first++;
        return row;
    }

    private int slot(long position) {
        return (int) (position & (rows.length - 1));
    }
}
