// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import static io.carillon.events.tck.StoreContract.adding;
import static io.carillon.events.tck.StoreContract.assertRejected;
import static io.carillon.events.tck.StoreContract.chain;
import static io.carillon.events.tck.StoreContract.committed;
import static io.carillon.events.tck.StoreContract.duplicate;
import static io.carillon.events.tck.StoreContract.last;
import static io.carillon.events.tck.StoreContract.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.store.Change;
import io.carillon.events.store.Condition;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.StreamInfo;
import io.carillon.events.store.TypeSummary;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deleting data and truncating the log. */
interface RemovalContract extends StoreContract {

    @Test
    default void deleted_data_is_gone_and_everything_else_stays() {
        append(events().next(), events().of("s"), events().next());
        StoredEvent before = store().readAfter(1, 1).get(0);
        LogHead head = store().head();

        put(new Change.DeleteData(2));

        StoredEvent after = store().readAfter(1, 1).get(0);
        assertThat(after.deleted()).isTrue();
        assertThat(after.event())
                .isEqualTo(Event.of(before.event().toDraft().toBuilder()
                        .data(EventData.none())
                        .build()));
        assertThat(after)
                .isEqualTo(new StoredEvent(
                        2,
                        1,
                        after.event(),
                        before.recordedTime(),
                        before.body(),
                        before.envelope(),
                        before.payload(),
                        before.chain(),
                        true));
        assertThat(store().head()).isEqualTo(head);
        assertThat(store().query(EventQuery.builder().subject("s").build()).events())
                .containsExactly(after);
        assertThat(store().find(before.event().id())).containsExactly(after);
    }

    @Test
    default void data_deleted_again_stays_deleted() {
        append(events().next(), events().next(draft -> draft.data(EventData.none())));

        put(new Change.DeleteData(1), new Change.DeleteData(2));
        StoredEvent once = log().get(0);
        put(new Change.DeleteData(1));

        assertThat(log()).hasSize(2).allMatch(StoredEvent::deleted).first().isEqualTo(once);
    }

    @Test
    default void an_event_without_its_data_still_answers_for_its_identity() {
        NewEvent event = events().next();
        append(event);
        put(new Change.DeleteData(1));

        assertThat(commit(adding(event))).isEqualTo(duplicate(1));
        assertThat(commit(adding(events().otherBody(event)))).isEqualTo(new UnitOutcome.IdConflict(0, 1));

        assertThat(log()).hasSize(1);
    }

    @Test
    default void types_do_not_count_deleted_events() {
        append(events().typed("one.kept", draft -> draft), events().typed("one.kept", draft -> draft));
        append(events().typed("none.kept", draft -> draft), events().typed("none.kept", draft -> draft));

        put(new Change.DeleteData(1), new Change.DeleteData(3));
        put(new Change.DeleteData(1), new Change.DeleteData(4));
        assertThat(store().types()).extracting(TypeSummary::type).containsExactly("one.kept");
        assertThat(store().types()).extracting(TypeSummary::count).containsExactly(1L);
        put(new Change.Truncate(1));
        assertThat(store().types()).extracting(TypeSummary::count).containsExactly(1L);
        put(new Change.Truncate(4));

        assertThat(store().types()).isEmpty();
    }

    @Test
    default void truncation_removes_the_oldest_and_raises_the_first_position() {
        List<NewEvent> made = events().next(10);
        append(made);
        LogHead before = store().head();

        put(new Change.Truncate(4));

        assertThat(store().head()).isEqualTo(new LogHead(5, 10, before.hash(), before.epoch()));
        assertThat(log()).extracting(StoredEvent::position).isEqualTo(StoreContract.positions(5, 10));
        assertThat(store().readAfter(2, 2)).extracting(StoredEvent::position).containsExactly(5L, 6L);
        assertThat(store().find(made.get(3).event().id())).isEmpty();
        assertThat(store().count(EventQuery.builder().build())).isEqualTo(6);
        assertThat(store().query(EventQuery.builder().limit(6).build()).next()).isEmpty();
        assertThat(store().query(EventQuery.builder()
                                .order(EventQuery.Order.ASCENDING)
                                .build())
                        .events())
                .extracting(StoredEvent::position)
                .isEqualTo(StoreContract.positions(5, 10));
        assertThat(store().types()).extracting(TypeSummary::count).containsExactly(6L);
    }

    @Test
    default void the_chain_goes_on_over_a_truncation() {
        List<NewEvent> made = new ArrayList<>(events().next(5));
        append(made);

        put(new Change.Truncate(5));
        assertThat(store().head())
                .isEqualTo(new LogHead(6, 5, last(chain(made)), store().head().epoch()));
        assertThat(log()).isEmpty();
        made.addAll(events().next(3));
        assertThat(append(made.subList(5, 8))).containsExactly(6L, 7L, 8L);

        assertThat(log()).extracting(StoredEvent::chain).isEqualTo(chain(made).subList(5, 8));
        assertThat(store().head())
                .isEqualTo(new LogHead(6, 8, last(chain(made)), store().head().epoch()));
    }

    @Test
    default void identities_outlive_a_truncation() {
        NewEvent gone = events().next();
        append(events().next(), gone, events().next());
        put(new Change.Truncate(2));

        assertThat(commit(adding(gone))).isEqualTo(duplicate(2));
        assertThat(commit(adding(events().otherBody(gone)))).isEqualTo(new UnitOutcome.IdConflict(0, 2));
        assertRejected(commit(unit(gone, events().next())), "mixed-duplicates");

        assertThat(log()).hasSize(1);
    }

    @Test
    default void revisions_outlive_a_truncation() {
        append(events().of("s"), events().of("s"), events().next());
        put(new Change.Truncate(2));

        assertThat(store().stream("s")).contains(new StreamInfo("s", 2, 2));
        assertThat(commit(new WriteUnit(List.of(new Condition.StreamAt("s", 2)), List.of(adding(events().of("s"))))))
                .isEqualTo(committed(4));
        assertThat(last(log()).revision()).isEqualTo(3);
        assertThat(store().stream("s")).contains(new StreamInfo("s", 3, 4));
    }

    @Test
    default void what_is_removed_does_not_count_wherever_the_log_is_cut() {
        NewEvent first = events().typed("a");
        append(first);
        append(events().next(999));
        append(events().next(100));
        NewEvent last = events().typed("a");
        append(last);
        for (int upTo : new int[] {1, 900, 1_030, 1_100}) {
            put(new Change.Truncate(upTo));
            append(events().next(50));

            assertThat(store().types())
                    .as("cut at %d", upTo)
                    .extracting(TypeSummary::type, TypeSummary::count)
                    .contains(tuple("a", 1L))
                    .contains(tuple(
                            SampleEvents.TYPE,
                            store().count(EventQuery.builder()
                                    .types(SampleEvents.TYPE)
                                    .build())));
        }
        assertThat(store().types())
                .contains(new TypeSummary("a", 1, first.recordedTime(), last.recordedTime()))
                .hasSize(2);
        put(new Change.Truncate(1_101));
        assertThat(store().types()).extracting(TypeSummary::type).containsExactly(SampleEvents.TYPE);
    }

    @Test
    default void first_seen_outlives_a_truncation() {
        List<NewEvent> made = events().next(4);
        append(made);
        put(new Change.Truncate(2));

        assertThat(store().types())
                .containsExactly(new TypeSummary(
                        SampleEvents.TYPE,
                        2,
                        made.get(0).recordedTime(),
                        made.get(3).recordedTime()));
    }

    @Test
    default void truncating_what_is_gone_already_changes_nothing() {
        append(events().next(6));
        put(new Change.Truncate(0));
        assertThat(store().head().first()).isEqualTo(1);
        put(new Change.Truncate(4));
        LogHead head = store().head();

        put(new Change.Truncate(4), new Change.Truncate(2), new Change.Truncate(0));

        assertThat(store().head()).isEqualTo(head);
        assertThat(log()).hasSize(2);
        assertRejected(commit(new Change.DeleteData(4)), "no-event");
    }

    @Test
    default void removal_outlives_a_restart_as_far_as_the_log_does() {
        append(events().next(6));
        put(new Change.DeleteData(5), new Change.Truncate(4));
        List<StoredEvent> log = log();
        LogHead head = store().head();
        assertThat(log).extracting(StoredEvent::deleted).containsExactly(true, false);

        reopen();

        assertThat(log()).isEqualTo(store().info().durable() ? log : List.of());
        assertThat(store().head().first()).isEqualTo(store().info().durable() ? head.first() : 1);
    }
}
