// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.EventDraft;
import io.carillon.events.Ordering;
import io.carillon.events.RetryPolicy;
import io.carillon.events.StartFrom;
import io.carillon.events.Subscription;
import io.carillon.events.admin.SubscriptionStatus.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Which events wait for each other, through lanes, failures and restarts. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class KeysTest {

    private final List<Long> handled = Collections.synchronizedList(new ArrayList<>());

    @Test
    void a_failing_event_holds_up_its_own_key_and_no_other() {
        VirtualTime time = new VirtualTime();
        try (BusFixture bus = BusFixture.over(BusFixture.emptyStore(), time)) {
            bus.plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> {
                if (!event.data().isNone() && event.data().value().equals("poison") && context.attempt() < 4) {
                    throw new IllegalStateException("not yet");
                }
                handled.add(context.position());
            });
            long bad = bus.publish(EventDraft.builder("a")
                            .subject("bad")
                            .data("poison")
                            .build())
                    .position();
            long good = bus.publish("a", "good");
            long behind = bus.publish("a", "bad");
            long better = bus.publish("a", "good");

            await().untilAsserted(() -> assertThat(handled).containsExactly(good, better));
            await().until(() -> bus.status("d").counts().retrying() == 1);
            assertThat(bus.status("d").state()).isEqualTo(State.FAILING);
            assertThat(bus.status("d").counts().heldKeys()).isEqualTo(1);
            await().untilAsserted(() -> {
                time.pass(Duration.ofSeconds(2));
                assertThat(handled).containsExactly(good, better, bad, behind);
            });
            assertThat(bus.status("d").counts().failed()).isEqualTo(3);
            await().until(() -> bus.status("d").state() == State.LIVE);
            await().until(() ->
                    bus.store.documents("carillon.retries", "", "", "", 10).isEmpty());
        }
    }

    @Test
    void lanes_take_as_many_keys_at_a_time_as_there_are_and_one_event_of_each() throws Exception {
        try (BusFixture bus = BusFixture.running()) {
            CountDownLatch two = new CountDownLatch(2);
            CountDownLatch leave = new CountDownLatch(1);
            Set<String> busy = ConcurrentHashMap.newKeySet();
            AtomicBoolean together = new AtomicBoolean();
            AtomicInteger most = new AtomicInteger();
            AtomicInteger now = new AtomicInteger();
            bus.plugin.subscribe(Subscription.durable("d", "a").withLanes(2), (event, context) -> {
                String key = event.subject().orElse("");
                if (!busy.add(key)) {
                    together.set(true);
                }
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                two.countDown();
                leave.await();
                now.decrementAndGet();
                busy.remove(key);
                handled.add(context.position());
            });
            bus.publish("a", "x");
            bus.publish("a", "x");
            bus.publish("a", "y");
            bus.publish("a", "z");
            two.await();
            leave.countDown();

            await().until(() -> handled.size() == 4);
            assertThat(together).isFalse();
            assertThat(most).hasValue(2);
        }
    }

    @Test
    void without_lanes_a_handler_is_never_called_concurrently() {
        try (BusFixture bus = BusFixture.running()) {
            AtomicInteger now = new AtomicInteger();
            AtomicBoolean together = new AtomicBoolean();
            bus.plugin.subscribe(
                    Subscription.durable("d", "a").withOrdering(Ordering.NONE).withRetries(BusFixture.SOON),
                    (event, context) -> {
                        if (now.incrementAndGet() > 1) {
                            together.set(true);
                        }
                        Thread.onSpinWait();
                        now.decrementAndGet();
                        if (context.attempt() == 1 && context.position() % 3 == 0) {
                            throw new IllegalStateException("once");
                        }
                        handled.add(context.position());
                    });
            for (int i = 0; i < 200; i++) {
                bus.publish("a", "s" + i);
            }
            await().until(() -> handled.size() == 200);
            assertThat(together).isFalse();
        }
    }

    @Test
    void global_order_waits_for_every_event_correlation_for_its_own() {
        VirtualTime time = new VirtualTime();
        try (BusFixture bus = BusFixture.over(BusFixture.emptyStore(), time)) {
            List<Long> correlated = Collections.synchronizedList(new ArrayList<>());
            bus.plugin.subscribe(Subscription.durable("g", "a").withOrdering(Ordering.GLOBAL), (event, context) -> {
                if (event.subject().orElse("").equals("bad") && context.attempt() == 1) {
                    throw new IllegalStateException("not yet");
                }
                handled.add(context.position());
            });
            bus.plugin.subscribe(
                    Subscription.durable("c", "a").withOrdering(Ordering.CORRELATION), (event, context) -> {
                        if (event.subject().orElse("").equals("bad") && context.attempt() == 1) {
                            throw new IllegalStateException("not yet");
                        }
                        correlated.add(context.position());
                    });
            long bad = bus.publish(EventDraft.builder("a")
                            .subject("bad")
                            .correlationId("one")
                            .build())
                    .position();
            long same = bus.publish(EventDraft.builder("a")
                            .subject("good")
                            .correlationId("one")
                            .build())
                    .position();
            long other = bus.publish(EventDraft.builder("a")
                            .subject("bad too")
                            .correlationId("two")
                            .build())
                    .position();
            await().untilAsserted(() -> assertThat(correlated).containsExactly(other));
            await().until(() -> bus.status("g").counts().retrying() == 1);
            assertThat(bus.status("g").failure()).contains("waits for the next attempt at position " + bad);
            assertThat(handled).isEmpty();

            time.pass(Duration.ofSeconds(2));

            await().untilAsserted(() -> assertThat(handled).containsExactly(bad, same, other));
            await().untilAsserted(() -> assertThat(correlated).containsExactly(other, bad, same));
        }
    }

    @Test
    void attempts_survive_a_restart_and_so_does_what_waits_behind_them() {
        FaultyStore store = BusFixture.emptyStore();
        RetryPolicy late = RetryPolicy.parse("1h,1h");
        VirtualTime time = new VirtualTime();
        long bad;
        long behind;
        try (BusFixture bus = BusFixture.over(store, time)) {
            bus.plugin.subscribe(Subscription.durable("d", "a").withRetries(late), (event, context) -> {
                throw new IllegalStateException("no");
            });
            bad = bus.publish("a", "s");
            behind = bus.publish("a", "s");
            await().until(() -> bus.status("d").counts().retrying() == 1);
            await().until(() -> bus.status("d").position() >= behind);
        }
        assertThat(store.documents("carillon.retries", "subscription", "test.plugin:d", "", 10))
                .hasSize(1);
        List<Integer> attempts = Collections.synchronizedList(new ArrayList<>());
        try (BusFixture again = BusFixture.over(store, time)) {
            again.plugin.subscribe(Subscription.durable("d", "a").withRetries(late), (event, context) -> {
                attempts.add(context.attempt());
                handled.add(context.position());
            });
            long later = again.publish("a", "s");
            long other = again.publish("a", "t");
            await().untilAsserted(() -> assertThat(handled).containsExactly(other));
            time.pass(Duration.ofHours(2));

            await().untilAsserted(() -> assertThat(handled).containsExactly(other, bad, behind, later));
            assertThat(attempts).containsExactly(1, 2, 1, 1);
        }
    }

    @Test
    void order_in_each_key_holds_under_failures_lanes_and_restarts() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        FaultyStore store = BusFixture.emptyStore();
        Map<String, List<Long>> published = new HashMap<>();
        Map<String, List<Long>> first = new ConcurrentHashMap<>();
        RetryPolicy quick = new RetryPolicy(Collections.nCopies(20, Duration.ofMillis(5)), 0);
        int total = 0;
        for (int round = 0; round < 4; round++) {
            int fails = round == 3 ? 0 : 20;
            try (BusFixture bus = BusFixture.over(store)) {
                bus.plugin.subscribe(
                        Subscription.durable("d", "a")
                                .withLanes(4)
                                .withRetries(quick)
                                .withFrom(StartFrom.BEGINNING),
                        (event, context) -> {
                            if (Math.floorMod(event.id().hashCode() + 31L * context.attempt(), 100) < fails) {
                                throw new IllegalStateException("at random");
                            }
                            String key = event.subject().orElse("");
                            List<Long> seen =
                                    first.computeIfAbsent(key, k -> Collections.synchronizedList(new ArrayList<>()));
                            if (!seen.contains(context.position())) {
                                seen.add(context.position());
                            }
                        });
                for (int i = 0; i < 300; i++) {
                    String key = "k" + random.nextInt(12);
                    published.computeIfAbsent(key, k -> new ArrayList<>()).add(bus.publish("a", key));
                    total++;
                }
                if (round == 3) {
                    int all = total;
                    await().until(() ->
                            first.values().stream().mapToInt(List::size).sum() == all);
                }
            }
        }
        assertThat(first).as("seed " + seed).isEqualTo(published);
    }
}
