// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import static io.carillon.events.tck.StoreContract.committed;
import static io.carillon.events.tck.StoreContract.subscription;
import static io.carillon.events.tck.StoreContract.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.ClosedException;
import io.carillon.events.store.Change;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogReader;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.SubscriptionRecord;
import io.carillon.events.store.WriteUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Input that must be refused, and a store that is closed. */
interface BadInputContract extends StoreContract {

    @Test
    default void an_empty_group_is_refused() {
        assertThatThrownBy(() -> store().commit(List.of())).isInstanceOf(IllegalArgumentException.class);

        assertThat(append(events().next())).containsExactly(1L);
    }

    @Test
    default void a_group_with_a_null_in_it_is_refused_whole() {
        WriteUnit unit = unit(events().next());

        assertThatThrownBy(() -> store().commit(Arrays.asList(unit, nothing())))
                .isInstanceOfAny(NullPointerException.class, IllegalArgumentException.class);

        assertThat(store().head().position()).isZero();
        assertThat(commit(unit)).isEqualTo(committed(1));
    }

    @Test
    default void a_null_is_refused_everywhere() {
        append(events().next());
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> store().commit(nothing()),
                () -> store().find(nothing()),
                () -> store().query(nothing()),
                () -> store().count(nothing()),
                () -> store().stream(nothing()),
                () -> store().subscription(nothing()),
                () -> store().hasOnce("p:main", nothing()),
                () -> store().hasOnce(nothing(), "k"),
                () -> store().deadLetters(nothing(), 0, 10),
                () -> store().countDeadLetters(nothing()),
                () -> store().state("p", nothing()),
                () -> store().state(nothing(), "k"),
                () -> store().stateKeys(nothing(), "", "", 10),
                () -> store().stateKeys("p", nothing(), "", 10),
                () -> store().stateKeys("p", "", nothing(), 10),
                () -> store().document("c", nothing()),
                () -> store().document(nothing(), "k"),
                () -> store().documents(nothing(), "", "", "", 10),
                () -> store().documents("c", nothing(), "", "", 10),
                () -> store().documents("c", "i", nothing(), "", 10),
                () -> store().documents("c", "", "", nothing(), 10))) {
            assertThatThrownBy(call).isInstanceOfAny(NullPointerException.class, IllegalArgumentException.class);
        }
        assertThat(log()).hasSize(1);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    @Test
    default void a_page_of_a_size_out_of_range_is_refused() {
        append(events().next());
        for (int limit : new int[] {0, -1, Integer.MIN_VALUE, LogReader.MAX_PAGE + 1, Integer.MAX_VALUE}) {
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> store().readAfter(0, limit),
                    () -> store().deadLetters("p:main", 0, limit),
                    () -> store().stateKeys("p", "", "", limit),
                    () -> store().documents("c", "", "", "", limit))) {
                assertThatThrownBy(call)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(Integer.toString(limit));
            }
        }
        assertThat(store().readAfter(0, LogReader.MAX_PAGE)).hasSize(1);
    }

    @Test
    default void texts_that_mean_something_to_an_engine_are_just_texts() {
        for (String text : List.of(
                "'; DROP TABLE carillon_event_log; --",
                "\" OR \"1\"=\"1",
                "$1 ? :a ?? {d} %s ${x}",
                "\\",
                "\\'",
                "%_*",
                "NULL")) {
            NewEvent event = events().next(draft -> draft.id(text)
                    .source(text)
                    .subject(text)
                    .actor(text)
                    .tenant(text)
                    .correlationId(text)
                    .causationId(text));
            long position = append(event).get(0);
            put(
                    new Change.PutSubscription(subscription(text)),
                    new Change.Checkpoint(text, 5, List.of()),
                    new Change.RecordOnce(text, text, event.recordedTime()),
                    new Change.PutState(text, text, text),
                    new Change.PutDocument(text, text, text, Map.of(text, text)));

            assertThat(store().find(text)).hasSize(1);
            assertThat(store().stream(text)).isPresent();
            assertThat(store().query(EventQuery.builder()
                                    .subject(text)
                                    .sources(List.of(text))
                                    .actor(text)
                                    .tenant(text)
                                    .correlationId(text)
                                    .causationId(text)
                                    .build())
                            .events())
                    .singleElement()
                    .satisfies(found -> {
                        assertThat(found.event()).isEqualTo(event.event());
                        assertThat(found.position()).isEqualTo(position);
                    });
            assertThat(store().subscription(text))
                    .map(SubscriptionRecord::position)
                    .contains(5L);
            assertThat(store().hasOnce(text, text)).isTrue();
            assertThat(store().state(text, text)).contains(text);
            assertThat(store().stateKeys(text, text, "", 10)).containsExactly(text);
            assertThat(store().documents(text, text, text, "", 10)).hasSize(1);
        }
    }

    @Test
    default void a_closed_store_says_so_whatever_is_asked() {
        append(events().next());
        EventStore closed = store();
        closed.close();
        closed.close();

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> closed.commit(List.of(unit(events().next()))),
                closed::info,
                closed::head,
                () -> closed.readAfter(0, 10),
                () -> closed.find("sample-1"),
                () -> closed.query(EventQuery.builder().build()),
                () -> closed.count(EventQuery.builder().build()),
                closed::types,
                () -> closed.stream("s"),
                closed::subscriptions,
                () -> closed.subscription("p:main"),
                () -> closed.hasOnce("p:main", "k"),
                () -> closed.deadLetters("p:main", 0, 10),
                () -> closed.countDeadLetters("p:main"),
                () -> closed.state("p", "k"),
                () -> closed.stateKeys("p", "", "", 10),
                () -> closed.document("c", "d"),
                () -> closed.documents("c", "", "", "", 10))) {
            assertThatThrownBy(call).isInstanceOf(ClosedException.class);
        }
        EventStore next = reopen();
        closed.close();
        assertThat(next.head().position()).isEqualTo(next.info().durable() ? 1 : 0);
    }

    @Test
    default void a_group_beyond_the_limits_is_refused_whole() {
        List<NewEvent> made = events().next(EventStore.MAX_BATCH + 1);
        List<WriteUnit> events = made.stream().map(StoreContract::unit).toList();
        WriteUnit half = new WriteUnit(
                List.of(), Collections.nCopies(EventStore.MAX_CHANGES / 2, new Change.PutState("p", "k", "1")));

        assertThatThrownBy(() -> store().commit(events)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().commit(List.of(half, half, WriteUnit.of(new Change.PutState("p", "k", "1")))))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(store().head().position()).isZero();
        assertThat(store().state("p", "k")).isEmpty();
        assertThat(append(made.get(0))).containsExactly(1L);
    }
}
