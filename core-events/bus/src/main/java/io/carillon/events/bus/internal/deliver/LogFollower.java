// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.StoreUnavailableException;
import io.carillon.events.bus.internal.log.BusThreads;
import io.carillon.events.bus.internal.log.LogEntry;
import io.carillon.events.bus.internal.log.LogPages;
import io.carillon.events.bus.internal.log.LogTail;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.StoreInfo;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the end of the log, whoever writes it, and tells the subscriptions: live ones get the events, durable ones learn
 * that there is something to read. The end of a shared log is asked for, because other hosts do not tell.
 *
 * <p>Threads: one thread follows. {@code told} is guarded by {@code this}.
 */
public final class LogFollower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);
    private static final int PAGE = 256;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long STORE_RETRY_MILLIS = 250;

    private final LogTail tail;
    private final LogPages log;
    private final StoreHolder store;
    private final SubscriptionTable subscriptions;
    private final Bands bands;
    private final long pollNanos;
    private final LongAdder unhandled = new LongAdder();
    private final Thread thread;
    private long told;
    private volatile boolean closed;

    /**
     * A follower that does not run yet.
     *
     * @param bands told of the end as the subscriptions are
     * @param poll how often to ask for the end of a shared log
     */
    public LogFollower(
            LogTail tail,
            LogPages log,
            StoreHolder store,
            SubscriptionTable subscriptions,
            Bands bands,
            Duration poll) {
        this.tail = tail;
        this.log = log;
        this.store = store;
        this.subscriptions = subscriptions;
        this.bands = bands;
        this.pollNanos = poll.toNanos();
        this.thread = BusThreads.named("carillon-follower").newThread(this::run);
    }

    /** Begins to follow. */
    public void start() {
        thread.start();
    }

    /** Goes on after a position: the head of another log than before, or back in a log that lost its end. */
    public synchronized void startAfter(long position) {
        told = position;
        bands.told(position);
    }

    /** Position up to which the subscriptions were told. */
    public synchronized long told() {
        return told;
    }

    /** Events no subscription wanted. */
    public long unhandled() {
        return unhandled.sum();
    }

    private void run() {
        while (!closed) {
            try {
                follow();
            } catch (InterruptedException e) {
                LOG.debug("The follower of the log ends");
                return;
            } catch (Throwable e) { // without it nothing is delivered at all
                LOG.error("Cannot follow the log; tried again", e);
                pause();
            }
        }
    }

    private void follow() throws InterruptedException {
        boolean shared = store.info().map(StoreInfo::shared).orElse(false);
        long from = told();
        if (tail.awaitBeyond(from, shared ? pollNanos : IDLE_NANOS) <= from) {
            if (shared) {
                poll();
            }
            return;
        }
        List<LogEntry> page;
        try {
            page = log.after(from, PAGE);
        } catch (StoreUnavailableException e) {
            store.awaitChange(STORE_RETRY_MILLIS);
            return;
        }
        if (page.isEmpty()) {
            store.awaitChange(STORE_RETRY_MILLIS);
            return;
        }
        tell(from, page);
    }

    private void poll() throws InterruptedException {
        try {
            tail.advance(store.read(EventStore::head).position());
        } catch (StoreUnavailableException e) {
            store.awaitChange(STORE_RETRY_MILLIS);
        }
    }

    /** Holding the lock, so that a log opened anew is not mixed up with what was read of the one before. */
    private synchronized void tell(long from, List<LogEntry> page) {
        if (told != from) {
            return;
        }
        // One state of the table: who comes in between is not in it, and looks for itself when it is put to its place.
        SubscriptionTable.Index index = subscriptions.index();
        Set<Subscriber> concerned = Collections.newSetFromMap(new IdentityHashMap<>());
        for (LogEntry entry : page) {
            if (entry.deleted()) {
                continue;
            }
            List<Subscriber> wanting = index.wanting(entry.event().type());
            if (wanting.isEmpty()) {
                unhandled.increment();
            }
            for (Subscriber each : wanting) {
                if (each instanceof LiveMailbox mailbox) {
                    mailbox.offer(entry);
                } else {
                    concerned.add(each);
                }
            }
        }
        told = page.get(page.size() - 1).position();
        bands.told(told);
        for (DurableSubscription each : index.durable()) {
            each.appended(page.get(0).position(), told, concerned.contains(each));
        }
    }

    private void pause() {
        try {
            store.awaitChange(STORE_RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
