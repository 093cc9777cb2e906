// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Severity;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.bus.internal.publish.HostEvents;
import io.carillon.events.store.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuit breaker of one subscription, with what is recorded of it.
 *
 * <p>Threads: guarded by its owner.
 */
final class Circuit {

    private static final Logger LOG = LoggerFactory.getLogger(Circuit.class);

    private final String subscription;
    private final String plugin;
    private final HostEvents events;
    private final BreakerSettings settings;
    private final Breaker breaker;
    private @Nullable Instant openedAt;

    Circuit(String subscription, String plugin, HostEvents events, BreakerSettings settings) {
        this.subscription = subscription;
        this.plugin = plugin;
        this.events = events;
        this.settings = settings;
        this.breaker = new Breaker(settings);
    }

    SubscriptionStatus.Breaker state() {
        return breaker.state();
    }

    /** When a probe may be made; empty unless open. */
    Optional<Instant> retryAt() {
        return breaker.retryAt();
    }

    boolean isClosed() {
        return breaker.state() == SubscriptionStatus.Breaker.CLOSED;
    }

    /** Whether an attempt may be made; nothing is noted. */
    boolean mayTry(Instant now) {
        return switch (breaker.state()) {
            case CLOSED -> true;
            case HALF_OPEN -> false;
            case OPEN -> breaker.retryAt().map(at -> !now.isBefore(at)).orElse(false);
        };
    }

    /** An attempt is made that may be. */
    void tried(Instant now) {
        boolean unused = breaker.allows(now);
    }

    /** The attempt is not made after all. */
    void forgone() {
        breaker.forgone();
    }

    /** An attempt failed, of an event that may have failed before; what is to be recorded of it. */
    Optional<Change> failed(Instant now, boolean timedOut, boolean again) {
        breaker.failed(now, timedOut, again);
        Instant at = breaker.retryAt().orElse(null);
        if (openedAt != null || at == null) {
            return Optional.empty();
        }
        openedAt = now;
        LOG.error("Circuit opened, nothing is delivered until {}: subscription={}", at, subscription);
        return Optional.of(event(
                Severity.ERROR,
                "carillon.subscription.circuit_opened",
                now,
                Map.<String, Object>of("failures", settings.failures(), "halfOpenAt", at.toString())));
    }

    /** An attempt succeeded; what is to be recorded of it. */
    Optional<Change> succeeded(Instant now) {
        breaker.succeeded(now);
        Instant opened = openedAt;
        if (opened == null || breaker.state() != SubscriptionStatus.Breaker.CLOSED) {
            return Optional.empty();
        }
        openedAt = null;
        LOG.info("Circuit closed: subscription={}", subscription);
        return Optional.of(event(
                Severity.INFO,
                "carillon.subscription.circuit_closed",
                now,
                Map.<String, Object>of(
                        "openedForMs", Duration.between(opened, now).toMillis())));
    }

    private Change event(Severity severity, String type, Instant now, Map<String, Object> facts) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("subscription", subscription);
        data.put("plugin", plugin);
        data.putAll(facts);
        return events.at(now, severity, type, "subscription/" + subscription, data);
    }
}
