// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import static io.carillon.events.tck.StoreContract.adding;
import static io.carillon.events.tck.StoreContract.chain;
import static io.carillon.events.tck.StoreContract.committed;
import static io.carillon.events.tck.StoreContract.duplicate;
import static io.carillon.events.tck.StoreContract.last;
import static io.carillon.events.tck.StoreContract.positions;
import static io.carillon.events.tck.StoreContract.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.EventData;
import io.carillon.events.store.Change;
import io.carillon.events.store.Condition;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Groups, positions and the chain. */
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
