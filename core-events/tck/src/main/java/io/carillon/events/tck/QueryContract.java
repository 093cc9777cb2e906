// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.Severity;
import io.carillon.events.TypePattern;
import io.carillon.events.store.Change;
import io.carillon.events.store.EventGroup;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventQuery.Order;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoredEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Selecting, counting and grouping events by their attributes. */
interface QueryContract extends StoreContract {

    @Test
    default void a_query_for_everything_is_newest_first() {
        append(events().next(120));

        EventPage page = store().query(EventQuery.builder().build());

        List<StoredEvent> log = new ArrayList<>(log());
        Collections.reverse(log);
        assertThat(page.events()).isEqualTo(log.subList(0, 50));
        assertThat(page.next()).hasValue(71);
    }

    @Test
    default void each_attribute_selects() {
        append(events().next(15));
        NewEvent wanted = events().typed("wanted.type", draft -> draft.subject("wanted-subject")
                .source("/wanted")
                .correlationId("wanted-correlation")
                .causationId("wanted-cause")
                .actor("wanted-actor")
                .tenant("wanted-tenant")
                .severity(Severity.FATAL)
                .timeText("2031-01-01T00:00:00Z"));
        append(wanted);
        append(events().next(15));

        List<EventQuery.Builder> ways = List.of(
                EventQuery.builder().types("wanted.type"),
                EventQuery.builder().types("wanted.*"),
                EventQuery.builder().sources(List.of("/wanted")),
                EventQuery.builder().subject("wanted-subject"),
                EventQuery.builder().correlationId("wanted-correlation"),
                EventQuery.builder().causationId("wanted-cause"),
                EventQuery.builder().actor("wanted-actor"),
                EventQuery.builder().tenant("wanted-tenant"),
                EventQuery.builder().severity(Severity.ERROR),
                EventQuery.builder().from(Instant.parse("2030-01-01T00:00:00Z")));
        for (EventQuery.Builder way : ways) {
            for (Order order : Order.values()) {
                EventPage page = store().query(way.order(order).build());
                assertThat(page.events())
                        .extracting(StoredEvent::event)
                        .as("%s", way.build())
                        .containsExactly(wanted.event());
                assertThat(page.next()).isEmpty();
                assertThat(store().count(way.build())).isEqualTo(1);
            }
        }
    }

    @Test
    default void a_correlation_has_the_event_that_began_it_and_those_that_followed() {
        NewEvent other = events().next(draft -> draft.id("begin").source("/elsewhere"));
        NewEvent begin = events().next(draft -> draft.id("begin").correlationId("begin"));
        append(events().next(draft -> draft.correlationId("begin")), other, begin);
        append(events().next(6));
        append(events().next(draft -> draft.correlationId("begin").subject("s")));
        append(events().next(draft -> draft.id("again").source("/elsewhere").correlationId("begin")));
        append(events().next(draft -> draft.id("begin").source("/third").correlationId("begin")));

        EventQuery.Builder all = EventQuery.builder().correlationId("begin").limit(2);
        assertThat(positionsOf(all)).containsExactly(1L, 3L, 10L, 11L, 12L);
        assertThat(walk(all.order(Order.DESCENDING).build()))
                .extracting(StoredEvent::position)
                .containsExactly(12L, 11L, 10L, 3L, 1L);
        assertThat(positionsOf(all.cursor(2))).containsExactly(3L, 10L, 11L, 12L);
        assertThat(store().count(all.build())).isEqualTo(5);
        assertThat(store().count(all.sources(List.of("/third")).build())).isEqualTo(1);
        assertThat(positionsOf(
                        EventQuery.builder().correlationId("begin").subject("s").types(SampleEvents.TYPE)))
                .containsExactly(10L);
        assertThat(positionsOf(EventQuery.builder().correlationId("again"))).isEmpty();
    }

    @Test
    default void severity_selects_what_is_as_bad_or_worse_and_none_is_info() {
        List<String> texts = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "warn", "Fatal", "odd");
        append(events().next());
        for (String text : texts) {
            append(events().next(draft -> draft.extension("severitytext", text)));
        }

        assertThat(positionsOf(EventQuery.builder().severity(Severity.TRACE))).hasSize(10);
        assertThat(positionsOf(EventQuery.builder().severity(Severity.DEBUG)))
                .containsExactly(1L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(positionsOf(EventQuery.builder().severity(Severity.INFO)))
                .containsExactly(1L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(positionsOf(EventQuery.builder().severity(Severity.WARN))).containsExactly(5L, 6L, 7L, 8L, 9L);
        assertThat(positionsOf(EventQuery.builder().severity(Severity.ERROR))).containsExactly(6L, 7L, 9L);
        assertThat(positionsOf(EventQuery.builder().severity(Severity.FATAL))).containsExactly(7L, 9L);
    }

    @Test
    default void times_select_from_inclusive_to_exclusive_whatever_the_zone() {
        for (String time : List.of(
                "2026-05-01T12:00:00Z",
                "2026-05-01T12:00:00.000001Z",
                "2026-05-01T14:00:00.000002+02:00",
                "2026-05-01T11:59:59.999999Z",
                "0001-01-01T00:00:00Z",
                "9999-12-31T23:59:59Z",
                "+999999999-12-31T23:59:59Z",
                "-999999999-01-01T00:00:00Z")) {
            append(events().next(draft -> draft.timeText(time)));
        }
        Instant noon = Instant.parse("2026-05-01T12:00:00Z");

        assertThat(positionsOf(EventQuery.builder().from(noon))).containsExactly(1L, 2L, 3L, 6L, 7L);
        assertThat(positionsOf(EventQuery.builder().to(noon))).containsExactly(4L, 5L, 8L);
        assertThat(positionsOf(EventQuery.builder().from(noon).to(noon.plusNanos(2_000))))
                .containsExactly(1L, 2L);
        assertThat(positionsOf(EventQuery.builder().from(noon).to(noon))).isEmpty();
        assertThat(positionsOf(EventQuery.builder()
                        .from(Instant.parse("0001-01-01T00:00:00Z"))
                        .to(Instant.parse("9999-12-31T23:59:59Z"))))
                .containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(positionsOf(EventQuery.builder().from(Instant.MIN).to(Instant.MAX)))
                .contains(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    default void type_patterns_select_by_segments_and_nothing_in_them_is_special_to_the_engine() {
        List<String> types = List.of(
                "a.b", "a:b", "a/b", "a.c", "a.b.c", "a", "aXb", "a_b", "a-b", "A.b", "ab", "b.a", "a_b.c", "aXb.c");
        for (String type : types) {
            append(events().typed(type));
        }

        for (String pattern : List.of(
                "a.b",
                "a/b",
                "a.*",
                "a:**",
                "**",
                "*",
                "*.b",
                "**.c",
                "a_b",
                "a_b.*",
                "a.*.c",
                "*.*",
                "nothing.**",
                "a%",
                "a'b",
                "%",
                "a.b.c",
                "\"a\"")) {
            TypePattern matcher = new TypePattern(pattern);
            List<Long> expected = IntStream.range(0, types.size())
                    .filter(i -> matcher.matches(types.get(i)))
                    .mapToObj(i -> i + 1L)
                    .toList();
            assertThat(positionsOf(EventQuery.builder().types(pattern)))
                    .as(pattern)
                    .isEqualTo(expected);
        }
        assertThat(positionsOf(EventQuery.builder().types("a", "*.c", "a.**")))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 13L, 14L);
    }

    @Test
    default void any_combination_selects_what_a_plain_loop_selects() {
        long seed = System.nanoTime();
        QueryModel model = new QueryModel(new Random(seed), events());
        List<NewEvent> made = model.events(400);
        append(made);
        put(new Change.DeleteData(7), new Change.DeleteData(100), new Change.Truncate(3));
        List<StoredEvent> log = log();
        assertThat(log).hasSize(397);

        for (int i = 0; i < 150; i++) {
            EventQuery query = model.query();
            List<StoredEvent> expected = QueryModel.select(log, query);
            assertThat(walk(query)).as("seed %d, query %d: %s", seed, i, query).isEqualTo(expected);
            assertThat(store().count(query))
                    .as("seed %d, count %d: %s", seed, i, query)
                    .isEqualTo(expected.size());
        }
    }

    @Test
    default void groups_count_what_a_query_selects_by_each_attribute() {
        QueryModel model = new QueryModel(new Random(20_260_131), events());
        append(model.events(300));
        put(new Change.DeleteData(9), new Change.DeleteData(200), new Change.Truncate(5));
        List<StoredEvent> log = log();
        assertThat(log).hasSize(295);

        for (int i = 0; i < 40; i++) {
            EventQuery query = i == 0 ? EventQuery.builder().build() : model.query();
            for (EventGroup.Key key : EventGroup.Key.values()) {
                assertThat(store().groups(query, key))
                        .as("query %d by %s: %s", i, key, query)
                        .isEqualTo(QueryModel.groups(log, query, key));
            }
        }
    }

    @Test
    default void no_more_than_the_largest_groups_are_answered() {
        for (int i = 0; i <= EventGroup.MAX_GROUPS; i++) {
            String source = String.format("/many/%04d", i);
            append(events().typed("many.sources", draft -> draft.source(source)));
        }
        append(events().typed("many.sources", draft -> draft.source("/many/1000")));

        List<EventGroup> groups = store().groups(EventQuery.builder().build(), EventGroup.Key.SOURCE);

        assertThat(groups).hasSize(EventGroup.MAX_GROUPS);
        assertThat(groups.get(0).value()).isEqualTo("/many/1000");
        assertThat(groups.get(0).count()).isEqualTo(2);
        assertThat(groups.get(EventGroup.MAX_GROUPS - 1).value()).isEqualTo("/many/0998");
    }

    @Test
    default void a_text_that_no_event_can_hold_selects_nothing() {
        NewEvent odd = events().next(draft -> draft.id("?")
                .source("?")
                .subject("?")
                .correlationId("?")
                .causationId("\uFFFD")
                .actor("?")
                .tenant("?"));
        append(odd);

        for (String text : List.of("\u0000", "?\u0000", "\ud800", "\udc00?", "", "' OR '1'='1", "%", "_", "??")) {
            assertThat(store().find(text)).as(text).isEmpty();
            assertThat(store().stream(text)).as(text).isEmpty();
            for (EventQuery.Builder way : List.of(
                    EventQuery.builder().subject(text),
                    EventQuery.builder().sources(List.of(text)),
                    EventQuery.builder().correlationId(text),
                    EventQuery.builder().causationId(text),
                    EventQuery.builder().actor(text),
                    EventQuery.builder().tenant(text))) {
                assertThat(store().count(way.build())).as(text).isZero();
                assertThat(walk(way.build())).as(text).isEmpty();
            }
        }
        assertThat(store().find("?")).hasSize(1);
    }
}
