// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.EventsException;
import io.carillon.events.HandlerMode;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionStatus.Counts;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.bus.internal.deliver.SubscriptionHistory.Mark;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.StoredEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Completes the status of subscriptions by what only the store knows: dead letters, lag in time, expiry. */
final class Figures {

    private static final Logger LOG = LoggerFactory.getLogger(Figures.class);
    private final StoreHolder store;
    private final Clock clock;
    private final Duration kept;

    /**
     * Figures.
     *
     * @param kept how long a subscription without a handler is kept; zero for ever
     */
    Figures(StoreHolder store, Clock clock, Duration kept) {
        this.store = store;
        this.clock = clock;
        this.kept = kept;
    }

    /** The same with everything filled in, as far as the store answers. */
    SubscriptionStatus complete(SubscriptionStatus known) {
        if (known.mode() != HandlerMode.DURABLE) {
            return known;
        }
        try {
            return store.read(open -> complete(known, open));
        } catch (EventsException e) {
            LOG.debug("Figures of {} are left out: {}", known.name(), e.getMessage());
            return known;
        }
    }

    private SubscriptionStatus complete(SubscriptionStatus known, EventStore open) {
        Counts counts = known.counts();
        return new SubscriptionStatus(
                known.name(),
                known.plugin(),
                known.types(),
                known.mode(),
                known.ordering(),
                known.priority(),
                known.state(),
                known.enabled(),
                known.position(),
                known.lag(),
                known.lag() == 0 ? Duration.ZERO : age(known.position(), open),
                new Counts(
                        counts.handled(),
                        counts.failed(),
                        counts.dropped(),
                        counts.retrying(),
                        open.countDeadLetters(known.name()),
                        counts.heldKeys()),
                known.breaker(),
                known.handling(),
                known.since(),
                known.nextAttempt(),
                known.state() == State.DORMANT && known.expires() == null
                        ? expiry(known.name(), open)
                        : known.expires(),
                known.failure());
    }

    private Duration age(long position, EventStore open) {
        List<StoredEvent> oldest = open.readAfter(position, 1);
        if (oldest.isEmpty()) {
            return Duration.ZERO;
        }
        Duration age = Duration.between(oldest.get(0).recordedTime(), clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }

    private @Nullable Instant expiry(String name, EventStore open) {
        return SubscriptionHistory.read(open, name)
                .last()
                .filter(span -> span.mark() == Mark.LEFT && !kept.isZero())
                .map(span -> span.since().plus(kept))
                .orElse(null);
    }
}
