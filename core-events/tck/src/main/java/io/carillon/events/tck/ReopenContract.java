// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import static io.carillon.events.tck.StoreContract.adding;
import static io.carillon.events.tck.StoreContract.committed;
import static io.carillon.events.tck.StoreContract.duplicate;
import static io.carillon.events.tck.StoreContract.subscription;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.store.Change;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.Document;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoreInfo;
import io.carillon.events.store.StoreRefusedException;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.SubscriptionRecord;
import io.carillon.events.store.TypeSummary;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a store says of itself, and what outlives it. */
interface ReopenContract extends StoreContract {

    @Test
    default void a_store_says_what_it_is() {
        StoreInfo before = store().info();
        List<NewEvent> made = events().next(10);
        append(made);
        StoreInfo after = store().info();

        assertThat(before.kind()).matches("[a-z]+");
        assertThat(before.version()).isNotBlank();
        assertThat(UUID.fromString(before.storeId()).toString()).isEqualTo(before.storeId());
        assertThat(before.schemaVersion()).isNotNegative();
        assertThat(before.bytes()).isGreaterThanOrEqualTo(-1);
        assertThat(before.durable() || !before.shared())
                .as("a log others share outlives this process")
                .isTrue();
        assertThat(withoutBytes(after)).isEqualTo(withoutBytes(before));
        assertLogIs(made);
    }

    private static StoreInfo withoutBytes(StoreInfo info) {
        return new StoreInfo(
                info.kind(), info.version(), info.storeId(), info.durable(), info.shared(), info.schemaVersion(), 0);
    }

    @Test
    default void the_log_outlives_a_restart_exactly_if_the_store_is_durable() {
        List<NewEvent> made = events().next(30);
        append(made);
        List<StoredEvent> log = log();
        LogHead head = store().head();
        List<TypeSummary> types = store().types();
        StoreInfo info = store().info();
        assertThat(log).hasSize(30);

        reopen();

        if (info.durable()) {
            assertThat(log()).isEqualTo(log);
            assertThat(store().head()).isEqualTo(head);
            assertThat(store().types()).isEqualTo(types);
            assertThat(withoutBytes(store().info())).isEqualTo(withoutBytes(info));
        } else {
            assertThat(log()).isEmpty();
            assertThat(store().head()).isEqualTo(new LogHead(1, 0, Hash.ZERO, head.epoch()));
            assertThat(store().types()).isEmpty();
            assertThat(store().info().storeId()).isNotEqualTo(info.storeId());
        }
    }

    @Test
    default void the_log_goes_on_after_a_restart() {
        NewEvent before = events().of("s");
        NewEvent after = events().of("s");
        append(before);
        boolean durable = store().info().durable();

        reopen();

        assertThat(commit(adding(before))).isEqualTo(durable ? duplicate(1) : committed(1));
        assertThat(commit(adding(after))).isEqualTo(committed(2));
        assertLogIs(List.of(before, after));
        assertThat(store().stream("s")).map(stream -> stream.revision()).contains(2L);
    }

    @Test
    default void what_is_kept_beside_the_log_outlives_a_restart_exactly_if_the_store_is_durable() {
        NewEvent event = events().next();
        DeadLetter letter = new DeadLetter("p:main", 1, 2, "cause", event.recordedTime(), event.recordedTime(), "note");
        put(
                new Change.PutSubscription(subscription("p:main")),
                new Change.Checkpoint("p:main", 3, List.of(6L, 8L)),
                new Change.RecordOnce("p:main", "mail", event.recordedTime()),
                new Change.PutDeadLetter(letter),
                new Change.PutState("p", "k", "1"),
                new Change.PutDocument("c", "d", "2", Map.of("i", "v")));
        SubscriptionRecord subscription = store().subscription("p:main").orElseThrow();
        boolean durable = store().info().durable();
        assertThat(subscription.position()).isEqualTo(3);

        reopen();

        assertThat(store().subscriptions()).isEqualTo(durable ? List.of(subscription) : List.of());
        assertThat(store().hasOnce("p:main", "mail")).isEqualTo(durable);
        assertThat(store().deadLetters("p:main", 0, 10)).isEqualTo(durable ? List.of(letter) : List.of());
        assertThat(store().state("p", "k").isPresent()).isEqualTo(durable);
        assertThat(store().documents("c", "i", "v", "", 10))
                .isEqualTo(durable ? List.of(new Document("c", "d", "2", 1, Map.of("i", "v"))) : List.of());
    }

    @Test
    default void many_restarts_add_nothing_and_lose_nothing() {
        boolean durable = store().info().durable();
        for (int i = 1; i <= 5; i++) {
            assertThat(append(events().next())).containsExactly(durable ? i : 1L);
            assertThat(log()).hasSize(durable ? i : 1);
            reopen();
        }

        assertThat(log()).hasSize(durable ? 5 : 0);
    }

    @Test
    default void a_second_host_shares_the_log_exactly_if_the_store_says_so() {
        NewEvent ours = events().next();
        NewEvent theirs = events().next();
        append(ours);
        StoreInfo info = store().info();

        if (info.durable() && !info.shared()) {
            assertThatThrownBy(() -> fixture().openSecond().close())
                    .isInstanceOf(StoreRefusedException.class)
                    .message()
                    .isNotBlank();
        } else {
            try (EventStore second = fixture().openSecond()) {
                assertThat(second.commit(List.of(StoreContract.unit(theirs))))
                        .containsExactly(committed(info.shared() ? 2 : 1));
                assertThat(second.info().storeId().equals(info.storeId())).isEqualTo(info.shared());
            }
        }

        assertLogIs(info.shared() ? List.of(ours, theirs) : List.of(ours));
        assertThat(commit(adding(events().next()))).isEqualTo(committed(info.shared() ? 3 : 2));
    }
}
