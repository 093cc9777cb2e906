// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EventIdsTest {

    private final Instant time = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void ids_are_uuids_of_version_7_that_begin_with_the_time() {
        UUID id = UUID.fromString(new EventIds(Clock.fixed(time, ZoneOffset.UTC)).next());

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(time.toEpochMilli());
    }

    @Test
    void ids_ascend_even_when_the_clock_stands_still() {
        EventIds ids = new EventIds(Clock.fixed(time, ZoneOffset.UTC));

        List<String> made = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) { // more than the counter holds
            made.add(ids.next());
        }

        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void ids_made_by_many_threads_are_all_different() {
        EventIds ids = new EventIds(Clock.systemUTC());

        List<String> made =
                IntStream.range(0, 100_000).parallel().mapToObj(i -> ids.next()).toList();

        assertThat(made).doesNotHaveDuplicates();
    }
}
