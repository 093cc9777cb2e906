// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Event;
import io.carillon.events.EventHandler;
import io.carillon.events.Registration;
import io.carillon.events.RetryPolicy;
import io.carillon.events.Subscription;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.bus.internal.upkeep.UpkeepSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class UpkeepTest {

    private static final String NAME = TimedBus.PLUGIN + ":d";
    private static final Duration ROUND = Duration.ofMinutes(1);

    private final TimedBus bus = new TimedBus(BusFixture.settings(
            new UpkeepSettings(Duration.ofHours(1), Duration.ofMinutes(30), 10, Duration.ofMinutes(5))));

    @AfterEach
    void stop() {
        bus.close();
    }

    private Registration subscribe(Subscription subscription, EventHandler<Event> handler) {
        Registration registration = bus.plugin("1.0.0").subscribe(subscription, handler);
        await().until(() -> bus.store.subscription(NAME).isPresent());
        return registration;
    }

    /** Moves the clock, a round at a time, until something is so. */
    private void rounds(Callable<Boolean> until) {
        await().until(() -> {
            bus.advance(ROUND);
            return until.call();
        });
    }

    private boolean isThere() {
        return bus.store.subscription(NAME).isPresent();
    }

    private Instant expires() {
        return Objects.requireNonNull(bus.status("d").expires());
    }

    @Test
    void a_dormant_subscription_is_removed_after_its_time_and_that_is_recorded() {
        subscribe(Subscription.durable("d", "a"), (event, context) -> {}).close();
        Instant left = bus.time.instant();
        rounds(() -> bus.status("d").expires() != null);
        assertThat(bus.status("d").state()).isEqualTo(State.DORMANT);
        Instant expires = expires();
        assertThat(expires)
                .isBetween(left.plus(Duration.ofHours(1)), bus.time.instant().plus(Duration.ofHours(1)));

        bus.advance(Duration.between(bus.time.instant(), expires).minus(Duration.ofMinutes(20)));
        rounds(() -> {
            assertThat(isThere() || !bus.time.instant().isBefore(expires))
                    .as("kept until its time is over")
                    .isTrue();
            return !isThere();
        });
        assertThat(bus.log("carillon.subscription.purged"))
                .singleElement()
                .satisfies(event -> assertThat(event.event().actor()).contains("host"));
    }

    @Test
    void since_when_it_is_dormant_outlives_a_restart_but_a_host_that_starts_waits_for_handlers() {
        subscribe(Subscription.durable("d", "a"), (event, context) -> {}).close();
        rounds(() -> bus.status("d").expires() != null);
        Instant expires = expires();
        bus.advance(Duration.between(bus.time.instant(), expires).minus(Duration.ofMinutes(2)));
        bus.restart();
        Instant started = bus.time.instant();

        rounds(() -> bus.status("d").expires() != null);
        assertThat(expires()).isEqualTo(expires);
        rounds(() -> !isThere());
        assertThat(bus.time.instant()).isAfterOrEqualTo(started.plus(Duration.ofMinutes(10)));
    }

    @Test
    void who_comes_back_stays_and_begins_anew_when_it_goes_again() {
        subscribe(Subscription.durable("d", "a"), (event, context) -> {}).close();
        rounds(() -> bus.status("d").expires() != null);
        Instant first = expires();
        Registration back = subscribe(Subscription.durable("d", "a"), (event, context) -> {});
        bus.advance(Duration.ofMinutes(50));
        rounds(() -> bus.store
                .documents("carillon.subscription.dormant", "", "", "", 10)
                .isEmpty());
        assertThat(bus.status("d").expires()).isNull();
        back.close();

        rounds(() -> bus.status("d").expires() != null);
        assertThat(expires()).isAfter(first.plus(Duration.ofMinutes(40)));
    }

    @Test
    void a_lag_is_recorded_once() {
        CountDownLatch go = new CountDownLatch(1);
        subscribe(Subscription.durable("d", "a"), (event, context) -> go.await());
        for (int i = 0; i < 12; i++) {
            bus.publish("a", "s");
        }
        rounds(() -> !bus.log("carillon.subscription.lagging").isEmpty());
        for (int i = 0; i < 3; i++) {
            bus.advance(ROUND);
        }
        go.countDown();
        await().until(() -> bus.status("d").lag() == 0);

        assertThat(bus.log("carillon.subscription.lagging")).singleElement().satisfies(event -> {
            assertThat(event.event().subject()).contains("subscription/" + NAME);
            assertThat(TimedBus.data(event))
                    .containsEntry("subscription", NAME)
                    .containsEntry("plugin", TimedBus.PLUGIN)
                    .containsKeys("lagEvents", "lagMs");
        });
    }

    @Test
    void a_dead_letter_is_discarded_when_it_is_too_old() {
        subscribe(Subscription.durable("d", "a").withRetries(RetryPolicy.parse("none")), (event, context) -> {
            throw new IllegalStateException("bad");
        });
        bus.publish("a", "s");
        await().until(() -> bus.store.countDeadLetters(NAME) == 1);
        Instant dead = bus.time.instant();
        bus.advance(Duration.ofMinutes(30).minus(Duration.ofMinutes(10)));

        rounds(() -> {
            boolean gone = bus.store.countDeadLetters(NAME) == 0;
            assertThat(gone && !bus.time.instant().isAfter(dead.plus(Duration.ofMinutes(30))))
                    .as("discarded before its time")
                    .isFalse();
            return gone;
        });
    }
}
