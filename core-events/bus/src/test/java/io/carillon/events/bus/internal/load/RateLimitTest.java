// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RateLimitTest {

    private static final long MILLI = Duration.ofMillis(1).toNanos();

    @Test
    void places_are_as_far_apart_as_the_rate_says() {
        RateLimit limit = new RateLimit(100, Duration.ofSeconds(5), 0);

        assertThat(limit.take(1, 0)).isZero();
        assertThat(limit.take(3, 0)).isEqualTo(10 * MILLI);
        assertThat(limit.take(1, 0)).isEqualTo(40 * MILLI);
        assertThat(limit.take(1, 1_000 * MILLI)).isZero();
        assertThat(limit.take(1, 1_000 * MILLI)).as("nothing was saved up").isEqualTo(10 * MILLI);
    }

    @Test
    void who_would_wait_too_long_gets_no_place_and_takes_none() {
        RateLimit limit = new RateLimit(10, Duration.ofSeconds(1), 0);
        for (int i = 0; i <= 10; i++) {
            assertThat(limit.take(1, 0)).isEqualTo(100L * i * MILLI);
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(limit.take(1, 0)).isNegative();
        }
        assertThat(limit.take(1, 200 * MILLI)).isEqualTo(900 * MILLI);
    }

    @Test
    void whoever_asks_how_often_no_more_come_through_than_the_rate() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        RateLimit limit = new RateLimit(500, Duration.ofSeconds(5), 0);
        long now = 0;
        long events = 0;
        long last = 0;
        while (now < Duration.ofMinutes(10).toNanos()) {
            now += random.nextInt(20) * MILLI;
            int batch = 1 + random.nextInt(random.nextInt(10) == 0 ? 1_000 : 20);
            long wait = limit.take(batch, now);
            if (wait >= 0) {
                events += batch;
                last = Math.max(last, now + wait);
            }
        }
        assertThat(events).as("seed %d", seed).isBetween((long) (last / 1e9 * 490), (long) (last / 1e9 * 500) + 1_000);
    }
}
