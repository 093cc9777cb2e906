// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import static io.carillon.events.tck.StoreContract.adding;
import static io.carillon.events.tck.StoreContract.committed;
import static io.carillon.events.tck.StoreContract.committedAt;
import static io.carillon.events.tck.StoreContract.duplicate;
import static io.carillon.events.tck.StoreContract.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.ClosedException;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.Change;
import io.carillon.events.store.Condition;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.TypeSummary;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many threads on one store, and many hosts on one log. */
interface ConcurrencyContract extends StoreContract {

    /** Racing writers. */
    int WRITERS = 16;

    @Test
    default void readers_see_every_position_once_and_in_order_while_16_writers_append() {
        int each = 25;
        int total = WRITERS * each * 2;
        int readers = 3;
        AtomicInteger writing = new AtomicInteger(WRITERS);

        List<List<Long>> seen = Race.values(
                WRITERS + readers,
                i -> i < WRITERS ? () -> write(store(), i, each, writing) : () -> poll(store(), total, writing));

        assertThat(seen.subList(WRITERS, WRITERS + readers)).containsOnly(StoreContract.positions(1, total));
        assertDense(seen.subList(0, WRITERS), total);
    }

    @Test
    default void hosts_that_share_a_log_append_to_one_dense_order() {
        int each = 15;
        int total = WRITERS * each * 2;
        AtomicInteger writing = new AtomicInteger(WRITERS);

        if (store().info().shared()) {
            try (EventStore second = fixture().openSecond()) {
                List<List<Long>> seen = Race.values(
                        WRITERS + 2,
                        i -> i < WRITERS
                                ? () -> write(i % 2 == 0 ? store() : second, i, each, writing)
                                : () -> poll(i % 2 == 0 ? store() : second, total, writing));
                assertThat(seen.subList(WRITERS, WRITERS + 2)).containsOnly(StoreContract.positions(1, total));
                assertDense(seen.subList(0, WRITERS), total);
                assertThat(second.head()).isEqualTo(store().head());
                assertThat(second.types())
                        .isEqualTo(store().types())
                        .extracting(TypeSummary::count)
                        .containsExactly((long) total);
            }
        } else {
            List<List<Long>> seen = Race.values(WRITERS, i -> () -> write(store(), i, each, writing));
            assertDense(seen, total);
        }
    }

    /** Commits groups of three units, of which one is refused; two events a group. */
    private List<Long> write(EventStore store, int writer, int groups, AtomicInteger writing) {
        try {
            List<Long> positions = new ArrayList<>();
            for (int i = 0; i < groups; i++) {
                NewEvent first = events().of("writer-" + writer);
                List<UnitOutcome> outcomes =
                        store.commit(List.of(unit(first), unit(first, first), unit(events().of("writer-" + writer))));
                StoreContract.assertRejected(outcomes.get(1), "repeated-id");
                positions.addAll(committedAt(outcomes.get(0)));
                positions.addAll(committedAt(outcomes.get(2)));
            }
            return positions;
        } finally {
            writing.decrementAndGet();
        }
    }

    /** Polls as a reader does until it has seen everything; gives up once nobody writes and nothing comes. */
    private static List<Long> poll(EventStore store, int total, AtomicInteger writing) {
        List<Long> seen = new ArrayList<>();
        long position = 0;
        while (seen.size() < total) {
            boolean over = writing.get() == 0;
            List<StoredEvent> page = store.readAfter(position, 7);
            for (StoredEvent each : page) {
                position = each.position();
                seen.add(position);
            }
            if (page.isEmpty()) {
                if (over) {
                    break;
                }
                Thread.onSpinWait();
            }
        }
        return seen;
    }

    private void assertDense(List<List<Long>> written, int total) {
        List<StoredEvent> log = log();
        assertThat(log).hasSize(total);
        assertThat(written).allSatisfy(positions -> assertThat(positions).isSorted());
        assertThat(written.stream().flatMap(List::stream).sorted().toList())
                .isEqualTo(StoreContract.positions(1, total));
        for (int writer = 0; writer < WRITERS; writer++) {
            String subject = "writer-" + writer;
            List<StoredEvent> own = log.stream()
                    .filter(each -> each.event().subject().orElseThrow().equals(subject))
                    .toList();
            assertThat(own).extracting(StoredEvent::position).isEqualTo(written.get(writer));
            assertThat(own).extracting(StoredEvent::revision).isEqualTo(StoreContract.positions(1, own.size()));
        }
        assertThat(log).extracting(StoredEvent::chain).isEqualTo(StoreContract.chain(asNew(log)));
        assertThat(store().head().hash()).isEqualTo(StoreContract.last(log).chain());
    }

    private static List<NewEvent> asNew(List<StoredEvent> log) {
        return log.stream()
                .map(each ->
                        new NewEvent(each.event(), each.recordedTime(), each.body(), each.envelope(), each.payload()))
                .toList();
    }

    @Test
    default void one_of_16_racing_writers_with_the_same_expected_revision_wins() {
        for (int round = 0; round < 10; round++) {
            Condition expected = new Condition.StreamAt("s", round);
            int before = round;

            List<UnitOutcome> outcomes = Race.values(
                    WRITERS, i -> () -> commit(new WriteUnit(List.of(expected), List.of(adding(events().of("s"))))));

            assertThat(outcomes).containsOnlyOnce(committed(round + 1));
            assertThat(Collections.frequency(outcomes, new UnitOutcome.RevisionConflict(expected, before + 1)))
                    .isEqualTo(WRITERS - 1);
        }
        assertThat(log()).extracting(StoredEvent::revision).isEqualTo(StoreContract.positions(1, 10));
    }

    @Test
    default void one_of_16_racing_writers_with_the_same_document_revision_wins() {
        for (int round = 0; round < 10; round++) {
            Condition expected = new Condition.DocumentAt("c", "d", round);

            List<UnitOutcome> outcomes = Race.values(
                    WRITERS,
                    i -> () -> commit(new WriteUnit(
                            List.of(expected), List.of(new Change.PutDocument("c", "d", "" + i, Map.of())))));

            assertThat(outcomes).containsOnlyOnce(committed());
            assertThat(Collections.frequency(outcomes, new UnitOutcome.RevisionConflict(expected, round + 1)))
                    .isEqualTo(WRITERS - 1);
            String winner = "" + outcomes.indexOf(committed());
            assertThat(store().document("c", "d"))
                    .map(document -> document.json())
                    .contains(winner);
        }
    }

    @Test
    default void one_of_16_racing_writers_of_the_same_event_appends_it() {
        for (int round = 1; round <= 10; round++) {
            NewEvent event = events().next();

            List<UnitOutcome> outcomes = Race.values(WRITERS, i -> () -> commit(adding(event)));

            assertThat(outcomes).containsOnlyOnce(committed(round));
            assertThat(Collections.frequency(outcomes, duplicate(round))).isEqualTo(WRITERS - 1);
        }
        assertThat(log()).hasSize(10);
    }

    @Test
    default void one_of_16_racing_writers_of_one_identity_with_different_bodies_appends_it() {
        for (int round = 1; round <= 10; round++) {
            NewEvent event = events().next();
            List<NewEvent> bodies = Stream.generate(() -> events().otherBody(event))
                    .limit(WRITERS)
                    .toList();

            List<UnitOutcome> outcomes = Race.values(WRITERS, i -> () -> commit(adding(bodies.get(i))));

            assertThat(outcomes).containsOnlyOnce(committed(round));
            assertThat(Collections.frequency(outcomes, new UnitOutcome.IdConflict(0, round)))
                    .isEqualTo(WRITERS - 1);
            assertThat(StoreContract.last(log()).event())
                    .isEqualTo(bodies.get(outcomes.indexOf(committed(round))).event());
        }
    }

    @Test
    default void groups_that_race_with_overlapping_events_append_each_once() {
        for (int round = 0; round < 10; round++) {
            List<NewEvent> shared = events().next(8);

            List<List<UnitOutcome>> outcomes = Race.values(WRITERS, i -> () -> {
                List<NewEvent> order = new ArrayList<>(shared);
                Collections.rotate(order, i);
                return store().commit(order.stream().map(StoreContract::unit).toList());
            });

            assertThat(outcomes.stream().flatMap(List::stream).filter(UnitOutcome.Committed.class::isInstance))
                    .hasSize(8);
            assertThat(outcomes.stream().flatMap(List::stream).filter(UnitOutcome.Duplicate.class::isInstance))
                    .hasSize(8 * (WRITERS - 1));
        }
        assertThat(log()).extracting(StoredEvent::position).isEqualTo(StoreContract.positions(1, 80));
    }

    @Test
    default void pages_have_no_holes_while_the_log_is_truncated_and_grows() {
        append(events().next(200));
        AtomicInteger writing = new AtomicInteger(1);

        List<Boolean> contiguous = Race.values(4, i -> () -> {
            if (i == 0) {
                try {
                    for (int upTo = 5; upTo <= 200; upTo += 5) {
                        put(new Change.Truncate(upTo));
                        append(events().next(2));
                    }
                } finally {
                    writing.set(0);
                }
                return true;
            }
            boolean fine = true;
            while (writing.get() > 0) {
                fine &= isContiguous(store().readAfter(0, 50));
                EventPage page = store().query(EventQuery.builder()
                        .order(EventQuery.Order.ASCENDING)
                        .build());
                fine &= isContiguous(page.events());
            }
            return fine;
        });

        assertThat(contiguous).containsOnly(true);
        assertThat(store().head().first()).isEqualTo(201);
        assertThat(log()).extracting(StoredEvent::position).isEqualTo(StoreContract.positions(201, 280));
    }

    private static boolean isContiguous(List<StoredEvent> page) {
        return page.isEmpty()
                || StoreContract.last(page).position() - page.get(0).position() == page.size() - 1;
    }

    @Test
    default void an_interrupted_writer_harms_neither_the_log_nor_the_others() {
        List<NewEvent> made = events().next(40);
        AtomicReference<Thread> victim = new AtomicReference<>(Thread.currentThread());
        AtomicInteger left = new AtomicInteger(made.size());

        List<List<NewEvent>> answered =
                Race.values(2, i -> () -> i == 0 ? interrupted(made, victim, left) : tease(victim, left));

        List<StoredEvent> log = log();
        assertThat(log)
                .extracting(StoredEvent::event)
                .containsAll(answered.get(0).stream().map(NewEvent::event).toList());
        assertThat(append(events().next())).containsExactly(log.size() + 1L);
        for (NewEvent each : made) {
            assertThat(commit(adding(each))).isInstanceOfAny(UnitOutcome.Committed.class, UnitOutcome.Duplicate.class);
        }
        assertThat(log()).hasSize(made.size() + 1);
        assertThat(log()).extracting(StoredEvent::chain).isEqualTo(StoreContract.chain(asNew(log())));
    }

    /** Commits each event, the first with the flag set already, and returns those that were answered. */
    private List<NewEvent> interrupted(List<NewEvent> made, AtomicReference<Thread> victim, AtomicInteger left) {
        victim.set(Thread.currentThread());
        Thread.currentThread().interrupt();
        List<NewEvent> answered = new ArrayList<>();
        try {
            for (NewEvent each : made) {
                if (commitInterrupted(each)) {
                    answered.add(each);
                }
                left.decrementAndGet();
            }
        } finally {
            left.set(0);
        }
        assertThat(Thread.interrupted()).as("the flag belongs to the caller").isTrue();
        return answered;
    }

    private boolean commitInterrupted(NewEvent event) {
        try {
            assertThat(commit(adding(event))).isInstanceOf(UnitOutcome.Committed.class);
            return true;
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    private static List<NewEvent> tease(AtomicReference<Thread> victim, AtomicInteger left) {
        Thread self = victim.get();
        while (left.get() > 0) {
            Thread target = victim.get();
            if (target != self) {
                target.interrupt();
            }
            Thread.onSpinWait();
        }
        return List.of();
    }

    @Test
    default void closing_while_writers_commit_loses_nothing_that_was_answered() {
        boolean durable = store().info().durable();
        AtomicInteger committed = new AtomicInteger();
        AtomicInteger writing = new AtomicInteger(WRITERS);

        List<List<Long>> answered = Race.values(WRITERS + 1, i -> () -> {
            if (i < WRITERS) {
                return writeUntilClosed(committed, writing);
            }
            while (committed.get() < 2 * WRITERS && writing.get() > 0) {
                Thread.onSpinWait();
            }
            store().close();
            return List.of();
        });
        reopen();

        List<Long> expected = answered.stream().flatMap(List::stream).sorted().toList();
        assertThat(expected).hasSizeGreaterThanOrEqualTo(2 * WRITERS).doesNotHaveDuplicates();
        List<Long> kept = log().stream().map(StoredEvent::position).toList();
        assertThat(kept).isEqualTo(durable ? StoreContract.positions(1, kept.size()) : List.of());
        if (durable) {
            assertThat(kept).containsAll(expected);
        }
    }

    private List<Long> writeUntilClosed(AtomicInteger committed, AtomicInteger writing) {
        List<Long> positions = new ArrayList<>();
        try {
            for (int i = 0; i < 5_000; i++) {
                positions.addAll(committedAt(commit(adding(events().next()))));
                committed.incrementAndGet();
            }
        } catch (ClosedException e) {
            return positions;
        } finally {
            writing.decrementAndGet();
        }
        throw new AssertionError("the store takes events although it was closed");
    }
}
