// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static io.carillon.events.bus.internal.BusFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Event;
import io.carillon.events.EventHandler;
import io.carillon.events.Receipt;
import io.carillon.events.Subscription;
import io.carillon.events.admin.PluginDrain;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.bus.internal.plugin.PluginView;
import io.carillon.patience.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(300)
class PluginDrainTest {

    private static final Duration LONG = Patience.LONGEST;

    private final List<Long> handled = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean release = new AtomicBoolean();

    private EventHandler<Event> stubborn(CountDownLatch inside) {
        return (event, context) -> {
            inside.countDown();
            while (!release.get()) {
                boolean ignored = Thread.interrupted();
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
        };
    }

    @Test
    void calls_may_end_and_nothing_is_given_until_it_is_resumed() throws Exception {
        try (BusFixture bus = BusFixture.running()) {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch leave = new CountDownLatch(1);
            bus.plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> {
                inside.countDown();
                leave.await();
                handled.add(context.position());
            });
            Receipt first = bus.publish("a");
            inside.await();
            CompletableFuture<PluginDrain.Report> drain =
                    CompletableFuture.supplyAsync(() -> bus.core.drains().drain("test.plugin", LONG));
            await().until(() -> bus.status("d").state() == State.DRAINING);
            Receipt second = bus.publish("a");
            leave.countDown();

            PluginDrain.Report report = get(drain);

            assertThat(report.inFlight()).isEqualTo(1);
            assertThat(report.abandoned()).isEmpty();
            assertThat(handled).containsExactly(first.position());
            assertThat(bus.store.subscription("test.plugin:d").orElseThrow().position())
                    .isGreaterThanOrEqualTo(first.position())
                    .isLessThan(second.position());

            bus.plugin.subscribe(Subscription.durable("late", "b"), (event, context) -> handled.add(-1L));
            Receipt third = bus.publish("b");
            assertThat(bus.status("late").state()).isEqualTo(State.DRAINING);
            bus.core.drains().resume("test.plugin");

            await().untilAsserted(() -> assertThat(handled).contains(first.position(), second.position(), -1L));
            assertThat(third.position()).isGreaterThan(second.position());
        }
    }

    @Test
    void all_subscriptions_of_a_plugin_share_one_limit_and_calls_that_stay_are_named() throws Exception {
        try (BusFixture bus =
                BusFixture.over(BusFixture.emptyStore(), BusFixture.settings(1_000, Duration.ofMinutes(5), 100))) {
            CountDownLatch inside = new CountDownLatch(2);
            CountDownLatch others = new CountDownLatch(1);
            bus.plugin.subscribe(Subscription.durable("first", "a"), stubborn(inside));
            bus.plugin.subscribe(Subscription.live("second", "a"), stubborn(inside));
            bus.plugin("other").subscribe(Subscription.durable("d", "b"), (event, context) -> others.countDown());
            Receipt receipt = bus.publish("a");
            inside.await();

            PluginDrain.Report report = bus.core.drains().drain("test.plugin", Duration.ofSeconds(1));

            assertThat(report.inFlight()).isEqualTo(2);
            assertThat(report.took())
                    .isBetween(Duration.ofSeconds(1), Patience.onIdleMachine(Duration.ofMillis(1_800)));
            assertThat(report.abandoned()).hasSize(2).allSatisfy(each -> assertThat(each)
                    .contains("at position " + receipt.position(), "plugin test.plugin #", "PluginDrainTest"));
            bus.publish("b");
            others.await();
            release.set(true);
        }
    }

    @Test
    void a_plugin_that_comes_anew_is_not_drained() {
        try (BusFixture bus = BusFixture.running()) {
            PluginView before = bus.plugin("reborn");
            bus.core.drains().drain("reborn", LONG);
            bus.core.close(before);
            bus.core.drains().drain("reborn", LONG); // who stops plugins may ask for what is not there
            PluginView after = bus.plugin("reborn");
            after.subscribe(Subscription.durable("d", "a"), (event, context) -> handled.add(context.position()));

            Receipt receipt = bus.publish("a");

            await().untilAsserted(() -> assertThat(handled).containsExactly(receipt.position()));
        }
    }

    @Test
    void a_handler_that_has_its_own_plugin_drained_does_not_wait_for_itself() throws Exception {
        try (BusFixture bus =
                BusFixture.over(BusFixture.emptyStore(), BusFixture.settings(1_000, Duration.ofMinutes(5), 100))) {
            CompletableFuture<PluginDrain.Report> report = new CompletableFuture<>();
            bus.plugin.subscribe(
                    Subscription.durable("d", "a"),
                    (event, context) -> report.complete(bus.core.drains().drain("test.plugin", LONG)));
            bus.publish("a");

            assertThat(get(report).abandoned()).isEmpty();
        }
    }

    @Test
    void the_bus_stops_in_time_however_many_handlers_react_to_nothing() throws Exception {
        BusFixture bus =
                BusFixture.over(BusFixture.emptyStore(), BusFixture.settings(1_000, Duration.ofMinutes(5), 100));
        CountDownLatch inside = new CountDownLatch(20);
        for (int i = 0; i < 10; i++) {
            PluginView plugin = bus.plugin("stubborn" + i);
            plugin.subscribe(Subscription.durable("d", "a"), stubborn(inside));
            plugin.subscribe(Subscription.live("l", "a"), stubborn(inside));
        }
        bus.publish("a");
        inside.await();

        long start = System.nanoTime();

        bus.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isLessThan(Patience.onIdleMachine(Duration.ofSeconds(10)));
        release.set(true);
    }

    @Test
    void all_plugins_are_drained_at_the_same_time() throws Exception {
        try (BusFixture bus =
                BusFixture.over(BusFixture.emptyStore(), BusFixture.settings(1_000, Duration.ofMinutes(5), 100))) {
            CountDownLatch inside = new CountDownLatch(10);
            for (int i = 0; i < 10; i++) {
                bus.plugin("stubborn" + i).subscribe(Subscription.durable("d", "a"), stubborn(inside));
            }
            bus.plugin.publish("a", Map.of());
            inside.await();

            CompletableFuture<List<String>> drain =
                    CompletableFuture.supplyAsync(() -> bus.core.drains().drainAll(LONG));

            await().until(() -> IntStream.range(0, 10).allMatch(i -> isDraining(bus, "stubborn" + i + ":d")));
            assertThat(drain).isNotDone();
            release.set(true);
            assertThat(get(drain)).isEmpty();
        }
    }

    private static boolean isDraining(BusFixture bus, String subscription) {
        return bus.core.subscriptions().get(subscription).orElseThrow().state() == State.DRAINING;
    }
}
