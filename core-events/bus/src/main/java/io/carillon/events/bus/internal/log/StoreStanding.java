// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import io.carillon.events.admin.StoreStatus.State;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the store stands, and since when; whoever waits for it learns of every change, and operators of a loss.
 *
 * <p>Threads: safe for concurrent use.
 */
final class StoreStanding {

    private static final Logger LOG = LoggerFactory.getLogger(StoreStanding.class);

    /** One state. */
    record At(State state, Instant since, String detail) {}

    private final Clock clock;
    private final BiConsumer<Instant, String> lost;
    /** Changed with the lock of {@code this}. */
    private volatile At at;

    private long changes;
    private boolean ending;

    /**
     * A store that is away.
     *
     * @param detail why
     * @param lost told, without a lock, that the store was there and is away, since when and why
     */
    StoreStanding(String detail, Clock clock, BiConsumer<Instant, String> lost) {
        this.clock = clock;
        this.lost = lost;
        this.at = new At(State.AWAY, clock.instant(), detail);
    }

    At now() {
        return at;
    }

    /** A store was opened; others wait for that. */
    synchronized void opened() {
        change(new At(State.OPEN, clock.instant(), ""));
    }

    private void change(At next) {
        at = next;
        changes++;
        notifyAll();
    }

    /** Notes how it stands, if that is news. */
    void become(State state, String detail) {
        At before;
        At now;
        boolean stopping;
        synchronized (this) {
            before = at;
            stopping = ending;
            if (before.state() == state && before.detail().equals(detail)) {
                return;
            }
            now = new At(state, before.state() == state ? before.since() : clock.instant(), detail);
            change(now);
        }
        if (stopping || state != State.AWAY) {
            return;
        }
        if (before.state() == State.AWAY) {
            LOG.warn("Storage is still away: {}", detail);
        } else if (before.state() == State.OPEN) {
            LOG.error("Storage is away, publishing is refused until it returns: {}", detail);
            lost.accept(now.since(), detail);
        }
    }

    /** The bus stops: that the store goes is no loss from now on. */
    synchronized void end() {
        ending = true;
    }

    /** Waits until something changes, at most a while. */
    synchronized void awaitChange(long millis) throws InterruptedException {
        long before = changes;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = millis; changes == before && left > 0; left = millisUntil(end)) {
            wait(left);
        }
    }

    private static long millisUntil(long end) {
        return TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
}
