// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.HandlerMode;
import io.carillon.events.Ordering;
import io.carillon.events.Priority;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionStatus.Breaker;
import io.carillon.events.admin.SubscriptionStatus.Counts;
import io.carillon.events.admin.SubscriptionStatus.State;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LagWatchTest {

    private final LagWatch watch = new LagWatch(limits(100, Duration.ofMinutes(5)));

    private static UpkeepSettings limits(long events, Duration time) {
        return new UpkeepSettings(Duration.ofDays(30), Duration.ZERO, events, time);
    }

    private static SubscriptionStatus status(String name, State state, long lag, Duration time) {
        return new SubscriptionStatus(
                name,
                "p",
                List.of("a"),
                HandlerMode.DURABLE,
                Ordering.SUBJECT,
                Priority.NORMAL,
                state,
                state != State.PAUSED,
                0,
                lag,
                time,
                Counts.NONE,
                Breaker.CLOSED,
                0,
                null,
                null,
                null,
                null);
    }

    private boolean told(State state, long lag, Duration time) {
        return !watch.look(List.of(status("p:s", state, lag, time))).isEmpty();
    }

    private boolean told(long lag) {
        return told(State.CATCHING_UP, lag, Duration.ZERO);
    }

    @Test
    void a_lag_is_told_once_and_again_only_after_half_of_it_was_caught_up() {
        assertThat(told(100)).isFalse();
        assertThat(told(101)).isTrue();
        assertThat(told(500)).isFalse();
        assertThat(told(60)).as("not recovered").isFalse();
        assertThat(told(101)).isFalse();
        assertThat(told(50)).as("recovered").isFalse();
        assertThat(told(101)).isTrue();
    }

    @Test
    void an_old_event_is_a_lag_too() {
        assertThat(told(State.FAILING, 1, Duration.ofMinutes(5))).isFalse();
        assertThat(told(State.FAILING, 1, Duration.ofMinutes(5).plusMillis(1))).isTrue();
        assertThat(told(State.LIVE, 0, Duration.ofMinutes(3))).isFalse();
        assertThat(told(State.FAILING, 1, Duration.ofMinutes(6)))
                .as("not recovered")
                .isFalse();
    }

    @Test
    void who_is_paused_or_dormant_is_not_told_of() {
        assertThat(told(State.PAUSED, 1_000, Duration.ofDays(1))).isFalse();
        assertThat(told(State.DORMANT, 1_000, Duration.ofDays(1))).isFalse();
        assertThat(told(State.CATCHING_UP, 1_000, Duration.ofDays(1))).isTrue();
    }

    @Test
    void without_limits_nothing_lags() {
        LagWatch unlimited = new LagWatch(limits(0, Duration.ZERO));
        assertThat(unlimited.look(List.of(status("p:s", State.LIVE, Long.MAX_VALUE, Duration.ofDays(400)))))
                .isEmpty();
    }

    @Test
    void what_could_not_be_told_is_told_the_next_time() {
        assertThat(told(200)).isTrue();
        watch.forget("p:s");
        assertThat(told(200)).isTrue();
    }
}
