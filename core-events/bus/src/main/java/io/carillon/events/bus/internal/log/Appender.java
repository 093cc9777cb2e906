// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import io.carillon.events.ClosedException;
import io.carillon.events.EventsException;
import io.carillon.events.OverloadedException;
import io.carillon.events.StoreFencedException;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.bus.internal.log.AppendRequest.Written;
import io.carillon.events.store.Change;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.StoreInfo;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes everything into the store: one thread commits whatever has gathered while the last commit ran. There is no
 * waiting for more, because a group is as large as the load makes it. While a group commits, the one before is settled, so
 * that its publishers make their next events meanwhile: host and store work at the same time. It is settled no sooner than
 * that, for its publishers would take the processor from the planning of the next.
 *
 * <p>While the store does not answer, the same group is tried again, which is safe because events are known by their
 * identity, until each request's own deadline has passed.
 *
 * <p>Threads: safe for concurrent use. Only the appender's thread commits and only the settler's tells of it, so positions
 * reach the tail in order.
 *
 * <p>Source: docs/decisions/0002 (one write path), 0013 (overlap).
 */
public final class Appender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Appender.class);
    private static final long CHECKPOINT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long CHECKPOINT_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LAST_PAUSE_MILLIS = 250;

    private final StoreHolder store;
    private final Settler settler;
    private final AppendQueue queue;
    private final Checkpoints checkpoints = new Checkpoints();
    private final Thread thread;
    /** How long checkpoints wait for company; longer after they could not be stored. */
    private volatile long checkpointNanos = CHECKPOINT_NANOS;

    private volatile boolean stopping;
    /** The group committed last, until the next is underway or none waits. Only the appender's thread has it. */
    private Settler.@Nullable Settlement committed;

    public Appender(StoreHolder store, LogTail tail, int queueEvents, long queueBytes) {
        this.store = store;
        this.settler = new Settler(tail);
        this.queue = new AppendQueue(queueEvents, queueBytes);
        this.thread = BusThreads.named("carillon-appender").newThread(this::run);
    }

    /** Begins to write. */
    public void start() {
        settler.start();
        thread.start();
    }

    /**
     * Queues a request, waiting for room until its deadline.
     *
     * @return the request's answer; failed already if there was no room
     * @throws ClosedException if the bus is stopping
     */
    public CompletableFuture<Written> append(AppendRequest request) {
        try {
            if (!queue.put(request)) {
                request.answer().completeExceptionally(noRoom());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            request.answer()
                    .completeExceptionally(new OverloadedException(
                            "interrupted while waiting for room before the log; nothing was" + " published"));
        }
        return request.answer();
    }

    /**
     * Queues a request of the bus itself, which there are few of, without waiting for room.
     *
     * @throws ClosedException if the bus is stopping
     */
    public void enqueue(AppendRequest request) {
        queue.add(request);
    }

    private EventsException noRoom() {
        return store.isOpen()
                ? new OverloadedException("the queue before the log stayed full with " + queue.size()
                        + " events for the whole publish time-out; nothing was published")
                : new StoreUnavailableException("the queue before the log is full because the store is away: "
                        + store.known().detail());
    }

    /** Moves the checkpoint of a subscription, soon, if the log is still the one of that opening. */
    public void checkpoint(int opening, Change.Checkpoint checkpoint) {
        if (checkpoints.offer(opening, checkpoint)) {
            queue.nudge();
        }
    }

    /** Checkpoints on their way. */
    public Checkpoints checkpoints() {
        return checkpoints;
    }

    /** Events waiting now. */
    public int queued() {
        return queue.size();
    }

    private void run() {
        while (!queue.isDone()) {
            try {
                if (queue.isEmpty() || !settler.hasRoom()) {
                    settle();
                }
                List<AppendRequest> group = queue.take(() -> checkpoints.dueIn(checkpointNanos));
                commit(group);
            } catch (InterruptedException e) {
                if (stopping) {
                    break;
                }
            } catch (Throwable e) { // without it nothing is published at all
                LOG.error("The appender failed unexpectedly and goes on; it is a defect", e);
            }
        }
        settle();
        lastCheckpoints();
    }

    /** Hands the group committed last to the settler. */
    private void settle() {
        Settler.Settlement last = committed;
        if (last != null) {
            committed = null;
            settler.settle(last);
        }
    }

    private void lastCheckpoints() {
        List<Change.Checkpoint> marks = checkpoints.take(EventStore.MAX_CHANGES);
        if (!marks.isEmpty() && store.info().isPresent()) {
            try {
                store.require().commit(units(List.of(), marks));
                checkpoints.arrived(marks);
            } catch (RuntimeException e) {
                LOG.warn("The last checkpoints were not stored; some events will be delivered again", e);
            }
        }
    }

    private void commit(List<AppendRequest> requests) throws InterruptedException {
        List<AppendRequest> group = requests;
        int changes = group.stream().mapToInt(AppendRequest::changes).sum();
        List<Change.Checkpoint> marks = checkpoints.take(Math.max(0, EventStore.MAX_CHANGES - changes));
        boolean retried = false;
        long pause = FIRST_PAUSE_MILLIS;
        try {
            while (!group.isEmpty() || !marks.isEmpty()) {
                StoreUnavailableException failure = attempt(group, marks, retried);
                if (failure == null) {
                    return;
                }
                retried = true;
                group = withoutOverdue(group, failure);
                if (group.isEmpty()) {
                    // Checkpoints can wait for the next group; holding the thread for them would hold up everything.
                    checkpointNanos = CHECKPOINT_RETRY_NANOS;
                    return;
                }
                store.awaitChange(untilNext(group, pause));
                pause = Math.min(2 * pause, LAST_PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            StoreUnavailableException stopped =
                    new StoreUnavailableException("the bus stopped before the store answered", e);
            group.forEach(each -> each.answer().completeExceptionally(stopped));
            throw e;
        } finally {
            checkpoints.giveBack(marks); // nothing is left to give back of those that arrived
        }
    }

    /** Waits no longer than the first deadline of the group. */
    private static long untilNext(List<AppendRequest> group, long pause) {
        long now = System.nanoTime();
        long left =
                group.stream().mapToLong(each -> each.deadline() - now).min().orElse(0);
        return Math.max(1, Math.min(pause, TimeUnit.NANOSECONDS.toMillis(left)));
    }

    /** The failure after which the same can be tried again, or nothing when the group is settled. */
    private @Nullable StoreUnavailableException attempt(
            List<AppendRequest> group, List<Change.Checkpoint> taken, boolean retried) {
        EventStore open;
        try {
            open = store.require();
        } catch (StoreUnavailableException e) {
            settle();
            return e;
        }
        boolean durable = store.info().map(StoreInfo::durable).orElse(false);
        List<Change.Checkpoint> marks = checkpoints.stillWanted(taken); // not those of the log that was open before
        if (group.isEmpty() && marks.isEmpty()) {
            return null;
        }
        try {
            List<UnitOutcome> outcomes;
            try {
                outcomes = open.commit(units(group, marks), this::settle);
            } finally {
                settle();
            }
            List<Change.Checkpoint> settled = settled(marks, outcomes.subList(group.size(), outcomes.size()));
            checkpoints.arrived(settled);
            checkpointNanos = settled.size() == marks.size() ? CHECKPOINT_NANOS : CHECKPOINT_RETRY_NANOS;
            if (!group.isEmpty()) {
                // An earlier attempt may have committed more than its answer could tell.
                long head = retried ? store.read(EventStore::head).position() : 0;
                committed = new Settler.Settlement(group, outcomes, durable, retried, head);
            }
            store.answered(open);
            return null;
        } catch (StoreUnavailableException e) {
            store.lost(open, e);
            return e;
        } catch (ClosedException e) {
            return new StoreUnavailableException("the store was closed in the middle of a commit", e);
        } catch (StoreFencedException e) {
            store.fenced(open, e);
            checkpoints.arrived(marks); // they can never be stored by this host
            group.forEach(each -> each.answer().completeExceptionally(e));
            return null;
        } catch (RuntimeException | Error e) {
            LOG.error("The storage bundle failed to commit {} units; it is a defect of it", group.size(), e);
            StoreUnavailableException failure = new StoreUnavailableException("the storage bundle failed: " + e, e);
            checkpointNanos = CHECKPOINT_RETRY_NANOS;
            group.forEach(each -> each.answer().completeExceptionally(failure));
            return null;
        }
    }

    /** Without those that there was no room for; the others are stored, or their subscription is gone. */
    private static List<Change.Checkpoint> settled(List<Change.Checkpoint> marks, List<UnitOutcome> outcomes) {
        List<Change.Checkpoint> settled = new ArrayList<>(marks.size());
        for (int i = 0; i < marks.size(); i++) {
            if (!(outcomes.get(i) instanceof UnitOutcome.Rejected refused)
                    || !refused.code().equals("store-full")) {
                settled.add(marks.get(i));
            }
        }
        return settled;
    }

    private static List<WriteUnit> units(List<AppendRequest> group, List<Change.Checkpoint> marks) {
        List<WriteUnit> units = new ArrayList<>(group.size() + marks.size());
        group.forEach(each -> units.add(each.unit()));
        marks.forEach(each -> units.add(WriteUnit.of(each)));
        return units;
    }

    private List<AppendRequest> withoutOverdue(List<AppendRequest> group, StoreUnavailableException failure) {
        long now = System.nanoTime();
        List<AppendRequest> left = new ArrayList<>(group.size());
        for (AppendRequest each : group) {
            if (each.overdue(now)) {
                each.answer().completeExceptionally(failure);
            } else {
                left.add(each);
            }
        }
        queue.takeAll(each -> each.overdue(now)).forEach(each -> each.answer().completeExceptionally(failure));
        return left;
    }

    /** Writes what is queued and the checkpoints, then ends; what takes longer than this fails. */
    public void finish(Duration patience) {
        stopping = true;
        queue.close();
        try {
            thread.join(Math.max(1, patience.toMillis()));
            if (thread.isAlive()) {
                LOG.error("The store did not take what was queued within {}; it is given up", patience);
                thread.interrupt();
                thread.join(1_000);
            }
            settler.finish(patience);
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        StoreUnavailableException stopped =
                new StoreUnavailableException("the bus stopped before the store took the event");
        queue.takeAll(each -> true).forEach(each -> each.answer().completeExceptionally(stopped));
    }

    @Override
    public void close() {
        finish(Duration.ofSeconds(1));
    }
}
