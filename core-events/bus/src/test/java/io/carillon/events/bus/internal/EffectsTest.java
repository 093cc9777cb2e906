// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static io.carillon.events.bus.internal.BusFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Event;
import io.carillon.events.EventContext;
import io.carillon.events.EventDraft;
import io.carillon.events.EventHandler;
import io.carillon.events.RetryPolicy;
import io.carillon.events.StartFrom;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.Subscription;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.bus.internal.admin.HostFacts;
import io.carillon.events.bus.internal.log.BusTimers;
import io.carillon.events.bus.internal.plugin.PluginIdentity;
import io.carillon.events.bus.internal.plugin.PluginView;
import io.carillon.events.store.Change;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.EventStoreProvider;
import io.carillon.events.store.StoreSettings;
import io.carillon.storage.jdbc.internal.JdbcEventStoreProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a handler changes through its delivery happens exactly once, together with the mark that the event is handled. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class EffectsTest {

    private static final String NAME = "test.plugin:d";
    /** Counts every event that came, in the state. */
    private static final EventHandler<Event> COUNTER = (event, context) -> context.state()
            .put("count", context.state().get("count", Integer.class).orElse(0) + 1);

    @TempDir
    Path data;

    private static int count(EventStore store) {
        return store.state("test.plugin", "count").map(Integer::parseInt).orElse(0);
    }

    @Test
    void each_delivery_sees_what_those_before_it_changed() {
        try (BusFixture bus = BusFixture.running()) {
            bus.plugin.subscribe(Subscription.durable("d", "a"), COUNTER);
            for (int i = 0; i < 300; i++) {
                bus.plugin.publish(EventDraft.builder("a").subject("s" + i % 7).build());
            }
            await().untilAsserted(() -> assertThat(count(bus.store)).isEqualTo(300));
        }
    }

    @Test
    void an_attempt_that_fails_changes_nothing_and_one_over_cannot() {
        try (BusFixture bus = BusFixture.running()) {
            AtomicReference<EventContext> kept = new AtomicReference<>();
            List<Boolean> first = Collections.synchronizedList(new ArrayList<>());
            bus.plugin.subscribe(Subscription.durable("d", "a").withRetries(BusFixture.SOON), (event, context) -> {
                COUNTER.handle(event, context);
                first.add(context.once("mail"));
                kept.set(context);
                if (context.attempt() < 3) {
                    throw new IllegalStateException("no");
                }
            });
            bus.publish("a");
            await().untilAsserted(() -> assertThat(count(bus.store)).isEqualTo(1));
            assertThat(first).containsExactly(true, true, true);
            assertThat(bus.store.hasOnce(NAME, "mail")).isTrue();
            assertThatThrownBy(() -> kept.get().state().put("late", 1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> kept.get().once("late")).isInstanceOf(IllegalStateException.class);

            bus.publish("a");
            await().until(() -> first.size() >= 4);
            assertThat(first.get(3)).isFalse();
        }
    }

    @Test
    void keys_show_what_is_stored_and_what_is_changed() {
        try (BusFixture bus = BusFixture.running()) {
            List<List<String>> seen = Collections.synchronizedList(new ArrayList<>());
            bus.plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> {
                var state = context.state();
                if (context.event().subject().orElse("").equals("first")) {
                    for (int i = 0; i < 10; i++) {
                        state.put("k" + i, i);
                    }
                } else {
                    state.remove("k3");
                    state.put("k35", 1);
                    state.put("other", 1);
                }
                seen.add(state.keys("k", "k1", 4));
            });
            bus.publish("a", "first");
            bus.publish("a", "second");
            await().untilAsserted(() -> assertThat(seen)
                    .containsExactly(List.of("k2", "k3", "k4", "k5"), List.of("k2", "k35", "k4", "k5")));
        }
    }

    @Test
    void an_answer_that_was_lost_does_not_make_the_handler_run_again() {
        FaultyStore store = BusFixture.emptyStore();
        try (BusFixture bus = BusFixture.over(store)) {
            AtomicInteger calls = new AtomicInteger();
            AtomicBoolean lose = new AtomicBoolean();
            bus.plugin.subscribe(Subscription.durable("d", "a"), (event, context) -> {
                calls.incrementAndGet();
                COUNTER.handle(event, context);
                if (lose.compareAndSet(false, true)) {
                    AtomicInteger losses = new AtomicInteger();
                    store.afterCommit = () -> {
                        if (losses.incrementAndGet() >= 3) {
                            store.afterCommit = null;
                        }
                        return new StoreUnavailableException("the answer was lost");
                    };
                }
            });
            await().until(() -> store.subscription(NAME).isPresent());
            bus.publish("a", "s");
            await().until(() -> store.afterCommit == null && lose.get());
            bus.publish("a", "s");
            await().untilAsserted(() -> assertThat(count(store)).isEqualTo(2));
            assertThat(calls).hasValue(2);
        }
    }

    private final AtomicBoolean frozen = new AtomicBoolean();
    private final AtomicReference<EventStore> opened = new AtomicReference<>();

    /** A provider of an SQLite store that takes nothing more once it is frozen, as if the host had been killed. */
    private EventStoreProvider freezable() {
        JdbcEventStoreProvider provider = new JdbcEventStoreProvider();
        return new EventStoreProvider() {
            @Override
            public Set<String> schemes() {
                return provider.schemes();
            }

            @Override
            public EventStore open(StoreSettings settings) {
                EventStore real = provider.open(settings);
                opened.set(real);
                FaultyStore store = new FaultyStore(real);
                store.beforeCommit = () -> frozen.get() ? new StoreUnavailableException("killed") : null;
                return store;
            }
        };
    }

    private BusCore start(EventStoreProvider provider) {
        StoreSettings settings = new StoreSettings("sqlite:events.db", data, Map.of(), Duration.ofSeconds(10));
        BusCore core = new BusCore(
                BusFixture.settings(),
                settings,
                new HostFacts("host", "1", Instant.now()),
                Clock.systemUTC(),
                new BusTimers());
        core.add(provider);
        await().until(() -> core.store().isOpen());
        return core;
    }

    @Test
    void after_a_kill_every_effect_has_happened_once_although_checkpoints_were_behind() {
        int total = 0;
        for (int round = 0; round < 3; round++) {
            frozen.set(false);
            BusCore core = start(freezable());
            PluginView plugin = core.open(new PluginIdentity("test.plugin", "1", EffectsTest.class.getClassLoader()));
            AtomicInteger plain = new AtomicInteger();
            EventHandler<Event> handler = (event, context) -> {
                if (event.data().isNone()) { // no effects: the checkpoint alone knows of it
                    plain.incrementAndGet();
                } else {
                    COUNTER.handle(event, context);
                    if (context.attempt() == 1 && context.position() % 11 == 0) {
                        throw new IllegalStateException("at times");
                    }
                }
            };
            plugin.subscribe(
                    Subscription.durable("d", "a")
                            .withLanes(3)
                            .withOrdering(io.carillon.events.Ordering.GLOBAL)
                            .withFrom(StartFrom.BEGINNING)
                            .withRetries(new RetryPolicy(Collections.nCopies(5, Duration.ofMillis(1)), 0)),
                    handler);
            List<java.util.concurrent.CompletionStage<io.carillon.events.Receipt>> receipts = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                EventDraft.Builder draft = EventDraft.builder("a").subject("s" + i % 5);
                if (i % 3 == 0) {
                    draft.data(Map.of("i", i));
                    total++;
                }
                receipts.add(plugin.publish(draft.build()));
            }
            receipts.forEach(BusFixture::get);
            int wanted = total - 50 + round * 10;
            await().until(() -> core.store()
                            .read(open -> open.state("test.plugin", "count"))
                            .map(Integer::parseInt)
                            .orElse(0)
                    >= wanted);
            frozen.set(true); // in the middle of it
            core.close();
            opened.get().close();
        }
        frozen.set(false);
        int all = total;
        BusCore last = start(freezable());
        PluginView plugin = last.open(new PluginIdentity("test.plugin", "1", EffectsTest.class.getClassLoader()));
        plugin.subscribe(
                Subscription.durable("d", "a").withOrdering(io.carillon.events.Ordering.GLOBAL), (event, context) -> {
                    if (!event.data().isNone()) {
                        COUNTER.handle(event, context);
                    }
                });
        long head = get(plugin.publish("end", Map.of())).position();
        await().until(() -> last.subscriptions().get(NAME).orElseThrow().position() >= head);
        await().until(() -> last.store().read(EffectsTest::count) >= all); // some wait for their next attempt
        int counted = last.store().read(EffectsTest::count);
        assertThat(counted).isEqualTo(all);
        last.close();
        opened.get().close();
    }

    @Test
    void a_checkpoint_never_counts_an_effect_that_is_not_stored() {
        FaultyStore store = BusFixture.emptyStore();
        BusFixture killed = BusFixture.over(store);
        EventHandler<Event> handler = (event, context) -> {
            if (event.subject().orElse("").equals("effect")) {
                COUNTER.handle(event, context);
            }
        };
        killed.plugin.subscribe(Subscription.durable("d", "a"), handler);
        await().until(() -> store.subscription(NAME).isPresent());
        store.refused = unit -> unit.changes().stream().anyMatch(Change.PutState.class::isInstance);
        long effect = killed.publish("a", "effect");
        for (int i = 0; i < 20; i++) {
            killed.publish("a", "plain");
        }
        await().until(() -> killed.status("d").counts().handled() == 21);
        await().during(Duration.ofMillis(400))
                .until(() -> store.subscription(NAME).orElseThrow().position() < effect);
        assertThat(killed.status("d").failure()).contains("cannot be stored", "no room left");
        assertThat(killed.status("d").state()).isEqualTo(State.FAILING);

        store.refused = null;
        try (BusFixture again = BusFixture.over(store)) {
            again.plugin.subscribe(Subscription.durable("d", "a"), handler);
            await().untilAsserted(() -> assertThat(count(store)).isPositive());
        }
        killed.close();
    }

    /** An older checkpoint that waits while effects beyond it are stored must not be written after them. */
    @Test
    void a_checkpoint_that_waits_cannot_undo_an_effect() throws Exception {
        FaultyStore store = BusFixture.emptyStore();
        BusFixture killed = BusFixture.over(store);
        killed.plugin.subscribe(Subscription.durable("d", "a").withLanes(2), (event, context) -> {
            if (event.subject().orElse("").equals("stuck")) {
                new java.util.concurrent.CountDownLatch(1).await();
            } else if (event.subject().orElse("").equals("effect")) {
                COUNTER.handle(event, context);
            }
        });
        await().until(() -> store.subscription(NAME).isPresent());
        long stuck = killed.publish("a", "stuck");
        for (int i = 0; i < 50; i++) {
            killed.publish("a", "plain"); // moves the marks of what is finished
            killed.publish("a", "effect");
        }
        await().until(() -> count(store) == 50);
        long head = store.head().position();
        await().until(() -> store.subscription(NAME).orElseThrow().finished().contains(head));
        assertThat(store.subscription(NAME).orElseThrow().position()).isEqualTo(stuck - 1);

        try (BusFixture again = BusFixture.over(store)) {
            again.plugin.subscribe(Subscription.durable("d", "a").withLanes(2), (event, context) -> {
                if (event.subject().orElse("").equals("effect")) {
                    COUNTER.handle(event, context);
                }
            });
            await().until(() -> again.status("d").position() >= head);
            assertThat(count(store)).isEqualTo(50);
        }
        killed.close();
    }
}
