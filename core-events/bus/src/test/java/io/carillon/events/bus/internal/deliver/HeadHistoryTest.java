// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HeadHistoryTest {

    @Test
    void it_knows_where_the_end_was_within_a_fiftieth_of_its_reach() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        HeadHistory history = new HeadHistory(Duration.ofSeconds(5));
        TreeMap<Long, Long> exact = new TreeMap<>();
        long now = 1_000;
        long head = 0;
        for (int i = 0; i < 10_000; i++) {
            now += random.nextInt(random.nextInt(100) == 0 ? 20_000 : 50);
            head += random.nextInt(10);
            history.note(now, head);
            exact.put(now, head);
            long asked = now - 5_000;
            Long latest = exact.floorEntry(asked) == null
                    ? null
                    : exact.floorEntry(asked).getValue();
            if (latest != null) {
                long earliest = exact.floorEntry(asked - 100) == null
                        ? exact.firstEntry().getValue()
                        : exact.floorEntry(asked - 100).getValue();
                assertThat(history.headBefore(asked))
                        .as("seed %d at %d", seed, now)
                        .isBetween(earliest, latest);
            }
            assertThat(history.head()).isEqualTo(head);
        }
    }

    @Test
    void what_was_there_at_the_beginning_is_old() {
        HeadHistory history = new HeadHistory(Duration.ofSeconds(5));
        assertThat(history.headBefore(0)).isZero();
        history.note(10_000, 700);
        history.note(10_500, 900);

        assertThat(history.headBefore(5_500)).isEqualTo(700);
    }

    @Test
    void another_log_begins_another_history() {
        HeadHistory history = new HeadHistory(Duration.ofSeconds(5));
        history.note(0, 700);
        history.note(10_000, 5);

        assertThat(history.headBefore(5_000)).isEqualTo(5);
    }
}
