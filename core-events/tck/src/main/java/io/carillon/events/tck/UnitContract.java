// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import static io.carillon.events.tck.StoreContract.adding;
import static io.carillon.events.tck.StoreContract.assertRejected;
import static io.carillon.events.tck.StoreContract.committed;
import static io.carillon.events.tck.StoreContract.duplicate;
import static io.carillon.events.tck.StoreContract.last;
import static io.carillon.events.tck.StoreContract.subscription;
import static io.carillon.events.tck.StoreContract.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.store.Change;
import io.carillon.events.store.Condition;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.SubscriptionRecord;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Units: each happens whole or not at all, in order, and those behind it see it. */
interface UnitContract extends StoreContract {

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
}
