// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import static io.carillon.events.tck.StoreContract.adding;
import static io.carillon.events.tck.StoreContract.assertRejected;
import static io.carillon.events.tck.StoreContract.chain;
import static io.carillon.events.tck.StoreContract.committed;
import static io.carillon.events.tck.StoreContract.duplicate;
import static io.carillon.events.tck.StoreContract.last;
import static io.carillon.events.tck.StoreContract.positions;
import static io.carillon.events.tck.StoreContract.subscription;
import static io.carillon.events.tck.StoreContract.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.EventData;
import io.carillon.events.store.Change;
import io.carillon.events.store.Condition;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.SubscriptionRecord;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Groups, units, positions and the chain. */
interface CommitContract extends StoreContract {

    @Test
    default void an_empty_log_is_at_position_0_with_the_zero_hash() {
        LogHead head = store().head();

        assertThat(head).isEqualTo(new LogHead(1, 0, Hash.ZERO, head.epoch()));
        assertThat(store().readAfter(0, 10)).isEmpty();
        NewEvent event = events().next();
        assertThat(append(event)).containsExactly(1L);
        assertLogIs(List.of(event));
    }

    @Test
    default void positions_are_dense_from_1_in_the_order_of_commits() {
        List<NewEvent> made = events().next(25);

        for (int i = 0; i < made.size(); i++) {
            assertThat(commit(adding(made.get(i)))).isEqualTo(committed(i + 1));
        }

        assertLogIs(made);
    }

    @Test
    default void an_event_commits_the_same_however_it_was_prepared() {
        NewEvent plain = events().next();
        NewEvent prepared =
                events().next(draft -> draft.subject("s").data(EventData.of("image/png", new byte[] {1, 0})));
        NewEvent elsewhere = events().next(draft -> draft.subject("s"));
        NewEvent mistaken = events().next();

        assertThat(store().commit(List.of(
                        WriteUnit.of(new Change.Append(plain)),
                        WriteUnit.of(store().prepare(prepared)),
                        WriteUnit.of(new Change.Append(elsewhere, "of another store")),
                        WriteUnit.of(new Change.Append(
                                mistaken, store().prepare(events().next()).prepared())))))
                .containsExactly(committed(1), committed(2), committed(3), committed(4));

        assertLogIs(List.of(plain, prepared, elsewhere, mistaken));
        assertThat(commit(store().prepare(plain))).isEqualTo(duplicate(1));
        assertThat(commit(adding(prepared))).isEqualTo(duplicate(2));
    }

    @Test
    default void who_waits_for_a_commit_to_be_underway_is_told_once_at_most_and_before_it_ends() {
        List<Thread> told = new ArrayList<>();
        Runnable underway = () -> told.add(Thread.currentThread());
        List<WriteUnit> unit = List.of(WriteUnit.of(adding(events().next())));
        Condition atSeven = new Condition.StreamAt("s", 7);
        List<WriteUnit> unmet = List.of(new WriteUnit(List.of(atSeven), List.of(adding(events().next()))));

        assertThat(store().commit(unit, underway)).containsExactly(committed(1));
        assertThat(told).hasSizeLessThan(2);
        assertThat(store().commit(unit, underway)).containsExactly(duplicate(1));
        assertThat(told).hasSizeLessThan(3);
        assertThat(store().commit(unmet, underway)).containsExactly(new UnitOutcome.RevisionConflict(atSeven, 0));
        int before = told.size();
        assertThat(before).isLessThan(4);
        assertThat(commit(adding(events().next()))).isEqualTo(committed(2));

        assertThat(told).hasSize(before).allMatch(thread -> thread == Thread.currentThread());
    }

    @Test
    default void units_of_a_group_happen_in_list_order() {
        List<NewEvent> made = events().next(40);

        assertThat(append(made)).isEqualTo(positions(1, 40));

        assertLogIs(made);
    }

    @Test
    default void events_of_one_unit_get_contiguous_positions_in_order() {
        NewEvent a = events().next();
        NewEvent b = events().next();
        NewEvent c = events().next();
        NewEvent d = events().next();
        WriteUnit mixed = WriteUnit.of(
                adding(b), new Change.PutState("p", "between", "1"), adding(c), new Change.PutState("p", "after", "2"));

        List<UnitOutcome> outcomes = store().commit(List.of(unit(a), mixed, unit(d)));

        assertThat(outcomes).containsExactly(committed(1), committed(2, 3), committed(4));
        assertLogIs(List.of(a, b, c, d));
    }

    @Test
    default void a_unit_without_events_commits_without_positions_and_leaves_the_head() {
        append(events().next());
        LogHead before = store().head();

        assertThat(commit(new Change.PutState("p", "k", "true"))).isEqualTo(committed());

        assertThat(store().head()).isEqualTo(before);
        assertThat(store().state("p", "k")).contains("true");
    }

    @Test
    default void everything_in_a_unit_is_there_once_it_is_committed() {
        NewEvent event = events().of("s");
        DeadLetter letter = new DeadLetter("p:main", 1, 4, "cause", event.recordedTime(), event.recordedTime(), "note");

        UnitOutcome outcome = commit(
                new Change.PutSubscription(subscription("p:main")),
                adding(event),
                new Change.Checkpoint("p:main", 1, List.of()),
                new Change.RecordOnce("p:main", "mail-1", event.recordedTime()),
                new Change.PutDeadLetter(letter),
                new Change.PutState("p", "k", "{\"a\":1}"),
                new Change.PutDocument("c", "d", "[]", Map.of("i", "v")));

        assertThat(outcome).isEqualTo(committed(1));
        assertThat(store().subscription("p:main"))
                .map(SubscriptionRecord::position)
                .contains(1L);
        assertThat(store().hasOnce("p:main", "mail-1")).isTrue();
        assertThat(store().deadLetters("p:main", 0, 10)).containsExactly(letter);
        assertThat(store().state("p", "k")).contains("{\"a\":1}");
        assertThat(store().documents("c", "i", "v", "", 10)).hasSize(1);
        assertLogIs(List.of(event));
    }

    @Test
    default void a_refused_unit_writes_nothing_of_itself() {
        append(events().of("s"));
        LogHead before = store().head();
        put(new Change.PutSubscription(subscription("p:main")));

        UnitOutcome outcome = commit(
                adding(events().of("s")),
                new Change.Checkpoint("p:main", 1, List.of()),
                new Change.RecordOnce("p:main", "mail-1", events().next().recordedTime()),
                new Change.PutState("p", "k", "1"),
                new Change.PutDocument("c", "d", "[]", Map.of()),
                new Change.DeleteData(1),
                new Change.Checkpoint("p:unknown", 1, List.of()));

        assertRejected(outcome, "no-subscription");
        assertThat(store().head()).isEqualTo(before);
        assertThat(log()).hasSize(1).noneMatch(StoredEvent::deleted);
        assertThat(store().stream("s")).map(stream -> stream.revision()).contains(1L);
        assertThat(store().subscription("p:main")).contains(subscription("p:main"));
        assertThat(store().hasOnce("p:main", "mail-1")).isFalse();
        assertThat(store().state("p", "k")).isEmpty();
        assertThat(store().document("c", "d")).isEmpty();
    }

    @Test
    default void what_a_refused_unit_tried_is_found_by_no_query() {
        NewEvent tried =
                events().next(draft -> draft.subject("s").correlationId("c").causationId("b"));
        NewEvent next = events().next();

        List<UnitOutcome> outcomes =
                store().commit(List.of(WriteUnit.of(adding(tried), new Change.DeleteData(99)), unit(next)));

        assertRejected(outcomes.get(0), "no-event");
        assertThat(outcomes.get(1)).isEqualTo(committed(1));
        assertThat(store().find(tried.event().id())).isEmpty();
        assertThat(store().count(EventQuery.builder().subject("s").build())).isZero();
        assertThat(store().count(EventQuery.builder().correlationId("c").build()))
                .isZero();
        assertThat(store().count(EventQuery.builder().causationId("b").build())).isZero();
        assertThat(append(tried)).containsExactly(2L);
        assertThat(store().find(tried.event().id())).hasSize(1);
        assertThat(store().query(EventQuery.builder().subject("s").build()).events())
                .hasSize(1);
        assertThat(store().query(EventQuery.builder().correlationId("c").build())
                        .events())
                .hasSize(1);
        assertLogIs(List.of(next, tried));
    }

    @Test
    default void a_refused_unit_leaves_the_others_of_its_group_untouched() {
        NewEvent known = events().next();
        append(known);
        NewEvent first = events().next();
        NewEvent third = events().next();
        NewEvent last = events().next();

        List<UnitOutcome> outcomes = store().commit(List.of(
                unit(first),
                unit(known),
                unit(third),
                unit(events().otherBody(known)),
                new WriteUnit(List.of(new Condition.StreamAt("s", 7)), List.of(adding(events().of("s")))),
                WriteUnit.of(adding(events().next()), new Change.DeleteData(77)),
                unit(last)));

        assertThat(outcomes.subList(0, 4))
                .containsExactly(committed(2), duplicate(1), committed(3), new UnitOutcome.IdConflict(0, 1));
        assertThat(outcomes.get(4)).isEqualTo(new UnitOutcome.RevisionConflict(new Condition.StreamAt("s", 7), 0));
        assertRejected(outcomes.get(5), "no-event");
        assertThat(outcomes.subList(6, outcomes.size())).containsExactly(committed(4));
        assertLogIs(List.of(known, first, third, last));
    }

    @Test
    default void a_unit_sees_the_events_of_earlier_units_of_its_group() {
        NewEvent one = events().of("s");
        NewEvent two = events().of("s");
        Condition atOne = new Condition.StreamAt("s", 1);

        List<UnitOutcome> outcomes = store().commit(List.of(
                unit(one),
                new WriteUnit(List.of(atOne), List.of(adding(two))),
                new WriteUnit(List.of(atOne), List.of(adding(events().of("s")))),
                unit(one),
                unit(events().otherBody(two)),
                WriteUnit.of(new Change.DeleteData(2))));

        assertThat(outcomes)
                .containsExactly(
                        committed(1),
                        committed(2),
                        new UnitOutcome.RevisionConflict(atOne, 2),
                        duplicate(1),
                        new UnitOutcome.IdConflict(0, 2),
                        committed());
        assertThat(log()).extracting(StoredEvent::deleted).containsExactly(false, true);
    }

    @Test
    default void a_unit_sees_what_earlier_units_of_its_group_put_and_removed() {
        Condition atOne = new Condition.DocumentAt("c", "d", 1);
        Change put = new Change.PutDocument("c", "d", "1", Map.of());

        List<UnitOutcome> outcomes = store().commit(List.of(
                WriteUnit.of(new Change.PutSubscription(subscription("p:main"))),
                WriteUnit.of(new Change.Checkpoint("p:main", 3, List.of(5L))),
                WriteUnit.of(put),
                new WriteUnit(List.of(atOne), List.of(put)),
                new WriteUnit(List.of(atOne), List.of(put)),
                WriteUnit.of(new Change.PutState("p", "k", "1")),
                WriteUnit.of(new Change.PutState("p", "k", null)),
                WriteUnit.of(new Change.RemoveSubscription("p:main")),
                WriteUnit.of(new Change.Checkpoint("p:main", 4, List.of()))));

        assertThat(outcomes.subList(0, 4)).containsOnly(committed());
        assertThat(outcomes.get(4)).isEqualTo(new UnitOutcome.RevisionConflict(atOne, 2));
        assertThat(outcomes.subList(5, 8)).containsOnly(committed());
        assertRejected(outcomes.get(8), "no-subscription");
        assertThat(store().document("c", "d"))
                .map(document -> document.revision())
                .contains(2L);
        assertThat(store().state("p", "k")).isEmpty();
        assertThat(store().subscriptions()).isEmpty();
    }

    @Test
    default void a_unit_does_not_see_what_a_refused_unit_of_its_group_tried() {
        NewEvent event = events().of("s");
        WriteUnit refused = WriteUnit.of(
                adding(event),
                new Change.PutSubscription(subscription("p:main")),
                new Change.PutDocument("c", "d", "1", Map.of()),
                new Change.DeleteData(99));

        List<UnitOutcome> outcomes = store().commit(List.of(
                refused,
                WriteUnit.of(new Change.Checkpoint("p:main", 1, List.of())),
                new WriteUnit(
                        List.of(new Condition.StreamAt("s", 0), new Condition.DocumentAt("c", "d", 0)),
                        List.of(adding(event)))));

        assertRejected(outcomes.get(0), "no-event");
        assertRejected(outcomes.get(1), "no-subscription");
        assertThat(outcomes.get(2)).isEqualTo(committed(1));
        assertLogIs(List.of(event));
        assertThat(last(log()).revision()).isEqualTo(1);
    }

    @Test
    default void the_changes_of_a_unit_are_made_in_order() {
        put(
                new Change.PutSubscription(subscription("p:main")),
                new Change.Checkpoint("p:main", 2, List.of()),
                new Change.Checkpoint("p:main", 3, List.of(9L)),
                new Change.PutState("p", "k", "1"),
                new Change.PutState("p", "k", null),
                new Change.PutState("p", "k", "2"),
                new Change.PutDocument("c", "d", "1", Map.of("i", "x")),
                new Change.PutDocument("c", "d", "2", Map.of("i", "y")),
                new Change.PutDocument("c", "gone", "1", Map.of()),
                new Change.RemoveDocument("c", "gone"));

        assertThat(store().subscription("p:main")).hasValueSatisfying(kept -> {
            assertThat(kept.position()).isEqualTo(3);
            assertThat(kept.finished()).containsExactly(9L);
        });
        assertThat(store().state("p", "k")).contains("2");
        assertThat(store().documents("c", "", "", "", 10)).singleElement().satisfies(document -> {
            assertThat(document.json()).isEqualTo("2");
            assertThat(document.revision()).isEqualTo(2);
            assertThat(document.index()).isEqualTo(Map.of("i", "y"));
        });
    }

    @Test
    default void the_head_is_the_newest_position_and_its_chain_hash() {
        List<NewEvent> made = events().next(3);
        long epoch = store().head().epoch();

        for (int i = 1; i <= made.size(); i++) {
            append(made.get(i - 1));
            assertThat(store().head()).isEqualTo(new LogHead(1, i, last(chain(made.subList(0, i))), epoch));
        }
    }

    @Test
    default void hashes_and_recorded_time_are_kept_as_given() {
        NewEvent event = events().of("s");
        append(event);

        assertThat(log())
                .containsExactly(new StoredEvent(
                        1,
                        1,
                        event.event(),
                        event.recordedTime(),
                        event.body(),
                        event.envelope(),
                        event.payload(),
                        chain(List.of(event)).get(0),
                        false));
    }

    @Test
    default void revisions_count_from_1_within_each_subject() {
        append(events().of("a"), events().of("b"), events().next(), events().of("a"));
        append(events().of("b"), events().of("a"), events().next());

        assertThat(log()).extracting(StoredEvent::revision).containsExactly(1L, 1L, 0L, 2L, 2L, 3L, 0L);
    }

    @Test
    default void the_group_belongs_to_the_caller_again_once_it_is_committed() {
        NewEvent event = events().next();
        List<WriteUnit> group = new ArrayList<>(List.of(unit(event)));
        store().commit(group);
        group.set(0, unit(events().next()));

        assertLogIs(List.of(event));
    }
}
