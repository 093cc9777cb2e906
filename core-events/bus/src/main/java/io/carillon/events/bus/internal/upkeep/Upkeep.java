// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.upkeep;

import io.carillon.events.EventsException;
import io.carillon.events.Severity;
import io.carillon.events.admin.DeadLettersAdmin;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.events.bus.internal.log.BusThreads;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.bus.internal.log.Timers;
import io.carillon.events.bus.internal.log.Writer;
import io.carillon.events.bus.internal.publish.HostEvents;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all subscriptions every minute: removes those that were dormant for too long, discards dead letters that are too
 * old, and records which lag.
 */
public final class Upkeep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    /** Who is recorded for what the host does by itself. */
    private static final String BY = "host";

    static final Duration ROUND = Duration.ofMinutes(1);

    /**
     * What a round works on.
     *
     * @param present whether a subscription of this name has its handler, or its client
     */
    public record Subject(
            SubscriptionsAdmin subscriptions,
            DeadLettersAdmin deadLetters,
            Predicate<String> present,
            StoreHolder store,
            Writer writer,
            HostEvents events) {}

    private final UpkeepSettings settings;
    private final Subject subject;
    private final Dormancy dormancy;
    private final LagWatch lags;
    private final Timers timers;
    private final Clock clock;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(BusThreads.named("carillon-upkeep"));

    public Upkeep(UpkeepSettings settings, Subject subject, Dormancy dormancy, Timers timers, Clock clock) {
        this.settings = settings;
        this.subject = subject;
        this.dormancy = dormancy;
        this.lags = new LagWatch(settings);
        this.timers = timers;
        this.clock = clock;
    }

    /** Begins to look. */
    public void start() {
        timers.after(ROUND, this::begin);
    }

    private void begin() {
        try {
            thread.execute(this::round);
        } catch (RejectedExecutionException e) {
            LOG.debug("Subscriptions are not looked after any more because the bus has stopped");
        }
    }

    private void round() {
        try {
            if (subject.store().isOpen()) {
                dormancy.look(subject.store(), subject.present(), subject.writer())
                        .forEach(this::expire);
                List<SubscriptionStatus> all = subject.subscriptions().list();
                all.forEach(this::discardOld);
                lags.look(all).forEach(this::tell);
            }
        } catch (EventsException e) {
            LOG.debug("Subscriptions are looked after in the next round: {}", e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            LOG.error("Looking after subscriptions failed; the next round tries again", e);
        } finally {
            start();
        }
    }

    private void expire(String subscription) {
        try {
            subject.subscriptions().purge(subscription, BY);
            LOG.info(
                    "Subscription {} was without a handler or client for {} and is removed",
                    subscription,
                    settings.dormant());
        } catch (NoSuchElementException | IllegalStateException e) { // it went, or its handler came, just now
            LOG.debug("Subscription {} is not removed: {}", subscription, e.getMessage());
        }
    }

    private void discardOld(SubscriptionStatus status) {
        if (settings.deadLetters().isZero() || status.counts().deadLetters() == 0) {
            return;
        }
        Instant before = clock.instant().minus(settings.deadLetters());
        try {
            int discarded = subject.deadLetters()
                    .discard(status.name(), new DeadLettersAdmin.Filter(null, null, null, before), BY);
            if (discarded > 0) {
                LOG.info(
                        "Discarded {} dead letters of subscription {} after {}",
                        discarded,
                        status.name(),
                        settings.deadLetters());
            }
        } catch (NoSuchElementException e) {
            LOG.debug("Subscription {} has just been removed", status.name());
        }
    }

    private void tell(SubscriptionStatus status) {
        Map<String, Object> data = Map.of(
                "subscription", status.name(),
                "plugin", status.plugin(),
                "lagEvents", status.lag(),
                "lagMs", status.lagTime().toMillis());
        try {
            subject.writer()
                    .write(subject.events()
                            .at(
                                    clock.instant(),
                                    Severity.WARN,
                                    "carillon.subscription.lagging",
                                    "subscription/" + status.name(),
                                    data));
        } catch (EventsException e) {
            lags.forget(status.name());
            throw e;
        }
        LOG.warn("Subscription {} lags by {} events, {}", status.name(), status.lag(), status.lagTime());
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
