// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.admin.Durations;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class StopwatchTest {

    private final Stopwatch stopwatch = new Stopwatch();

    @Test
    void what_takes_as_long_as_the_end_of_a_step_is_of_that_step() {
        for (Duration bound : Durations.BOUNDS) {
            stopwatch.took(bound.toNanos());
        }
        stopwatch.took(0);
        stopwatch.took(Duration.ofSeconds(10).toNanos() + 1);
        stopwatch.took(Duration.ofDays(1).toNanos());

        Durations read = stopwatch.read();

        assertThat(read.counts()).containsExactly(2L, 1L, 1L, 1L, 1L, 1L, 1L, 2L);
        assertThat(read.count()).isEqualTo(10);
        assertThat(read.total())
                .isEqualTo(Duration.ofDays(1)
                        .plusSeconds(22)
                        .plusMillis(1 + 5 + 25 + 100 + 500 + 500)
                        .plusNanos(1));
    }
}
