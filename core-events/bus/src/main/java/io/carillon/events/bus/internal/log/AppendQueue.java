// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import io.carillon.events.ClosedException;
import io.carillon.events.store.EventStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What waits to be appended, in order, bounded in events and bytes. A request that is larger than the whole queue goes in
 * alone.
 *
 * <p>Threads: many put, one takes.
 */
final class AppendQueue {

    /** Room kept in every group for checkpoints. */
    static final int CHECKPOINT_ROOM = 2_000;

    private final int maxEvents;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition drained = lock.newCondition();
    private final ArrayDeque<AppendRequest> requests = new ArrayDeque<>();
    private int events;
    private long bytes;
    private boolean closed;

    AppendQueue(int maxEvents, long maxBytes) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    /**
     * Puts a request in, waiting for room until its deadline.
     *
     * @return whether there was room in time
     * @throws ClosedException if the queue takes no more
     */
    boolean put(AppendRequest request) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && !fits(request)) {
                long left = request.deadline() - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                drained.awaitNanos(left);
            }
            append(request);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts a request in whether there is room or not.
     *
     * @throws ClosedException if the queue takes no more
     */
    void add(AppendRequest request) {
        lock.lock();
        try {
            append(request);
        } finally {
            lock.unlock();
        }
    }

    private void append(AppendRequest request) {
        if (closed) {
            throw new ClosedException("the bus is stopping; nothing was published");
        }
        requests.addLast(request);
        events += request.events();
        bytes += request.bytes();
        filled.signal();
    }

    private boolean fits(AppendRequest request) {
        return requests.isEmpty()
                || events + request.events() <= maxEvents
                        && bytes + request.bytes() <= maxBytes
                        && requests.size() < maxEvents;
    }

    /**
     * Takes all that has gathered and fits into one commit; waits for a first one.
     *
     * @param nanos how long to wait from now, asked again after every {@link #nudge}
     */
    List<AppendRequest> take(LongSupplier nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (long left = nanos.getAsLong(); requests.isEmpty() && !closed && left > 0; left = nanos.getAsLong()) {
                filled.awaitNanos(left);
            }
            List<AppendRequest> group = new ArrayList<>(Math.min(requests.size(), EventStore.MAX_BATCH));
            int groupEvents = 0;
            int groupChanges = 0;
            for (AppendRequest next = requests.peekFirst(); next != null; next = requests.peekFirst()) {
                boolean full = groupEvents + next.events() > EventStore.MAX_BATCH
                        || groupChanges + next.changes() > EventStore.MAX_CHANGES - CHECKPOINT_ROOM;
                if (full && !group.isEmpty()) {
                    break;
                }
                group.add(requests.removeFirst());
                groupEvents += next.events();
                groupChanges += next.changes();
                forget(next);
            }
            drained.signalAll();
            return group;
        } finally {
            lock.unlock();
        }
    }

    /** Takes out whatever is of a kind. */
    List<AppendRequest> takeAll(Predicate<AppendRequest> kind) {
        lock.lock();
        try {
            List<AppendRequest> taken = new ArrayList<>();
            for (Iterator<AppendRequest> each = requests.iterator(); each.hasNext(); ) {
                AppendRequest request = each.next();
                if (kind.test(request)) {
                    each.remove();
                    forget(request);
                    taken.add(request);
                }
            }
            drained.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void forget(AppendRequest request) {
        events -= request.events();
        bytes -= request.bytes();
    }

    /** Makes the taker ask again how long to wait. */
    void nudge() {
        lock.lock();
        try {
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return events;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return requests.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more, and lets the taker end once it has taken what is in. */
    void close() {
        lock.lock();
        try {
            closed = true;
            filled.signalAll();
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isDone() {
        lock.lock();
        try {
            return closed && requests.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
