// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.log.Timers;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at all running handlers again and again, so that their time budgets cost nothing per event. */
public final class Watchdog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration SHORTEST = Duration.ofMillis(10);

    private final SubscriptionTable subscriptions;
    private final Timers timers;
    private final Duration round;
    private volatile boolean closed;

    /**
     * A watchdog that does not run yet.
     *
     * @param settings a twentieth of the shorter of budget and grace is how exactly the time is kept
     */
    public Watchdog(SubscriptionTable subscriptions, Timers timers, DeliverySettings settings) {
        this.subscriptions = subscriptions;
        this.timers = timers;
        Duration shorter = settings.budget().compareTo(settings.grace()) < 0 ? settings.budget() : settings.grace();
        Duration twentieth = shorter.dividedBy(20);
        Duration least = twentieth.compareTo(SHORTEST) < 0 ? SHORTEST : twentieth;
        this.round = least.compareTo(LONGEST) > 0 ? LONGEST : least;
    }

    /** Begins to watch. */
    public void start() {
        timers.after(round, this::watch);
    }

    private void watch() {
        long now = System.nanoTime();
        try {
            subscriptions.all().forEach(each -> keepTime(each, now));
        } finally {
            if (!closed) {
                timers.after(round, this::watch);
            }
        }
    }

    private static void keepTime(Subscriber subscriber, long now) {
        try {
            subscriber.keepTime(now);
        } catch (RuntimeException | Error e) { // such as no memory for one more thread
            LOG.error("Cannot keep the time of subscription={}; tried again", subscriber.name(), e);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
