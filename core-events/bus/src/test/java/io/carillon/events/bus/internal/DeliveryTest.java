// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static io.carillon.events.bus.internal.BusFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.events.DeliveryReport;
import io.carillon.events.DeliveryReport.Delivery;
import io.carillon.events.DeliveryReport.Outcome;
import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import io.carillon.events.InvalidEventException;
import io.carillon.events.Receipt;
import io.carillon.events.Registration;
import io.carillon.events.RetryPolicy;
import io.carillon.events.StartFrom;
import io.carillon.events.Subscription;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.store.SubscriptionRecord;
import io.carillon.patience.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DeliveryTest {

    private final List<Long> handled = Collections.synchronizedList(new ArrayList<>());

    private static Subscription fromBeginning(String id, String type) {
        return Subscription.durable(id, type).withFrom(StartFrom.BEGINNING);
    }

    private static List<Long> positions(BusFixture bus, String type, int count) {
        List<CompletionStage<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            receipts.add(bus.plugin.publish(type, Map.of("i", i)));
        }
        return receipts.stream().map(each -> get(each).position()).toList();
    }

    @Test
    void from_now_on_means_everything_published_after_subscribing() {
        try (BusFixture bus = BusFixture.running()) {
            bus.publish("a.before");
            bus.plugin.subscribe(Subscription.durable("d", "a.*"), (event, context) -> handled.add(context.position()));

            List<Long> published = positions(bus, "a.after", 500);

            await().untilAsserted(() -> assertThat(handled).isEqualTo(published));
        }
    }

    @Test
    void from_the_beginning_reads_the_whole_log_in_order() {
        try (BusFixture bus = BusFixture.running()) {
            List<Long> published = positions(bus, "a.x", 400); // more than is kept in memory
            positions(bus, "b.x", 10);
            bus.plugin.subscribe(fromBeginning("d", "a.*"), (event, context) -> handled.add(context.position()));

            await().untilAsserted(() -> assertThat(handled).isEqualTo(published));
            await().untilAsserted(() -> assertThat(bus.status("d").lag()).isZero());
        }
    }

    @Test
    void after_a_crash_a_new_bus_goes_on_behind_the_checkpoint() {
        FaultyStore store = BusFixture.emptyStore();
        BusFixture crashed = BusFixture.over(store);
        crashed.plugin.subscribe(Subscription.durable("d", "a.*"), (event, context) -> handled.add(context.position()));
        List<Long> first = positions(crashed, "a.x", 50);
        await().untilAsserted(() -> assertThat(handled).isEqualTo(first));
        await().until(() ->
                store.subscription("test.plugin:d").orElseThrow().position() >= first.get(first.size() - 1));

        handled.clear();
        try (BusFixture again = BusFixture.over(store)) {
            List<Long> second = positions(again, "a.x", 5);
            again.plugin.subscribe(
                    Subscription.durable("d", "a.*"), (event, context) -> handled.add(context.position()));
            await().untilAsserted(() -> assertThat(handled).isEqualTo(second));
        }
        crashed.close();
    }

    @Test
    void an_event_that_was_not_finished_is_delivered_again() {
        FaultyStore store = BusFixture.emptyStore();
        BusFixture crashed = BusFixture.over(store);
        CountDownLatch never = new CountDownLatch(1);
        crashed.plugin.subscribe(Subscription.durable("d", "a.*"), (event, context) -> never.await());
        List<Long> published = positions(crashed, "a.x", 3);
        await().until(() -> crashed.status("d").handling() == published.get(0));

        try (BusFixture again = BusFixture.over(store)) {
            again.plugin.subscribe(
                    Subscription.durable("d", "a.*"), (event, context) -> handled.add(context.position()));
            await().untilAsserted(() -> assertThat(handled).isEqualTo(published));
        }
        never.countDown();
        crashed.close();
    }

    @Test
    void whatever_a_handler_throws_holds_its_own_key_only_until_it_succeeds() {
        try (BusFixture bus = BusFixture.running()) {
            List<Throwable> faults = List.of(
                    new IllegalStateException("exception"),
                    new NoClassDefFoundError("org/example/Missing"),
                    new StackOverflowError(),
                    new Exception("checked"));
            AtomicInteger attempts = new AtomicInteger();
            bus.plugin.subscribe(Subscription.durable("faulty", "a").withRetries(BusFixture.SOON), (event, context) -> {
                int attempt = attempts.getAndIncrement();
                if (attempt < faults.size()) {
                    assertThat(context.attempt()).isEqualTo(attempt + 1);
                    sneak(faults.get(attempt));
                }
                handled.add(context.position());
            });
            AtomicInteger others = new AtomicInteger();
            bus.plugin.subscribe(Subscription.durable("fine", "a"), (event, context) -> others.incrementAndGet());

            EventDraft draft = EventDraft.builder("a").subject("s").build();
            List<Long> published =
                    List.of(bus.publish(draft).position(), bus.publish(draft).position());

            await().untilAtomic(others, Matchers.is(2));
            await().until(() -> bus.status("faulty").state() == State.FAILING || !handled.isEmpty());
            await().untilAsserted(() -> assertThat(handled).isEqualTo(published));
            assertThat(bus.status("faulty").counts().failed()).isEqualTo(4);
            await().until(() -> bus.status("faulty").state() == State.LIVE);
            assertThat(bus.status("faulty").failure()).isNull();
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void what_a_handler_publishes_is_caused_by_what_it_handles() {
        try (BusFixture bus = BusFixture.running()) {
            bus.plugin.subscribe(
                    Subscription.durable("first", "a"), (event, context) -> bus.plugin.publish("b", Map.of()));
            bus.plugin.subscribe(Subscription.durable("second", "b"), (event, context) -> {
                var side = new io.carillon.events.bus.internal.plugin.PluginSide(bus.plugin, bus.core.pluginServices());
                side.executor().execute(() -> bus.plugin.publish("c", Map.of()));
            });
            bus.publish(EventDraft.builder("a").actor("ann").tenant("acme").build());

            await().until(() -> bus.log().size() == 3);
            Event a = bus.log().get(0);
            Event b = bus.log().get(1);
            Event c = bus.log().get(2);
            assertThat(b.causationId()).contains(a.id());
            assertThat(c.causationId()).contains(b.id());
            assertThat(c.correlationId()).contains(a.id());
            assertThat(c.hops()).isEqualTo(2);
            assertThat(c.actor()).contains("ann");
            assertThat(c.tenant()).contains("acme");
            String trace = String.valueOf(a.extensions().get(Event.TRACE_PARENT));
            assertThat(String.valueOf(c.extensions().get(Event.TRACE_PARENT)))
                    .startsWith(trace.substring(0, 35))
                    .isNotEqualTo(trace);
        }
    }

    @Test
    void handlers_that_answer_each_other_are_stopped_after_32_hops() {
        try (BusFixture bus = BusFixture.running()) {
            AtomicReference<Throwable> refused = new AtomicReference<>();
            bus.plugin.subscribe(Subscription.durable("ping", "p.*"), (event, context) -> {
                try {
                    context.publish(event.type().equals("p.ping") ? "p.pong" : "p.ping", Map.of());
                } catch (InvalidEventException e) {
                    refused.set(e);
                }
            });
            bus.publish("p.ping");

            await().untilAsserted(() -> assertThat(refused.get()).hasMessageContaining("hops must be at most 32"));
            assertThat(bus.log()).hasSize(33);
        }
    }

    @Test
    void a_handler_past_its_budget_is_interrupted_and_tried_again() throws Exception {
        FaultyStore store = BusFixture.emptyStore();
        try (BusFixture bus = BusFixture.over(store)) {
            AtomicBoolean interrupted = new AtomicBoolean();
            CountDownLatch inside = new CountDownLatch(1);
            bus.plugin.subscribe(Subscription.durable("slow", "a").withRetries(BusFixture.SOON), (event, context) -> {
                if (context.attempt() == 1) {
                    inside.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.set(true); // returns as if nothing had been
                    }
                } else {
                    handled.add(context.position());
                }
            });
            Receipt receipt = bus.publish("a");
            assertThat(inside.await(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            bus.core.subscribers().iterator().next().keepTime(System.nanoTime() + 2 * Patience.LONGEST.toNanos());

            await().untilAsserted(() -> assertThat(handled).containsExactly(receipt.position()));
            assertThat(interrupted).isTrue();
            assertThat(bus.status("slow").counts().failed()).isEqualTo(1);
        }
    }

    private static void isNamedWithItsStack(BusFixture bus, long position) {
        String stuck = "stuck: its call at position " + position
                + " does not react to being interrupted; it is at io.carillon.events.bus.internal.DeliveryTest.";
        assertThat(bus.status("stuck0").failure()).startsWith(stuck).contains("(DeliveryTest.java:");
        assertThat(BusHealth.subscriptions(bus.core::subscribers, List::of)
                        .check()
                        .detail())
                .contains("test.plugin:stuck0 is STUCK: " + stuck);
        await().untilAsserted(() -> assertThat(bus.core.explain().explain(position))
                .filteredOn(each -> each.subscription().equals("test.plugin:stuck0"))
                .singleElement()
                .satisfies(each -> assertThat(each.reason())
                        .startsWith("failed once and is tried again at ")
                        .contains(stuck)));
        await().untilAsserted(() -> assertThat(bus.hostEvents())
                .filteredOn(each -> each.type().equals("carillon.subscription.stuck"))
                .extracting(each -> each.subject().orElseThrow())
                .contains("subscription/test.plugin:stuck0", "subscription/test.plugin:stuck1"));
    }

    @Test
    void a_handler_that_reacts_to_nothing_is_stuck_alone() {
        FaultyStore store = BusFixture.emptyStore();
        AtomicBoolean release = new AtomicBoolean();
        try (BusFixture bus = BusFixture.over(store, BusFixture.settings(100, Duration.ofSeconds(1), 10))) {
            for (int i = 0; i < 2; i++) { // all threads of the plugin
                Subscription subscription =
                        Subscription.durable("stuck" + i, "a").withRetries(RetryPolicy.parse("10m"));
                bus.plugin.subscribe(subscription, (event, context) -> {
                    while (!release.get()) {
                        Thread.onSpinWait();
                    }
                });
            }
            long position = bus.publish("a").position();
            await().until(() -> bus.status("stuck0").state() == State.STUCK
                    && bus.status("stuck1").state() == State.STUCK);
            isNamedWithItsStack(bus, position);

            AtomicInteger own = new AtomicInteger();
            AtomicInteger others = new AtomicInteger();
            bus.plugin.subscribe(Subscription.durable("own", "b"), (event, context) -> own.incrementAndGet());
            bus.plugin("other").subscribe(Subscription.durable("d", "b"), (event, context) -> others.incrementAndGet());
            bus.publish("b");
            await().untilAtomic(own, Matchers.is(1));
            await().untilAtomic(others, Matchers.is(1));

            release.set(true);
            await().until(() -> bus.status("stuck0").state() == State.FAILING); // the event waits to be tried again
        }
    }

    @Test
    void a_live_handler_that_is_slow_loses_the_oldest_and_counts() {
        FaultyStore store = BusFixture.emptyStore();
        try (BusFixture bus = BusFixture.over(store, BusFixture.settings(1_000, Patience.LONGEST, 10))) {
            CountDownLatch hold = new CountDownLatch(1);
            bus.plugin.subscribe(Subscription.live("live", "a"), (event, context) -> {
                hold.await();
                handled.add(context.position());
            });
            Receipt first = bus.publish("a");
            await().until(() -> bus.status("live").handling() == first.position());
            List<Long> published = positions(bus, "a", 30);
            await().until(() -> bus.status("live").counts().dropped() == 20);
            hold.countDown();

            await().until(() -> handled.size() == 11);
            assertThat(handled)
                    .startsWith(first.position())
                    .endsWith(published.subList(20, 30).toArray(Long[]::new));
        }
    }

    @Test
    void a_switch_is_recorded_kept_and_gathers_lag() {
        FaultyStore store = BusFixture.emptyStore();
        List<Long> missed;
        try (BusFixture bus = BusFixture.over(store)) {
            bus.plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> handled.add(context.position()));
            await().until(() -> store.subscription("test.plugin:d").isPresent());
            bus.core.subscriptions().setEnabled("test.plugin:d", false, "shell:ann");
            missed = positions(bus, "a", 3);
            await().until(() -> bus.status("d").lag() >= 3);
            assertThat(bus.status("d").state()).isEqualTo(State.PAUSED);
            assertThat(bus.hostEvents()).anySatisfy(event -> {
                assertThat(event.type()).isEqualTo("carillon.subscription.disabled");
                assertThat(event.actor()).contains("shell:ann");
            });
            assertThatThrownBy(() -> bus.core.subscriptions().setEnabled("nobody:d", true, "x"))
                    .isInstanceOf(NoSuchElementException.class);
        }
        try (BusFixture again = BusFixture.over(store)) {
            again.plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> handled.add(context.position()));
            again.publish("other");
            await().until(() -> again.status("d").state() == State.PAUSED);
            assertThat(handled).isEmpty();
            again.core.subscriptions().setEnabled("test.plugin:d", true, "shell:ann");
            await().untilAsserted(() -> assertThat(handled).isEqualTo(missed));
        }
    }

    @Test
    void plugin_and_global_switches_hold_for_live_handlers_too() {
        try (BusFixture bus = BusFixture.running()) {
            AtomicInteger seen = new AtomicInteger();
            bus.plugin.subscribe(Subscription.live("l", "a"), (event, context) -> seen.incrementAndGet());
            bus.publish("a");
            await().untilAtomic(seen, Matchers.is(1));
            bus.core.subscriptions().setPluginEnabled("test.plugin", false, "x");
            bus.publish("a");
            await().until(() -> bus.status("l").counts().dropped() == 1);
            bus.core.subscriptions().setPluginEnabled("test.plugin", true, "x");
            bus.core.subscriptions().setDeliveryEnabled(false, "x");
            assertThat(bus.core.subscriptions().deliveryEnabled()).isFalse();
            bus.publish("a");
            await().until(() -> bus.status("l").counts().dropped() == 2);
            bus.core.subscriptions().setDeliveryEnabled(true, "x");
            bus.publish("a");
            await().untilAtomic(seen, Matchers.is(2));
        }
    }

    @Test
    void a_handler_that_left_and_returns_catches_up_from_where_it_was() {
        try (BusFixture bus = BusFixture.running()) {
            Registration registration = bus.plugin.subscribe(
                    Subscription.durable("d", "a"), (event, context) -> handled.add(context.position()));
            List<Long> all = new ArrayList<>(positions(bus, "a", 3));
            await().untilAsserted(() -> assertThat(handled).isEqualTo(all));
            registration.close();
            registration.close();
            assertThat(bus.status("d").state()).isEqualTo(State.DORMANT);
            all.addAll(positions(bus, "a", 3));
            assertThat(handled).hasSize(3);
            assertThat(bus.status("d").lag()).isEqualTo(3);

            bus.plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> handled.add(context.position()));
            await().untilAsserted(() -> assertThat(handled).isEqualTo(all));
        }
    }

    @Test
    void closing_a_registration_waits_for_the_call_that_runs() throws Exception {
        try (BusFixture bus = BusFixture.running()) {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch leave = new CountDownLatch(1);
            AtomicBoolean done = new AtomicBoolean();
            Registration registration = bus.plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> {
                inside.countDown();
                leave.await();
                done.set(true);
            });
            bus.publish("a");
            inside.await();
            Thread closing = new Thread(registration::close);
            closing.start();
            await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
            leave.countDown();
            closing.join();
            assertThat(done).isTrue();
        }
    }

    @Test
    void a_second_handler_of_one_id_is_refused_and_other_patterns_raise_the_generation() {
        try (BusFixture bus = BusFixture.running()) {
            Registration first = bus.plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> {});
            assertThatThrownBy(() -> bus.plugin.subscribe(Subscription.live("d", "b"), (event, context) -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("test.plugin:d");
            await().until(() -> bus.store.subscription("test.plugin:d").isPresent());
            first.close();
            bus.plugin.subscribe(Subscription.durable("d", "a", "b"), (event, context) -> {});
            await().untilAsserted(() -> {
                SubscriptionRecord record =
                        bus.store.subscription("test.plugin:d").orElseThrow();
                assertThat(record.generation()).isEqualTo(2);
                assertThat(record.types()).containsExactly("a", "b");
            });
        }
    }

    @Test
    void publish_and_wait_tells_how_every_first_attempt_ended() throws Exception {
        try (BusFixture bus = BusFixture.running()) {
            CountDownLatch hold = new CountDownLatch(1);
            bus.plugin.subscribe(Subscription.durable("good", "a"), (event, context) -> {});
            bus.plugin.subscribe(Subscription.live("bad", "a"), (event, context) -> {
                throw new IllegalStateException("no");
            });
            bus.plugin.subscribe(Subscription.live("slow", "a"), (event, context) -> hold.await());
            bus.plugin.subscribe(Subscription.live("other", "b"), (event, context) -> {});
            await().until(() -> bus.store.subscription("test.plugin:good").isPresent());
            await().until(() -> bus.core
                            .subscriptions()
                            .get("test.plugin:good")
                            .orElseThrow()
                            .lag()
                    == 0);

            DeliveryReport report =
                    bus.plugin.publishAndWait(EventDraft.builder("a").build(), Duration.ofSeconds(5));

            assertThat(report.deliveries())
                    .extracting(Delivery::subscription, Delivery::outcome)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("test.plugin:bad", Outcome.FAILED),
                            org.assertj.core.groups.Tuple.tuple("test.plugin:good", Outcome.HANDLED),
                            org.assertj.core.groups.Tuple.tuple("test.plugin:slow", Outcome.PENDING));
            hold.countDown();
        }
    }

    @Test
    void events_of_another_host_on_a_shared_log_are_delivered() {
        FaultyStore store = BusFixture.emptyStore();
        store.shared = true;
        try (BusFixture here = BusFixture.over(store);
                BusFixture there = BusFixture.over(store)) {
            AtomicInteger live = new AtomicInteger();
            here.plugin.subscribe(Subscription.live("l", "a"), (event, context) -> live.incrementAndGet());
            here.plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> handled.add(context.position()));
            await().until(() -> store.subscription("test.plugin:d").isPresent());
            List<Long> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.addAll(positions(there, "a", 2));
                all.addAll(positions(here, "a", 2));
            }
            await().untilAsserted(() -> assertThat(handled).isEqualTo(all));
            await().untilAtomic(live, Matchers.is(80));
        }
    }

    @Test
    void the_store_may_leave_and_return_while_handlers_stay() {
        try (BusFixture bus = BusFixture.running()) {
            bus.plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> handled.add(context.position()));
            List<Long> all = new ArrayList<>(positions(bus, "a", 10));
            bus.core.remove(bus.provider);
            CompletionStage<Receipt> waiting =
                    bus.plugin.publish(EventDraft.builder("a").build());
            bus.core.add(bus.provider);
            all.add(BusFixture.get(waiting).position());
            all.addAll(positions(bus, "a", 10));
            await().untilAsserted(() -> assertThat(handled).isEqualTo(all));
        }
    }
}
