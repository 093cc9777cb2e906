// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LogTailTest {

    private final LogTail tail = new LogTail(4, 1_000_000);

    private static LogEntry entry(long position, int bytes) {
        return new LogEntry(
                position,
                Event.of(EventDraft.builder("a")
                        .id("e" + position)
                        .source("/test")
                        .time(Instant.EPOCH)
                        .data(EventData.of("text/plain", new byte[bytes]))
                        .build()));
    }

    private static List<LogEntry> entries(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(p -> entry(p, 1)).toList();
    }

    private List<Long> after(long position, int limit) {
        return tail.after(position, limit).orElseThrow().stream()
                .map(LogEntry::position)
                .toList();
    }

    @Test
    void the_newest_entries_are_there_and_older_ones_are_not() {
        tail.append(entries(1, 6));

        assertThat(after(2, 10)).containsExactly(3L, 4L, 5L, 6L);
        assertThat(after(4, 1)).containsExactly(5L);
        assertThat(after(6, 10)).isEmpty();
        assertThat(tail.after(1, 10)).isEmpty();
        assertThat(tail.head()).isEqualTo(6);
    }

    @Test
    void a_hole_left_by_another_host_is_never_passed_over() {
        tail.append(entries(1, 2));
        tail.append(entries(5, 5));

        assertThat(tail.after(2, 10)).isEmpty();
        assertThat(after(4, 10)).containsExactly(5L);
        tail.advance(9);
        assertThat(tail.after(4, 10)).isEmpty();
        tail.append(entries(8, 10)); // what the head has told already is not taken in twice
        assertThat(tail.after(8, 10)).isEmpty();
        assertThat(after(9, 10)).containsExactly(10L);
    }

    @Test
    void bytes_are_bounded_too_and_one_large_entry_still_fits() {
        LogTail small = new LogTail(100, 3 * (LogEntry.ENVELOPE_BYTES + 1L));
        small.append(entries(1, 5));
        assertThat(small.after(1, 10)).isEmpty();
        assertThat(small.after(2, 10).orElseThrow()).hasSize(3);

        small.append(List.of(entry(6, 100_000)));
        assertThat(small.after(4, 10)).isEmpty();
        assertThat(small.after(5, 10).orElseThrow()).hasSize(1);
    }

    @Test
    void a_log_opened_anew_starts_without_entries() {
        tail.append(entries(1, 3));
        tail.reset(2);

        assertThat(tail.head()).isEqualTo(2);
        assertThat(tail.after(1, 10)).isEmpty();
        tail.append(entries(3, 3));
        assertThat(after(2, 10)).containsExactly(3L);
    }
}
