// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.log.Appender;
import io.carillon.events.bus.internal.log.Timers;
import io.carillon.events.store.Change;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * When the checkpoint of a subscription that only handles is stored: after a moment, or a good many events.
 *
 * <p>Threads: guarded by the lock it is made with.
 */
final class Pace {

    /** How many events may be finished, or passed, before the checkpoint is stored. */
    static final int UNSTORED = 1_000;

    private static final Duration MOMENT = Duration.ofMillis(100);

    private final Object lock;
    private final String subscription;
    private final Ledger ledger;
    private final Appender appender;
    private final Timers timers;
    private final BooleanSupplier allowed;
    private int opening = -1;
    private long offered;
    private long offeredNanos;
    private int finished;
    private boolean later;

    /**
     * The pace of one subscription.
     *
     * @param allowed whether a checkpoint may travel now
     */
    Pace(Object lock, String subscription, Ledger ledger, Appender appender, Timers timers, BooleanSupplier allowed) {
        this.lock = lock;
        this.subscription = subscription;
        this.ledger = ledger;
        this.appender = appender;
        this.timers = timers;
        this.allowed = allowed;
    }

    /** Begins anew where the ledger does. */
    void begin(int ofOpening) {
        opening = ofOpening;
        offered = ledger.checkpoint();
        finished = 0;
    }

    /** Stores nothing until it begins anew. */
    void end() {
        opening = -1;
    }

    /** Some events, or none but others passed, are finished. */
    void progressed(int events) {
        finished += events;
        long waited = System.nanoTime() - offeredNanos;
        boolean far = finished >= UNSTORED || ledger.checkpoint() - offered >= UNSTORED;
        if (far || events > 0 && waited >= MOMENT.toNanos()) {
            offer();
        } else if (events > 0 && !later) {
            later = true;
            timers.after(MOMENT.minusNanos(Math.max(0, waited)), this::offerLater);
        }
    }

    private void offerLater() {
        synchronized (lock) {
            later = false;
            if (finished > 0) {
                offer();
            }
        }
    }

    /** Has the checkpoint stored as it is, unless something newer is on its way. */
    void offer() {
        if (opening < 0 || !allowed.getAsBoolean()) {
            return;
        }
        Ledger.Mark mark = ledger.mark();
        offered = mark.position();
        offeredNanos = System.nanoTime();
        finished = 0;
        appender.checkpoint(opening, new Change.Checkpoint(subscription, mark.position(), mark.finished()));
    }
}
