// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import static io.carillon.events.tck.StoreContract.adding;
import static io.carillon.events.tck.StoreContract.subscription;
import static io.carillon.events.tck.StoreContract.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.Change;
import io.carillon.events.store.CorruptEventException;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import io.carillon.events.tck.StoreFixture.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A backend that breaks, and data that was damaged. */
interface FaultContract extends StoreContract {

    /** More operations than any store needs for the group of these tests. */
    int MANY = 200;

    @Test
    default void a_commit_that_breaks_at_any_step_leaves_a_log_without_halves() {
        put(new Change.PutSubscription(subscription("p:main")));
        List<NewEvent> made = new ArrayList<>();
        int strikes = 0;
        for (int step = 1; step < MANY; step++) {
            NewEvent first = events().of("s");
            NewEvent second = events().of("s");
            List<WriteUnit> group = group(step, first, second);

            fixture().fault().arm(step);
            Throwable thrown = catchThrowable(() -> store().commit(group));
            boolean struck = fixture().fault().struck();
            fixture().fault().disarm();

            made.addAll(List.of(first, second));
            if (!struck) {
                assertThat(thrown).isNull();
                assertThat(strikes)
                        .as("operations of a commit that were broken")
                        .isPositive();
                assertLogIs(made);
                return;
            }
            strikes++;
            assertWhole(group, thrown, made.size());
            assertLogIs(made);
            assertGroup(step);
        }
        throw new AssertionError("the fault struck at each of " + MANY + " operations of one small commit");
    }

    /** A broken commit is there whole or not at all, and the same group again makes it be there. */
    private void assertWhole(List<WriteUnit> group, @Nullable Throwable thrown, int events) {
        long position = store().head().position();
        assertThat(position).isIn((long) events - group.size(), (long) events);
        if (thrown == null) {
            // A store may try again by itself and succeed.
            assertThat(position).isEqualTo(events);
        } else {
            assertThat(thrown)
                    .isInstanceOf(StoreUnavailableException.class)
                    .message()
                    .isNotBlank();
        }
        assertThat(store().commit(group))
                .hasSameSizeAs(group)
                .hasOnlyElementsOfType(position == events ? UnitOutcome.Duplicate.class : UnitOutcome.Committed.class);
    }

    private static List<WriteUnit> group(int step, NewEvent first, NewEvent second) {
        return List.of(
                WriteUnit.of(
                        adding(first),
                        new Change.Checkpoint("p:main", step, List.of()),
                        new Change.PutState("p", "first", "" + step)),
                WriteUnit.of(
                        adding(second),
                        new Change.PutDocument("c", "d-" + step, "1", Map.of("i", "v")),
                        new Change.PutState("p", "second", "" + step)));
    }

    private void assertGroup(int step) {
        assertThat(store().subscription("p:main"))
                .hasValueSatisfying(kept -> assertThat(kept.position()).isEqualTo(step));
        assertThat(store().state("p", "first")).contains("" + step);
        assertThat(store().state("p", "second")).contains("" + step);
        assertThat(store().document("c", "d-" + step))
                .map(document -> document.revision())
                .contains(1L);
        assertThat(store().stream("s")).map(stream -> stream.revision()).contains(2L * step);
    }

    @Test
    default void a_commit_that_breaks_at_its_start_changes_nothing() {
        append(events().of("s"));
        LogHead head = store().head();
        NewEvent event = events().of("s");
        List<WriteUnit> group = List.of(WriteUnit.of(adding(event), new Change.PutState("p", "k", "1")));

        fixture().fault().arm(1);
        Throwable thrown = catchThrowable(() -> store().commit(group));
        assertThat(fixture().fault().struck()).isTrue();

        if (thrown == null) {
            assertThat(commit(adding(event))).isEqualTo(StoreContract.duplicate(2));
        } else {
            assertThat(thrown).isInstanceOf(StoreUnavailableException.class);
            assertThat(store().head()).isEqualTo(head);
            assertThat(log()).hasSize(1);
            assertThat(store().state("p", "k")).isEmpty();
            assertThat(store().find(event.event().id())).isEmpty();
            assertThat(store().stream("s")).map(stream -> stream.revision()).contains(1L);
            assertThat(store().types()).singleElement().satisfies(type -> assertThat(type.count())
                    .isEqualTo(1));
            assertThat(commit(adding(event))).isEqualTo(StoreContract.committed(2));
        }
    }

    @Test
    default void who_waits_for_a_commit_to_be_underway_is_told_before_the_engine_is_asked() {
        NewEvent first = events().next();
        append(first);
        NewEvent second = events().next();
        List<Thread> told = new ArrayList<>();

        fixture().fault().arm(1);
        Throwable thrown =
                catchThrowable(() -> store().commit(List.of(unit(second)), () -> told.add(Thread.currentThread())));

        assertThat(fixture().fault().struck()).isTrue();
        assertThat(thrown == null || thrown instanceof StoreUnavailableException)
                .isTrue();
        assertThat(told).containsExactly(Thread.currentThread());
        assertLogIs(thrown == null ? List.of(first, second) : List.of(first));
    }

    @Test
    default void a_store_that_failed_often_works_as_before() {
        int struck = 0;
        for (int i = 0; i < 60; i++) {
            fixture().fault().arm(1 + i % 3);
            Throwable thrown = catchThrowable(() -> store().commit(List.of(unit(events().next()))));
            struck += fixture().fault().struck() ? 1 : 0;
            fixture().fault().disarm();
            assertThat(thrown == null || thrown instanceof StoreUnavailableException)
                    .isTrue();
        }
        long position = store().head().position();

        assertThat(struck).isGreaterThanOrEqualTo(20);
        assertThat(log()).extracting(StoredEvent::position).isEqualTo(StoreContract.positions(1, position));
        assertThat(append(events().next(5))).isEqualTo(StoreContract.positions(position + 1, position + 5));
    }

    @Test
    default void a_read_that_breaks_says_so_and_the_next_one_works() {
        append(events().next(3));
        List<StoredEvent> log = log();
        assertThat(log).hasSize(3);
        for (ThrowingCallable read : List.<ThrowingCallable>of(
                () -> store().head(),
                () -> store().readAfter(0, 10),
                () -> store().find("sample-1"),
                () -> store().query(EventQuery.builder().build()),
                () -> store().count(EventQuery.builder().build()),
                () -> store().types(),
                () -> store().stream("s"),
                () -> store().subscriptions(),
                () -> store().deadLetters("p:main", 0, 10),
                () -> store().hasOnce("p:main", "k"),
                () -> store().state("p", "k"),
                () -> store().stateKeys("p", "", "", 10),
                () -> store().document("c", "d"),
                () -> store().documents("c", "", "", "", 10))) {
            fixture().fault().arm(1);
            Throwable thrown = catchThrowable(read);
            fixture().fault().disarm();
            assertThat(thrown == null || thrown instanceof StoreUnavailableException)
                    .as("%s", thrown)
                    .isTrue();
            assertThat(catchThrowable(read)).isNull();
        }
        assertThat(log()).isEqualTo(log);
    }

    @Test
    default void damaged_data_is_reported_and_never_returned() {
        assertDamageIsReported(Part.DATA);
    }

    @Test
    default void a_damaged_envelope_is_reported_and_never_returned() {
        assertDamageIsReported(Part.SUBJECT);
    }

    private void assertDamageIsReported(Part part) {
        append(
                events().of("a"),
                events().of("b"),
                events().next(draft -> draft.id("hurt").subject("c")),
                events().of("d"));
        List<StoredEvent> log = log();
        LogHead head = store().head();

        fixture().damage(3, part);

        for (ThrowingCallable read : List.<ThrowingCallable>of(
                () -> store().readAfter(0, 10),
                () -> store().readAfter(2, 1),
                () -> store().find("hurt"),
                () -> store().query(EventQuery.builder().build()))) {
            assertThat(catchThrowable(read))
                    .isInstanceOfSatisfying(CorruptEventException.class, e -> assertThat(e.position())
                            .isEqualTo(3));
        }
        assertThat(store().readAfter(0, 2)).isEqualTo(log.subList(0, 2));
        assertThat(store().readAfter(3, 2)).isEqualTo(log.subList(3, 4));
        assertThat(store().head()).isEqualTo(head);
        assertThat(append(events().next())).containsExactly(5L);
    }

    @Test
    default void a_broken_chain_is_reported_by_whoever_reads_over_it() {
        append(events().next(4));
        List<StoredEvent> log = log();

        fixture().damage(3, Part.CHAIN);

        assertThat(catchThrowable(() -> store().readAfter(0, 10)))
                .isInstanceOfSatisfying(CorruptEventException.class, e -> assertThat(e.position())
                        .isEqualTo(3));
        assertThat(store().readAfter(0, 2)).isEqualTo(log.subList(0, 2));
        assertThat(append(events().next())).containsExactly(5L);
    }
}
