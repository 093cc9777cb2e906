// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static io.carillon.events.bus.internal.BusFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.events.ClosedException;
import io.carillon.events.Durability;
import io.carillon.events.Event;
import io.carillon.events.EventConflictException;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.InvalidEventException;
import io.carillon.events.OverloadedException;
import io.carillon.events.Receipt;
import io.carillon.events.StoreFencedException;
import io.carillon.events.StoreFullException;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.Subscription;
import io.carillon.events.TooLargeException;
import io.carillon.events.admin.StoreStatus;
import io.carillon.patience.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PublishTest {

    @Test
    void a_receipt_tells_where_the_event_is_and_the_log_holds_it_complete() {
        try (BusFixture bus = BusFixture.running()) {
            Receipt receipt = bus.publish(EventDraft.of("order.created", Map.of("order", 7)));

            Event event = bus.store.readAfter(receipt.position() - 1, 1).get(0).event();
            assertThat(event.id()).isEqualTo(receipt.id());
            assertThat(event.source()).isEqualTo("/plugins/test.plugin");
            assertThat(event.correlationId()).contains(event.id());
            assertThat(event.causationId()).isEmpty();
            assertThat(event.extensions())
                    .containsEntry("plugin", "test.plugin")
                    .containsEntry("pluginversion", "1.2.3");
            assertThat(event.data().text()).isEqualTo("{\"order\":7}");
            assertThat(receipt.duplicate()).isFalse();
            assertThat(receipt.durability()).isEqualTo(Durability.VOLATILE);
        }
    }

    @Test
    void the_same_id_again_gets_the_first_receipt_and_another_body_is_a_conflict() {
        try (BusFixture bus = BusFixture.running()) {
            EventDraft draft = EventDraft.builder("order.created")
                    .id("o-1")
                    .data(Map.of("n", 1))
                    .build();
            Receipt first = bus.publish(draft);

            Receipt again = bus.publish(draft);
            assertThat(again.position()).isEqualTo(first.position());
            assertThat(again.duplicate()).isTrue();
            assertThatThrownBy(() ->
                            bus.publish(draft.toBuilder().data(Map.of("n", 2)).build()))
                    .isInstanceOf(EventConflictException.class);
            assertThat(bus.log()).hasSize(1);
        }
    }

    @Test
    void publishing_again_what_the_log_gave_back_is_the_same_event() {
        try (BusFixture bus = BusFixture.running()) {
            Receipt first = bus.publish(EventDraft.of("order.created", Map.of("order", 7)));
            Event stored = bus.log().get(0);

            Receipt again = bus.publish(stored.toDraft());

            assertThat(again.position()).isEqualTo(first.position());
            assertThat(again.duplicate()).isTrue();
        }
    }

    @Test
    void a_full_store_says_so_and_takes_events_again_once_there_is_room() {
        try (BusFixture bus = BusFixture.running()) {
            EventDraft draft = EventDraft.builder("order.created").id("o-1").build();
            bus.store.full = true;

            assertThatThrownBy(() -> bus.publish(draft)).isInstanceOfSatisfying(StoreFullException.class, full -> {
                assertThat(full.code()).isEqualTo("store-full");
                assertThat(full.retryable()).isTrue();
                assertThat(full).hasMessageContaining("no room left on the disk");
            });

            bus.store.full = false;
            assertThat(bus.publish(draft).duplicate()).isFalse();
            assertThat(bus.log()).hasSize(1);
        }
    }

    @Test
    void a_batch_is_contiguous_or_not_at_all() {
        try (BusFixture bus = BusFixture.running()) {
            List<EventDraft> drafts = List.of(
                    EventDraft.builder("a.one").build(),
                    EventDraft.builder("a.two").build(),
                    EventDraft.builder("a.three").build());
            List<Receipt> receipts = get(bus.plugin.publishAll(drafts));
            long first = receipts.get(0).position();
            assertThat(receipts).extracting(Receipt::position).containsExactly(first, first + 1, first + 2);

            EventDraft taken = EventDraft.builder("b.one").id("taken").build();
            bus.publish(taken);
            List<EventDraft> conflicting = List.of(
                    EventDraft.builder("b.two").build(),
                    taken.toBuilder().subject("other").build());
            assertThatThrownBy(() -> get(bus.plugin.publishAll(conflicting)))
                    .isInstanceOf(EventConflictException.class);
            assertThat(bus.log()).extracting(Event::type).doesNotContain("b.two");
        }
    }

    @Test
    void data_that_is_not_json_or_too_large_is_refused_at_once() {
        try (BusFixture bus = BusFixture.running()) {
            assertThatThrownBy(() -> bus.plugin.publish(EventDraft.builder("a")
                            .data(EventData.json("{\"a\":1,\"a\":2}"))
                            .build()))
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessageContaining("Duplicate");
            EventDraft limit = EventDraft.builder("a")
                    .data(EventData.of("text/plain", new byte[4_096]))
                    .build();
            assertThat(bus.publish(limit).position()).isPositive();
            EventDraft above = EventDraft.builder("a")
                    .data(EventData.of("text/plain", new byte[4_097]))
                    .build();
            assertThatThrownBy(() -> bus.plugin.publish(above)).isInstanceOf(TooLargeException.class);
        }
    }

    @Test
    void an_ephemeral_event_reaches_live_handlers_and_never_the_log() {
        try (BusFixture bus = BusFixture.running()) {
            AtomicReference<Event> seen = new AtomicReference<>();
            bus.plugin.subscribe(Subscription.live("live", "tick"), (event, context) -> {
                assertThat(context.position()).isZero();
                seen.set(event);
            });

            Receipt receipt =
                    bus.publish(EventDraft.builder("tick").ephemeral(true).build());

            assertThat(receipt.position()).isZero();
            assertThat(receipt.durability()).isEqualTo(Durability.VOLATILE);
            await().untilAsserted(() -> assertThat(seen.get()).isNotNull());
            assertThat(bus.log()).isEmpty();
        }
    }

    @Test
    void without_a_store_publishing_fails_in_time_and_ephemeral_events_still_flow() {
        try (BusFixture bus = BusFixture.hastyWithoutStore()) {
            AtomicInteger seen = new AtomicInteger();
            bus.plugin.subscribe(Subscription.live("live", "**"), (event, context) -> seen.incrementAndGet());

            long start = System.nanoTime();
            assertThatThrownBy(() -> bus.publish("a"))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("no storage bundle");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(BusFixture.SHORT, Patience.onIdleMachine(Duration.ofSeconds(5)));
            bus.publish(EventDraft.builder("tick").ephemeral(true).build());
            await().untilAtomic(seen, org.hamcrest.Matchers.is(1));

            bus.core.add(bus.provider);
            await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                    .until(() -> bus.publish("a").position() > 0);
        }
    }

    @Test
    void an_outage_shorter_than_the_time_out_is_not_noticed_and_is_recorded() {
        try (BusFixture bus = BusFixture.running()) {
            await().until(() -> !bus.hostEvents().isEmpty()); // what is recorded of the start must not meet the outage
            AtomicInteger failures = new AtomicInteger();
            bus.store.beforeCommit = () -> {
                if (failures.incrementAndGet() >= 2) {
                    bus.store.beforeCommit = null;
                }
                return new StoreUnavailableException("pulled the plug");
            };

            Receipt receipt = bus.publish("during");

            assertThat(receipt.duplicate()).isFalse();
            await().untilAsserted(() -> assertThat(bus.hostEvents())
                    .extracting(Event::type)
                    .containsExactly("carillon.started", "carillon.storage.degraded", "carillon.storage.recovered"));
        }
    }

    @Test
    void a_commit_of_unknown_outcome_is_found_and_delivered_once() {
        try (BusFixture bus = BusFixture.running()) {
            List<String> handled = java.util.Collections.synchronizedList(new ArrayList<>());
            bus.plugin.subscribe(Subscription.durable("d", "a.**"), (event, context) -> handled.add(event.id()));
            bus.publish("a.first");
            bus.store.afterCommit = () -> {
                bus.store.afterCommit = null;
                return new StoreUnavailableException("the answer was lost");
            };

            Receipt receipt = bus.publish("a.second");

            assertThat(receipt.duplicate()).isFalse();
            await().untilAsserted(() -> assertThat(handled).hasSize(2).endsWith(receipt.id()));
            assertThat(bus.log()).hasSize(2);
        }
    }

    @Test
    void once_fenced_everything_is_refused() {
        try (BusFixture bus = BusFixture.running()) {
            bus.publish("a");
            bus.store.beforeCommit = () -> new StoreFencedException(1, 2);

            assertThatThrownBy(() -> bus.publish("b")).isInstanceOf(StoreFencedException.class);
            assertThat(bus.core.storeAdmin().status().state()).isEqualTo(StoreStatus.State.FENCED);
            assertThatThrownBy(() -> bus.publish("c")).isInstanceOf(StoreFencedException.class);
        }
    }

    @Test
    void a_full_queue_holds_the_publisher_and_then_refuses() throws Exception {
        FaultyStore store = BusFixture.emptyStore();
        try (BusFixture bus = BusFixture.over(store, BusFixture.hasty(4))) {
            await().until(() -> !bus.hostEvents().isEmpty());
            CountDownLatch hold = new CountDownLatch(1);
            store.beforeCommit = () -> {
                try {
                    hold.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                store.beforeCommit = null;
                return null;
            };
            List<CompletionStage<Receipt>> waiting = new ArrayList<>();
            waiting.add(bus.plugin("other").publish("a", Map.of()));
            await().until(() -> bus.core.events().status().queued() == 0);
            for (int i = 0; i < 4; i++) {
                waiting.add(bus.plugin("other" + i).publish("a", Map.of()));
            }
            assertThat(bus.core.events().status().queued()).isEqualTo(4);

            assertThatThrownBy(() -> get(bus.plugin("late").publish("a", Map.of())))
                    .isInstanceOf(OverloadedException.class)
                    .hasMessageContaining("4 events");
            hold.countDown();
            for (CompletionStage<Receipt> each : waiting) {
                assertThat(each.toCompletableFuture()).succeedsWithin(Patience.LONGEST);
            }
        }
    }

    @Test
    void publishers_in_parallel_get_dense_positions_in_groups() throws Exception {
        try (BusFixture bus = BusFixture.running()) {
            bus.publish("warm");
            int before = bus.store.commits.get();
            CountDownLatch held = new CountDownLatch(1);
            CountDownLatch gathered = new CountDownLatch(1);
            bus.store.beforeCommit = () -> {
                bus.store.beforeCommit = null;
                held.countDown();
                await().until(() -> gathered.getCount() == 0);
                return null;
            };
            CompletionStage<Receipt> holding = bus.plugin.publish("holding", Map.of());
            assertThat(held.await(Patience.LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
            ExecutorService threads = Executors.newFixedThreadPool(8);
            List<Future<List<Long>>> all = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                all.add(threads.submit(() -> {
                    List<CompletionStage<Receipt>> receipts = new ArrayList<>();
                    for (int i = 0; i < 100; i++) {
                        receipts.add(bus.plugin.publish("a", Map.of("i", i)));
                    }
                    return receipts.stream().map(each -> get(each).position()).toList();
                }));
            }
            await().until(() -> bus.core.events().status().queued() > 50);
            gathered.countDown();
            get(holding);
            List<Long> positions = new ArrayList<>();
            for (Future<List<Long>> each : all) {
                assertThat(each.get()).isSorted();
                positions.addAll(each.get());
            }
            threads.shutdown();
            long first = positions.stream().mapToLong(Long::longValue).min().orElseThrow();
            assertThat(positions).doesNotHaveDuplicates().hasSize(800);
            long last = positions.stream().mapToLong(Long::longValue).max().orElseThrow();
            List<String> between = bus.store.readAfter(first - 1, 1_000).stream()
                    .limit(last - first + 1)
                    .map(stored -> stored.event().type())
                    .filter(type -> !type.equals("a"))
                    .toList();
            // the host's own word about its start may come in between
            assertThat(between).isSubsetOf("carillon.started", "holding");
            assertThat(last - first + 1 - between.size()).isEqualTo(800);
            assertThat(bus.store.commits.get() - before).isLessThan(800);
        }
    }

    @Test
    void a_closed_view_and_a_stopped_bus_say_so() {
        BusFixture bus = BusFixture.running();
        var view = bus.plugin("leaving");
        bus.core.close(view);
        assertThatThrownBy(() -> view.publish("a", Map.of())).isInstanceOf(ClosedException.class);

        bus.close();
        assertThatThrownBy(() -> bus.plugin.publish("a", Map.of())).isInstanceOf(ClosedException.class);
    }

    @Test
    void callbacks_run_on_a_thread_of_the_plugin() {
        try (BusFixture bus = BusFixture.running()) {
            CompletableFuture<String> thread = bus.plugin
                    .publish("a", Map.of())
                    .thenApply(receipt -> Thread.currentThread().getName())
                    .toCompletableFuture();

            assertThat(get(thread))
                    .isIn(
                            "plugin test.plugin receipts #1",
                            Thread.currentThread().getName());
        }
    }

    @Test
    void handlers_that_all_wait_for_their_receipts_do_not_wait_for_each_other() {
        try (BusFixture bus = BusFixture.running()) {
            AtomicInteger done = new AtomicInteger();
            for (int i = 0; i < 6; i++) {
                bus.plugin.subscribe(Subscription.durable("d" + i, "ask"), (event, context) -> {
                    context.publish("answer", Map.of()).toCompletableFuture().join();
                    context.publish("answer", Map.of())
                            .thenApply(Receipt::position)
                            .toCompletableFuture()
                            .join();
                    done.incrementAndGet();
                });
            }
            bus.publish("ask");
            await().untilAtomic(done, org.hamcrest.Matchers.is(6));
        }
    }

    @Test
    void who_publishes_under_a_taken_identity_holds_up_nobody_else() throws Exception {
        try (BusFixture bus = BusFixture.running()) {
            EventDraft draft =
                    EventDraft.builder("order.created").id("o-1").data(1).build();
            bus.publish(draft);
            CountDownLatch slow = new CountDownLatch(1);
            bus.store.beforeFind = () -> awaitUninterrupted(slow);

            CompletionStage<Receipt> conflict =
                    bus.plugin.publish(draft.toBuilder().data(2).build());
            await().until(() -> bus.store.commits.get() >= 2);

            assertThat(bus.publish("order.paid").duplicate()).isFalse();
            assertThat(conflict.toCompletableFuture()).isNotDone();
            slow.countDown();
            assertThatThrownBy(() -> get(conflict)).isInstanceOf(EventConflictException.class);
        }
    }

    @Test
    void a_callback_may_wait_for_a_stage_that_its_own_desk_brings() {
        try (BusFixture bus = BusFixture.running()) {
            CompletionStage<Integer> outer =
                    bus.plugin.publish(EventDraft.builder("a.one").build()).thenApply(first -> publishAndWait(bus, 8));

            assertThat(get(outer)).isEqualTo(8);
        }
    }

    @Test
    void callbacks_that_wait_within_callbacks_without_end_are_told_so() {
        try (BusFixture bus = BusFixture.running()) {
            CompletionStage<Integer> outer = bus.plugin
                    .publish(EventDraft.builder("a.one").build())
                    .thenApply(first -> publishAndWait(bus, 100));

            assertThatThrownBy(() -> get(outer))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("64 deep; chain the stages with thenCompose");
            assertThat(bus.publish("a.two").duplicate()).isFalse();
        }
    }

    private static int publishAndWait(BusFixture bus, int more) {
        return more == 0
                ? 0
                : bus.plugin
                        .publish(EventDraft.builder("a.next").build())
                        .thenApply(receipt -> 1 + publishAndWait(bus, more - 1))
                        .toCompletableFuture()
                        .join();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
