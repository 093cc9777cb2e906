// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import static io.carillon.events.tck.StoreContract.adding;
import static io.carillon.events.tck.StoreContract.assertRejected;
import static io.carillon.events.tck.StoreContract.committed;
import static io.carillon.events.tck.StoreContract.duplicate;
import static io.carillon.events.tck.StoreContract.subscription;
import static io.carillon.events.tck.StoreContract.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.Event;
import io.carillon.events.store.Change;
import io.carillon.events.store.Condition;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of a unit: duplicates, conflicts, refusals. */
interface OutcomeContract extends StoreContract {

    @Test
    default void an_event_appended_again_is_a_duplicate_at_its_first_position() {
        NewEvent event = events().next();
        append(events().next(), event);

        assertThat(commit(adding(event))).isEqualTo(duplicate(2));

        assertThat(log()).hasSize(2);
    }

    @Test
    default void a_duplicate_writes_nothing_else_of_its_unit() {
        NewEvent event = events().next();
        append(event);

        assertThat(commit(adding(event), new Change.PutState("p", "k", "1"))).isEqualTo(duplicate(1));

        assertThat(store().state("p", "k")).isEmpty();
        assertThat(log()).hasSize(1);
    }

    @Test
    default void a_duplicate_unit_names_the_position_of_each_of_its_events() {
        NewEvent a = events().next();
        NewEvent b = events().next();
        NewEvent c = events().next();
        append(c, a, b);

        assertThat(commit(unit(a, b, c))).isEqualTo(duplicate(2, 3, 1));
    }

    @Test
    default void a_retry_whose_time_was_filled_in_anew_is_a_duplicate() {
        NewEvent first = events().next();
        NewEvent retry = retry(first);
        append(first);

        assertThat(retry.envelope()).isNotEqualTo(first.envelope());
        assertThat(commit(adding(retry))).isEqualTo(duplicate(1));

        assertLogIs(List.of(first));
    }

    /** The same body, but completed at another moment. */
    private static NewEvent retry(NewEvent first) {
        Event later = Event.of(first.event().toDraft().toBuilder()
                .time(first.event().time().plusSeconds(60))
                .build());
        return NewEvent.of(later, first.recordedTime().plusSeconds(60), first.body());
    }

    @Test
    default void the_same_group_again_is_all_duplicates_even_though_its_conditions_no_longer_hold() {
        NewEvent event = events().of("s");
        NewEvent other = events().next();
        put(new Change.PutDocument("c", "d", "1", Map.of()));
        List<WriteUnit> group = List.of(
                new WriteUnit(List.of(new Condition.StreamAt("s", 0)), List.of(adding(event))),
                new WriteUnit(
                        List.of(new Condition.DocumentAt("c", "d", 1)),
                        List.of(adding(other), new Change.PutDocument("c", "d", "2", Map.of()))));
        assertThat(store().commit(group)).containsExactly(committed(1), committed(2));

        assertThat(store().commit(group)).containsExactly(duplicate(1), duplicate(2));

        assertLogIs(List.of(event, other));
        assertThat(store().document("c", "d"))
                .map(document -> document.revision())
                .contains(2L);
    }

    @Test
    default void the_same_id_from_another_source_is_another_event() {
        NewEvent here = events().next();
        NewEvent there = SampleEvents.recorded(
                here.event().toDraft().toBuilder().source("/elsewhere").build(), here.recordedTime());

        assertThat(append(here, there)).containsExactly(1L, 2L);

        assertThat(commit(unit(there, here))).isEqualTo(duplicate(2, 1));
    }

    @Test
    default void an_identity_with_another_body_is_a_conflict_that_names_event_and_position() {
        NewEvent known = events().next();
        append(events().next(), known);

        assertThat(commit(unit(events().otherBody(known)))).isEqualTo(new UnitOutcome.IdConflict(0, 2));
        assertThat(commit(unit(events().next(), events().otherBody(known))))
                .isEqualTo(new UnitOutcome.IdConflict(1, 2));

        assertThat(log()).hasSize(2);
    }

    @Test
    default void a_unit_with_known_and_new_events_is_rejected() {
        NewEvent known = events().next();
        append(known);

        assertRejected(commit(unit(known, events().next())), "mixed-duplicates");
        assertRejected(commit(unit(events().next(), known)), "mixed-duplicates");

        assertLogIs(List.of(known));
    }

    @Test
    default void a_unit_with_one_identity_twice_is_rejected() {
        NewEvent event = events().next();

        assertRejected(commit(unit(event, events().next(), event)), "repeated-id");
        assertRejected(commit(unit(event, events().otherBody(event))), "repeated-id");

        assertLogIs(List.of());
        assertThat(append(event)).containsExactly(1L);
    }

    @Test
    default void an_identity_refused_in_one_unit_is_free_in_the_next() {
        NewEvent event = events().next();

        List<UnitOutcome> outcomes = store().commit(List.of(unit(event, event), unit(event), unit(event)));

        assertRejected(outcomes.get(0), "repeated-id");
        assertThat(outcomes.subList(1, 3)).containsExactly(committed(1), duplicate(1));
    }

    @Test
    default void a_stream_must_be_at_the_expected_revision() {
        Condition atNone = new Condition.StreamAt("s", 0);
        Condition atTwo = new Condition.StreamAt("s", 2);

        assertThat(commit(guarded(atTwo))).isEqualTo(new UnitOutcome.RevisionConflict(atTwo, 0));
        assertThat(commit(guarded(atNone))).isEqualTo(committed(1));
        assertThat(commit(guarded(atNone))).isEqualTo(new UnitOutcome.RevisionConflict(atNone, 1));
        assertThat(commit(guarded(atTwo))).isEqualTo(new UnitOutcome.RevisionConflict(atTwo, 1));
        assertThat(commit(adding(events().of("s")))).isEqualTo(committed(2));
        assertThat(commit(guarded(atTwo))).isEqualTo(committed(3));

        assertThat(log()).hasSize(3);
    }

    private WriteUnit guarded(Condition condition) {
        return new WriteUnit(List.of(condition), List.of(adding(events().of("s"))));
    }

    @Test
    default void a_document_must_be_at_the_expected_revision() {
        Condition atNone = new Condition.DocumentAt("c", "d", 0);
        Condition atOne = new Condition.DocumentAt("c", "d", 1);
        Change put = new Change.PutDocument("c", "d", "1", Map.of());
        WriteUnit create = new WriteUnit(List.of(atNone), List.of(put));
        WriteUnit replace = new WriteUnit(List.of(atOne), List.of(put));

        assertThat(commit(replace)).isEqualTo(new UnitOutcome.RevisionConflict(atOne, 0));
        assertThat(commit(create)).isEqualTo(committed());
        assertThat(commit(create)).isEqualTo(new UnitOutcome.RevisionConflict(atNone, 1));
        assertThat(commit(replace)).isEqualTo(committed());
        assertThat(commit(replace)).isEqualTo(new UnitOutcome.RevisionConflict(atOne, 2));
        put(new Change.RemoveDocument("c", "d"));
        assertThat(commit(create)).isEqualTo(committed());
    }

    @Test
    default void the_first_condition_that_does_not_hold_is_named() {
        append(events().of("a"), events().of("b"));
        Condition holds = new Condition.StreamAt("a", 1);
        Condition breaks = new Condition.DocumentAt("c", "d", 4);
        Condition breaksToo = new Condition.StreamAt("b", 9);

        assertThat(commit(new WriteUnit(List.of(holds, breaks, breaksToo), List.of(adding(events().next())))))
                .isEqualTo(new UnitOutcome.RevisionConflict(breaks, 0));
        assertThat(commit(new WriteUnit(List.of(holds, breaksToo, breaks), List.of(adding(events().next())))))
                .isEqualTo(new UnitOutcome.RevisionConflict(breaksToo, 1));
        assertThat(commit(new WriteUnit(List.of(holds), List.of(adding(events().next())))))
                .isEqualTo(committed(3));
    }

    @Test
    default void a_checkpoint_of_an_unknown_subscription_is_rejected() {
        assertRejected(commit(new Change.Checkpoint("p:main", 1, List.of())), "no-subscription");

        assertThat(store().subscriptions()).isEmpty();
        put(new Change.PutSubscription(subscription("p:main")));
        put(new Change.Checkpoint("p:main", 1, List.of()));
    }

    @Test
    default void deleting_data_of_a_position_that_is_not_in_the_log_is_rejected() {
        append(events().next());

        assertRejected(commit(new Change.DeleteData(2)), "no-event");
        assertRejected(commit(new Change.DeleteData(0)), "no-event");
        assertRejected(commit(new Change.DeleteData(Long.MAX_VALUE)), "no-event");
        put(new Change.DeleteData(1));
    }

    @Test
    default void truncating_beyond_the_head_is_rejected() {
        append(events().next());

        assertRejected(commit(new Change.Truncate(2)), "beyond-head");
        assertRejected(commit(new Change.Truncate(Long.MAX_VALUE)), "beyond-head");

        assertThat(log()).hasSize(1);
        put(new Change.Truncate(1));
    }
}
