// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.admin.SubscriptionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker: opens when too many events fail, lets one probe through after a while, and closes when a probe
 * succeeds. It never gives up probing. What becomes of attempts that were under way when it opened says nothing to it. That an
 * event fails again says that the event is poison, not that the handler is ill: but for its time, it is not counted.
 *
 * <p>Threads: guarded by its owner.
 */
final class Breaker {

    private final BreakerSettings settings;
    /** The last attempts that count while closed, oldest first: whether each failed. */
    private final Deque<Boolean> attempts = new ArrayDeque<>();

    private int failures;
    private int timeOuts;
    private SubscriptionStatus.Breaker state = SubscriptionStatus.Breaker.CLOSED;
    private Duration wait;
    private @Nullable Instant retryAt;

    Breaker(BreakerSettings settings) {
        this.settings = settings;
        this.wait = settings.firstWait();
    }

    /**
     * Whether an attempt may be made now. One that is let through while the breaker is open is the probe: no other is until
     * its result is told, or that it was {@linkplain #forgone not made}.
     */
    boolean allows(Instant now) {
        if (state == SubscriptionStatus.Breaker.OPEN && retryAt != null && !now.isBefore(retryAt)) {
            state = SubscriptionStatus.Breaker.HALF_OPEN;
            return true;
        }
        return state == SubscriptionStatus.Breaker.CLOSED;
    }

    /** Learns that the attempt let through was not made after all; a probe may be made at once. */
    void forgone() {
        if (state == SubscriptionStatus.Breaker.HALF_OPEN) {
            state = SubscriptionStatus.Breaker.OPEN;
        }
    }

    /** Learns that an attempt succeeded. */
    void succeeded(Instant now) {
        switch (state) {
            case CLOSED -> {
                timeOuts = 0;
                count(false);
            }
            case HALF_OPEN -> {
                state = SubscriptionStatus.Breaker.CLOSED;
                retryAt = null;
                wait = settings.firstWait();
            }
            case OPEN -> {}
        }
    }

    /**
     * Learns that an attempt failed.
     *
     * @param again whether the same event had failed before
     */
    void failed(Instant now, boolean timedOut, boolean again) {
        switch (state) {
            case CLOSED -> {
                timeOuts = timedOut ? timeOuts + 1 : 0;
                if (!again) {
                    count(true);
                }
                if (timeOuts >= settings.timeOuts()
                        || attempts.size() == settings.attempts() && failures >= settings.failures()) {
                    open(now);
                }
            }
            case HALF_OPEN -> {
                Duration doubled = wait.multipliedBy(2);
                wait = doubled.compareTo(settings.longestWait()) < 0 ? doubled : settings.longestWait();
                open(now);
            }
            case OPEN -> {}
        }
    }

    private void count(boolean failed) {
        attempts.addLast(failed);
        failures += failed ? 1 : 0;
        if (attempts.size() > settings.attempts()) {
            failures -= attempts.removeFirst() ? 1 : 0;
        }
    }

    /** A circuit that closes again begins to count anew. */
    private void open(Instant now) {
        state = SubscriptionStatus.Breaker.OPEN;
        retryAt = now.plus(wait);
        attempts.clear();
        failures = 0;
        timeOuts = 0;
    }

    /** When a probe may be made; empty unless open. */
    Optional<Instant> retryAt() {
        return state == SubscriptionStatus.Breaker.OPEN ? Optional.ofNullable(retryAt) : Optional.empty();
    }

    SubscriptionStatus.Breaker state() {
        return state;
    }
}
