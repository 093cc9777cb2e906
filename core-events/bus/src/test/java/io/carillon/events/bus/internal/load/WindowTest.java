// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WindowTest {

    private static final Offset<Double> EXACT = Offset.offset(1e-9);

    private final Window window = new Window();

    private Reading at(double second, long published, long heldBack, long logged, int inFlight, int threads) {
        PluginAccount.Figures figures = new PluginAccount.Figures(
                Duration.ZERO,
                Duration.ofMillis(published),
                Duration.ZERO,
                inFlight,
                published,
                heldBack,
                logged,
                0,
                0,
                7,
                3,
                2,
                true);
        return window.add(Duration.ofNanos((long) (second * 1e9)), figures, new ThreadCensus.Found(threads, "busy"));
    }

    @Test
    void what_was_counted_before_it_was_looked_at_is_not_of_the_last_seconds() {
        Reading first = at(5, 1_000_000, 5, 1_000_000, 3, 4);
        assertThat(first.publishRate()).isZero();
        assertThat(first.logRate()).isZero();
        assertThat(first.heldBack()).isFalse();
        assertThat(first.threadsNow()).isEqualTo(4);
        assertThat(first.stuck()).isEqualTo(2);
        assertThat(first.exhausted()).isTrue();
        assertThat(first.faults()).isEqualTo(7);
        assertThat(first.outOfMemory()).isEqualTo(3);
        assertThat(first.busy()).isEqualTo("busy");
    }

    @Test
    void a_mean_is_low_while_less_than_ten_seconds_are_known() {
        at(0, 0, 0, 0, 0, 0);
        Reading reading = at(2, 1_000, 0, 500, 10, 20);
        assertThat(reading.publishRate()).isCloseTo(100, EXACT);
        assertThat(reading.processors()).isCloseTo(0.1, EXACT);
        assertThat(reading.logRate()).isCloseTo(50, EXACT);
        assertThat(reading.inFlight()).isCloseTo(2, EXACT);
        assertThat(reading.threads()).isCloseTo(4, EXACT);
    }

    @Test
    void only_the_last_ten_seconds_count() {
        for (int second = 0; second <= 30; second++) {
            at(second, 100L * Math.min(second, 20), second == 19 ? 1 : second > 19 ? 2 : 0, 0, 1, 1);
        }
        Reading reading = at(31, 2_000, 2, 10, 1, 1);
        assertThat(reading.publishRate()).as("nothing since 21 s").isZero();
        assertThat(reading.heldBack()).as("last at 20 s").isFalse();
        assertThat(reading.logRate()).isCloseTo(1, EXACT);
        assertThat(reading.inFlight()).isCloseTo(1, EXACT);
        Reading late = at(100, 2_690, 2, 700, 3, 3);
        assertThat(late.publishRate()).as("since 31 s").isCloseTo(10, EXACT);
        assertThat(late.logRate()).isCloseTo(10, EXACT);
        assertThat(late.inFlight()).isCloseTo(3, EXACT);
    }

    @Test
    void what_was_held_back_ten_seconds_ago_counts_to_the_end_of_that_second() {
        at(0, 0, 0, 0, 0, 0);
        at(1, 0, 1, 0, 0, 0);
        for (int second = 2; second <= 10; second++) {
            assertThat(at(second, 0, 1, 0, 0, 0).heldBack()).isTrue();
        }
        assertThat(at(11, 0, 1, 0, 0, 0).heldBack()).isFalse();
    }
}
