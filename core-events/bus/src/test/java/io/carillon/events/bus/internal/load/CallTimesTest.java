// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CallTimesTest {

    private final CallTimes times = new CallTimes();

    @Test
    void nothing_is_said_without_calls() {
        assertThat(times.within(0.99)).isZero();
    }

    @Test
    void a_percentile_is_never_too_low_and_at_most_a_quarter_too_high() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        long[] calls = new long[CallTimes.HALF];
        for (int i = 0; i < calls.length; i++) {
            calls[i] = (long) Math.pow(10, 5 + 8 * random.nextDouble()); // 0.1 ms to 3 h
            times.add(calls[i]);
        }
        Arrays.sort(calls);
        for (double part : new double[] {0.01, 0.5, 0.9, 0.99, 1}) {
            long exact = calls[(int) Math.ceil(part * calls.length) - 1];
            assertThat(times.within(part).toNanos())
                    .as("seed %d part %s", seed, part)
                    .isBetween(exact, exact + exact / 4 + 1);
        }
    }

    @Test
    void what_is_long_past_is_forgotten_and_what_was_just_now_is_not() {
        for (int i = 0; i < CallTimes.HALF; i++) {
            times.add(Duration.ofSeconds(1).toNanos());
        }
        for (int i = 0; i < CallTimes.HALF; i++) {
            times.add(Duration.ofMillis(1).toNanos());
        }
        assertThat(times.within(0.99)).isGreaterThan(Duration.ofSeconds(1));
        for (int i = 0; i < CallTimes.HALF + 1; i++) {
            times.add(Duration.ofMillis(1).toNanos());
        }
        assertThat(times.within(0.99)).isBetween(Duration.ofMillis(1), Duration.ofNanos(1_250_000));
    }

    @Test
    void the_shortest_and_the_longest_call_fit_in() {
        times.add(0);
        assertThat(times.within(1)).isEqualTo(Duration.ofNanos(20_000));
        times.add(Long.MAX_VALUE);
        assertThat(times.within(1)).isGreaterThan(Duration.ofDays(1));
    }
}
