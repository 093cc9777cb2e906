// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How far the log goes, and its newest entries in memory, without holes, within bounds of number and bytes. Who wants
 * older ones reads the store.
 *
 * <p>Threads: safe for concurrent use. The head only grows until the log is opened anew.
 */
public final class LogTail {

    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    /** The {@code size} entries up to {@code head}, each in the slot of its position. */
    private final @Nullable LogEntry[] ring;

    private int size;
    private int resets;
    private long bytes;
    private volatile long head;
    /** Head of the log when it was opened last, or less than 0. */
    private volatile long openedAt = -1;

    public LogTail(int maxEntries, long maxBytes) {
        this.ring = new LogEntry[maxEntries];
        this.maxBytes = maxBytes;
    }

    /** Newest position known, which can be read. */
    public long head() {
        return head;
    }

    /** Where the log ended when it was opened last; nothing while none was. */
    public OptionalLong openedAt() {
        long position = openedAt;
        return position < 0 ? OptionalLong.empty() : OptionalLong.of(position);
    }

    /** Begins anew at the head of a log that was just opened. */
    public void reset(long position) {
        lock.lock();
        try {
            forget();
            head = position;
            openedAt = position;
            resets++;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the entries go; who wants them reads the store, where they may have become others. */
    public void release() {
        lock.lock();
        try {
            forget();
        } finally {
            lock.unlock();
        }
    }

    /** Adds what was just committed: entries without holes in ascending position. */
    public void append(List<LogEntry> committed) {
        lock.lock();
        try {
            for (LogEntry entry : committed) {
                if (entry.position() <= head) {
                    continue; // known through the head of a shared log already
                }
                if (entry.position() != head + 1) {
                    forget(); // another host has written in between
                }
                add(entry);
            }
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Learns that the log goes further, by somebody else's doing. */
    public void advance(long position) {
        lock.lock();
        try {
            if (position > head) {
                forget();
                head = position;
                grown.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Entries after a position, at most {@code limit}; empty if they are not in memory. */
    public Optional<List<LogEntry>> after(long position, int limit) {
        lock.lock();
        try {
            if (position < head - size) {
                return Optional.empty();
            }
            int count = (int) Math.max(0, Math.min(limit, head - position));
            List<LogEntry> page = new ArrayList<>(count);
            for (long each = position + 1; page.size() < count; each++) {
                page.add(Objects.requireNonNull(ring[slot(each)]));
            }
            return Optional.of(page);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the head is beyond a position; returns the head, which is not if the time is over, or the log was opened
     * anew meanwhile.
     */
    public long awaitBeyond(long position, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            int before = resets;
            while (head <= position && left > 0 && resets == before) {
                left = grown.awaitNanos(left);
            }
            return head;
        } finally {
            lock.unlock();
        }
    }

    private void add(LogEntry entry) {
        while (size == ring.length || size > 0 && bytes + entry.weight() > maxBytes) {
            int oldest = slot(head - size + 1);
            bytes -= Objects.requireNonNull(ring[oldest]).weight();
            ring[oldest] = null;
            size--;
        }
        head = entry.position();
        ring[slot(head)] = entry;
        bytes += entry.weight();
        size++;
    }

    private int slot(long position) {
        return (int) (position % ring.length);
    }

    private void forget() {
        Arrays.fill(ring, null);
        size = 0;
        bytes = 0;
    }
}
