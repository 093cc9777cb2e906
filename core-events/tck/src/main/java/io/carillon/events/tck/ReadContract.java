// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import static io.carillon.events.tck.StoreContract.last;
import static io.carillon.events.tck.StoreContract.positions;
import static io.carillon.events.tck.StoreContract.subscription;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.store.Change;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.StreamInfo;
import io.carillon.events.store.TypeSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Reading by position and by id, types and streams. */
interface ReadContract extends StoreContract {

    @Test
    default void reading_starts_beyond_the_given_position_and_ends_at_the_limit() {
        append(events().next(10));

        assertThat(store().readAfter(0, 3)).extracting(StoredEvent::position).containsExactly(1L, 2L, 3L);
        assertThat(store().readAfter(3, 4)).extracting(StoredEvent::position).containsExactly(4L, 5L, 6L, 7L);
        assertThat(store().readAfter(7, 100)).extracting(StoredEvent::position).containsExactly(8L, 9L, 10L);
        assertThat(store().readAfter(9, 1)).extracting(StoredEvent::position).containsExactly(10L);
        assertThat(store().readAfter(10, 1)).isEmpty();
        assertThat(store().readAfter(Long.MAX_VALUE, 1)).isEmpty();
    }

    @Test
    default void pages_of_every_size_make_up_the_same_log() {
        List<NewEvent> made = events().next(23);
        append(made);

        for (int size = 1; size <= 24; size++) {
            assertThat(StoreContract.log(store(), size))
                    .extracting(StoredEvent::event)
                    .containsExactlyElementsOf(
                            made.stream().map(NewEvent::event).toList());
        }
    }

    @Test
    default void an_event_is_found_by_its_id_in_every_source_that_used_it() {
        NewEvent first = events().next();
        List<NewEvent> all = new ArrayList<>(List.of(first, events().next()));
        for (String source : List.of("/b", "/a", "urn:c")) {
            all.add(SampleEvents.recorded(
                    first.event().toDraft().toBuilder().source(source).build(), first.recordedTime()));
        }
        append(all);

        List<StoredEvent> found = store().find(first.event().id());

        assertThat(found).extracting(StoredEvent::position).containsExactly(1L, 3L, 4L, 5L);
        assertThat(found).extracting(each -> each.event().source()).containsExactly("/sample", "/b", "/a", "urn:c");
        assertThat(found)
                .containsExactlyElementsOf(Stream.of(0, 2, 3, 4).map(log()::get).toList());
        assertThat(store().find(all.get(1).event().id()))
                .extracting(StoredEvent::position)
                .containsExactly(2L);
        assertThat(store().find("never-made")).isEmpty();
    }

    @Test
    default void ids_and_sources_differ_by_case_accents_and_trailing_space() {
        List<NewEvent> made = new ArrayList<>();
        for (String id : List.of("id", "ID", "id ", "i\u0301d", "\u00edd", "íd ")) {
            made.add(events().next(draft -> draft.id(id)));
            made.add(events().next(draft -> draft.id(id).source("/SAMPLE")));
        }

        assertThat(append(made)).isEqualTo(positions(1, made.size()));

        for (int i = 0; i < made.size(); i += 2) {
            assertThat(store().find(made.get(i).event().id()))
                    .extracting(StoredEvent::event)
                    .containsExactly(made.get(i).event(), made.get(i + 1).event());
        }
    }

    @Test
    default void types_are_listed_by_name_with_count_and_times() {
        List<String> names = List.of("b.x", "B.x", "a-b", "a_b", "a.b", "a/b", "a:b", "ab", "a.b.c", "Z9");
        List<NewEvent> made = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (String name : names.subList(0, names.size() - round)) {
                made.add(events().typed(name));
            }
        }
        append(made);

        List<TypeSummary> expected = names.stream()
                .sorted(Comparator.naturalOrder())
                .map(name -> summary(name, made))
                .toList();
        assertThat(store().types()).isEqualTo(expected);
    }

    @Test
    default void types_are_counted_exactly_in_groups_of_any_size() {
        List<NewEvent> made = new ArrayList<>();
        for (int size : new int[] {1, 7, 400, 616, 1, 998, 1, 60, 3}) {
            List<NewEvent> group = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                group.add(events().typed(i % 7 == 3 ? "rare.in-" + size : i % 2 == 0 ? "often" : "other"));
            }
            append(group);
            made.addAll(group);
            assertThat(store().types())
                    .as("after %d events", made.size())
                    .isEqualTo(made.stream()
                            .map(each -> each.event().type())
                            .distinct()
                            .sorted()
                            .map(name -> summary(name, made))
                            .toList());
        }
    }

    private static TypeSummary summary(String type, List<NewEvent> made) {
        List<NewEvent> of =
                made.stream().filter(each -> each.event().type().equals(type)).toList();
        return new TypeSummary(type, of.size(), of.get(0).recordedTime(), last(of).recordedTime());
    }

    @Test
    default void first_and_last_seen_follow_the_log_and_not_the_clocks() {
        NewEvent late = recordedAt("2030-01-01T00:00:00Z");
        NewEvent early = recordedAt("2020-01-01T00:00:00Z");
        NewEvent between = recordedAt("2025-01-01T00:00:00Z");
        append(late);
        append(early, between);

        assertThat(store().types())
                .containsExactly(new TypeSummary(SampleEvents.TYPE, 3, late.recordedTime(), between.recordedTime()));
    }

    private NewEvent recordedAt(String time) {
        return SampleEvents.recorded(events().next().event().toDraft(), Instant.parse(time));
    }

    @Test
    default void a_stream_has_the_revision_and_position_of_its_newest_event() {
        append(events().of("a"), events().of("b"), events().of("a"), events().next(), events().of("A"));

        assertThat(store().stream("a")).contains(new StreamInfo("a", 2, 3));
        assertThat(store().stream("b")).contains(new StreamInfo("b", 1, 2));
        assertThat(store().stream("A")).contains(new StreamInfo("A", 1, 5));
        assertThat(store().stream("a ")).isEmpty();
    }

    @Test
    default void what_is_read_cannot_be_changed() {
        append(events().next(draft -> draft.id("twice")), events().next(draft -> draft.id("twice")
                .source("/b")));
        put(
                new Change.PutSubscription(subscription("p:main")),
                new Change.PutState("p", "k", "1"),
                new Change.PutDocument("c", "d", "1", Map.of()));

        assertUnmodifiable(store().readAfter(0, 10));
        assertUnmodifiable(store().find("twice"));
        assertUnmodifiable(store().query(EventQuery.builder().build()).events());
        assertUnmodifiable(store().types());
        assertUnmodifiable(store().subscriptions());
        assertUnmodifiable(store().stateKeys("p", "", "", 10));
        assertUnmodifiable(store().documents("c", "", "", "", 10));
        assertUnmodifiable(store().commit(List.of(StoreContract.unit(events().next()))));
    }

    private static void assertUnmodifiable(List<?> list) {
        assertThat(list).isNotEmpty();
        assertThatThrownBy(() -> list.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    default void a_list_that_was_read_stays_as_it_was() {
        append(events().next(3));
        List<StoredEvent> before = store().readAfter(0, 10);

        append(events().next(3));
        put(new Change.DeleteData(1), new Change.Truncate(2));

        assertThat(before).extracting(StoredEvent::position).containsExactly(1L, 2L, 3L);
        assertThat(before).noneMatch(StoredEvent::deleted);
    }

    @Test
    default void what_one_thread_committed_every_other_reads() {
        List<NewEvent> made = events().next(20);
        List<StoredEvent> seen = new ArrayList<>();
        for (NewEvent each : made) {
            long position = append(each).get(0);
            seen.addAll(Race.values(1, runner -> () -> last(store().readAfter(position - 1, 10))));
        }

        assertThat(seen).isEqualTo(log());
        assertLogIs(made);
    }
}
