// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.store.Change;
import io.carillon.events.store.Condition;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.LogHash;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.TypeSummary;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class RetentionTest {

    private static final long MEBIBYTE = 1024L * 1024;
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final Logger logger = (Logger) LoggerFactory.getLogger(Retention.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void unlisten() {
        logger.detachAppender(lines);
    }

    @Test
    void a_log_at_its_limit_of_events_drops_nothing_and_one_more_drops_the_oldest() {
        MemoryEventStore store = new MemoryEventStore(new MemoryLimits(100, 64 * MEBIBYTE));
        append(store, 1, 100);
        assertThat(store.head().first()).isEqualTo(1);
        assertThat(store.dropped()).isZero();

        append(store, 101, 101);

        assertThat(store.head().first()).isEqualTo(2);
        assertThat(store.head().position()).isEqualTo(101);
        assertThat(store.dropped()).isEqualTo(1);
        assertThat(store.readAfter(0, 1_000))
                .extracting(StoredEvent::position)
                .isEqualTo(LongStream.rangeClosed(2, 101).boxed().toList());
    }

    @Test
    void publishing_never_stops_and_everything_that_is_read_fits_what_is_left() {
        MemoryEventStore store = new MemoryEventStore(new MemoryLimits(50, 64 * MEBIBYTE));
        for (int i = 0; i < 40; i++) {
            append(store, 25 * i + 1, 25 * i + 25);
        }

        LogHead head = store.head();
        assertThat(head.position()).isEqualTo(1_000);
        assertThat(head.first()).isEqualTo(951);
        assertThat(store.count(EventQuery.builder().build())).isEqualTo(50);
        assertThat(store.types()).extracting(TypeSummary::count).containsExactly(50L);
        assertThat(store.query(EventQuery.builder().subject("s-3").build()).events())
                .hasSize(5)
                .allMatch(each -> each.position() >= head.first());
        assertThat(store.find("id-950")).isEmpty();
        assertThat(store.find("id-951")).hasSize(1);
        assertThat(store.dropped()).isEqualTo(950);
    }

    @Test
    void bytes_are_a_limit_too() {
        MemoryEventStore store = new MemoryEventStore(new MemoryLimits(1_000_000, MEBIBYTE));
        byte[] data = new byte[100 * 1024];
        for (int i = 1; i <= 30; i++) {
            commit(store, new Change.Append(event(i, EventData.of("application/octet-stream", data))));
        }

        assertThat(store.info().bytes()).isLessThanOrEqualTo(MEBIBYTE);
        assertThat(store.readAfter(0, 100)).hasSizeBetween(8, 10);
        assertThat(store.head().position()).isEqualTo(30);
    }

    @Test
    void an_event_larger_than_the_limit_is_taken_and_dropped_at_once() {
        MemoryEventStore store = new MemoryEventStore(new MemoryLimits(10, MEBIBYTE));
        NewEvent large = event(1, EventData.of("application/octet-stream", new byte[2 * (int) MEBIBYTE]));

        assertThat(commit(store, new Change.Append(large))).isEqualTo(new UnitOutcome.Committed(List.of(1L)));

        assertThat(store.head().first()).isEqualTo(2);
        assertThat(commit(store, new Change.Append(large))).isEqualTo(new UnitOutcome.Duplicate(List.of(1L)));
    }

    @Test
    void dropped_events_are_known_for_as_many_events_again_and_then_forgotten() {
        MemoryEventStore store = new MemoryEventStore(new MemoryLimits(10, 64 * MEBIBYTE));
        append(store, 1, 20);

        assertThat(commit(store, new Change.Append(event(1)))).isEqualTo(new UnitOutcome.Duplicate(List.of(1L)));
        append(store, 21, 21);

        assertThat(commit(store, new Change.Append(event(2)))).isEqualTo(new UnitOutcome.Duplicate(List.of(2L)));
        assertThat(commit(store, new Change.Append(event(1)))).isEqualTo(new UnitOutcome.Committed(List.of(22L)));
    }

    @Test
    void the_revision_of_a_subject_is_forgotten_with_its_last_event() {
        MemoryEventStore store = new MemoryEventStore(new MemoryLimits(5, 64 * MEBIBYTE));
        append(store, 1, 10);
        assertThat(store.stream("s-1")).isPresent();
        append(store, 12, 20);

        assertThat(store.stream("s-1")).isEmpty();
        assertThat(store.commit(List.of(new WriteUnit(
                        List.of(new Condition.StreamAt("s-1", 0)), List.of(new Change.Append(event(101)))))))
                .containsExactly(new UnitOutcome.Committed(List.of(20L)));
    }

    @Test
    void a_full_store_says_so_once_and_again_only_after_it_had_room() {
        MemoryEventStore store = new MemoryEventStore(new MemoryLimits(10, 64 * MEBIBYTE));
        append(store, 1, 10);
        assertThat(lines.list).isEmpty();

        append(store, 11, 15);
        append(store, 16, 20);
        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN);
        assertThat(lines.list.get(0).getFormattedMessage()).contains("starts at position 6", "10 events");
        commit(store, new Change.Truncate(18));
        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
        append(store, 21, 30);

        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO, Level.WARN);
    }

    @Test
    void what_is_kept_beside_the_log_is_refused_when_there_is_no_room_and_taken_when_there_is() {
        MemoryEventStore store = new MemoryEventStore(new MemoryLimits(10, MEBIBYTE));
        String large = "x".repeat(200 * 1024);
        assertThat(commit(store, new Change.PutState("p", "a", large))).isEqualTo(new UnitOutcome.Committed(List.of()));

        UnitOutcome refused = commit(
                store,
                new Change.PutState("p", "small", "1"),
                new Change.PutDocument("c", "b", large, Map.of("i", "v")));

        assertThat(refused).isInstanceOfSatisfying(UnitOutcome.Rejected.class, rejected -> {
            assertThat(rejected.code()).isEqualTo("store-full");
            assertThat(rejected.reason()).contains("maxBytes");
        });
        assertThat(store.state("p", "small")).isEmpty();
        commit(store, new Change.PutState("p", "a", null));
        assertThat(commit(store, new Change.PutDocument("c", "b", large, Map.of("i", "v"))))
                .isEqualTo(new UnitOutcome.Committed(List.of()));
        assertThat(commit(store, new Change.PutDocument("c", "b", "1", Map.of())))
                .isEqualTo(new UnitOutcome.Committed(List.of()));
        assertThat(commit(store, new Change.PutState("p", "a", large))).isEqualTo(new UnitOutcome.Committed(List.of()));
        append(store, 1, 3);
        assertThat(store.readAfter(0, 10)).hasSize(3);
    }

    @Test
    void what_is_removed_gives_its_room_back() {
        MemoryEventStore store = new MemoryEventStore(new MemoryLimits(10, MEBIBYTE));
        long empty = store.info().bytes();
        for (int i = 0; i < 50; i++) {
            commit(
                    store,
                    new Change.PutState("p", "k", "x".repeat(50_000)),
                    new Change.PutDocument("c", "k", "x".repeat(50_000), Map.of("i", "v")),
                    new Change.RecordOnce("p:main", "k" + i, NOW));
            commit(
                    store,
                    new Change.PutState("p", "k", null),
                    new Change.RemoveDocument("c", "k"),
                    new Change.RemoveSubscription("p:main"));
        }

        assertThat(store.info().bytes()).isEqualTo(empty);
    }

    private static void append(MemoryEventStore store, int from, int to) {
        store.commit(IntStream.rangeClosed(from, to)
                .mapToObj(i -> WriteUnit.of(new Change.Append(event(i))))
                .toList());
    }

    private static UnitOutcome commit(MemoryEventStore store, Change... changes) {
        return store.commit(List.of(WriteUnit.of(changes))).get(0);
    }

    private static NewEvent event(int number) {
        return event(number, EventData.json("{}"));
    }

    private static NewEvent event(int number, EventData data) {
        EventDraft draft = EventDraft.builder("sample.made")
                .id("id-" + number)
                .source("/sample")
                .subject("s-" + number % 10)
                .time(NOW)
                .data(data)
                .build();
        return NewEvent.of(Event.of(draft), NOW, LogHash.body(draft));
    }
}
