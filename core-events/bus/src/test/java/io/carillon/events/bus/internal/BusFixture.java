// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.awaitility.Awaitility.await;

import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import io.carillon.events.Receipt;
import io.carillon.events.RetryPolicy;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.bus.internal.admin.HostFacts;
import io.carillon.events.bus.internal.deliver.BreakerSettings;
import io.carillon.events.bus.internal.deliver.DeliverySettings;
import io.carillon.events.bus.internal.load.LoadLimits;
import io.carillon.events.bus.internal.log.BusTimers;
import io.carillon.events.bus.internal.log.Timers;
import io.carillon.events.bus.internal.plugin.PluginIdentity;
import io.carillon.events.bus.internal.plugin.PluginView;
import io.carillon.events.bus.internal.upkeep.UpkeepSettings;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.EventStoreProvider;
import io.carillon.events.store.StoreSettings;
import io.carillon.events.store.StoredEvent;
import io.carillon.patience.Patience;
import io.carillon.storage.memory.internal.MemoryEventStoreProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A whole bus over a store that a test can break, without a framework. */
final class BusFixture implements AutoCloseable {

    /** How long the publishers of a hasty bus wait. */
    static final Duration SHORT = Duration.ofSeconds(1);

    final FaultyStore store;
    final EventStoreProvider provider;
    final BusCore core;
    final PluginView plugin;

    private BusFixture(FaultyStore store, BusSettings settings) {
        this(store, settings, Clock.systemUTC(), new BusTimers());
    }

    private BusFixture(FaultyStore store, BusSettings settings, Clock clock, Timers timers) {
        this.store = store;
        this.provider = providing(store);
        StoreSettings storeSettings =
                new StoreSettings("memory:", Path.of("target", "bus-test"), Map.of(), Duration.ofSeconds(5));
        HostFacts host = new HostFacts("test-host", "1.0.0", Instant.EPOCH);
        this.core = new BusCore(settings, storeSettings, host, clock, timers);
        this.plugin = plugin("test.plugin");
    }

    static FaultyStore emptyStore() {
        return new FaultyStore(new MemoryEventStoreProvider()
                .open(new StoreSettings("memory:", Path.of("target"), Map.of(), Duration.ofSeconds(5))));
    }

    static EventStoreProvider providing(EventStore store) {
        return new EventStoreProvider() {
            @Override
            public Set<String> schemes() {
                return Set.of("memory");
            }

            @Override
            public EventStore open(StoreSettings settings) {
                return store;
            }
        };
    }

    /** Trying again soon and often. */
    static final RetryPolicy SOON = new RetryPolicy(Collections.nCopies(10, Duration.ofMillis(30)), 0);

    static BusSettings settings() {
        return settings(1_000, Patience.LONGEST, 100);
    }

    /** Publishers wait {@link #SHORT}. */
    static BusSettings hasty(int queueEvents) {
        return settings(SHORT, queueEvents, Patience.LONGEST, 100, 100);
    }

    /** With a limit of events that one subscription sets aside. */
    static BusSettings settings(int maxSetAside) {
        return settings(Patience.LONGEST, 1_000, Patience.LONGEST, 100, maxSetAside);
    }

    static BusSettings settings(int queueEvents, Duration budget, int mailbox) {
        return settings(Patience.LONGEST, queueEvents, budget, mailbox, 100);
    }

    private static BusSettings settings(
            Duration publishTimeout, int queueEvents, Duration budget, int mailbox, int maxSetAside) {
        return new BusSettings(
                publishTimeout,
                queueEvents,
                1024 * 1024,
                4_096,
                128,
                1024 * 1024,
                new DeliverySettings(
                        budget,
                        Duration.ofMillis(200),
                        2,
                        mailbox,
                        1024 * 1024,
                        maxSetAside,
                        BreakerSettings.ofDefaults()),
                LoadLimits.ofDefaults(),
                Patience.LONGEST,
                UpkeepSettings.ofDefaults());
    }

    static BusSettings settings(UpkeepSettings upkeep) {
        BusSettings usual = settings();
        return new BusSettings(
                usual.publishTimeout(),
                usual.queueEvents(),
                usual.queueBytes(),
                usual.maxEventBytes(),
                usual.tailEvents(),
                usual.tailBytes(),
                usual.delivery(),
                usual.load(),
                usual.bandDeadline(),
                upkeep);
    }

    /** A bus that runs over a new, empty store. */
    static BusFixture running() {
        return over(emptyStore());
    }

    /** A bus that runs over this store. */
    static BusFixture over(FaultyStore store) {
        return over(store, settings());
    }

    static BusFixture over(FaultyStore store, BusSettings settings) {
        BusFixture bus = new BusFixture(store, settings);
        return bus.begun();
    }

    /** A bus whose time stands still until the test moves it. */
    static BusFixture over(FaultyStore store, VirtualTime time) {
        return over(store, settings(), time);
    }

    /** The same with these settings. */
    static BusFixture over(FaultyStore store, BusSettings settings, VirtualTime time) {
        BusFixture bus = new BusFixture(store, settings, time.clock(), time);
        return bus.begun();
    }

    /** A bus whose time is told by a clock of the test. */
    static BusFixture over(FaultyStore store, Clock clock) {
        BusFixture bus = new BusFixture(store, settings(), clock, new BusTimers());
        return bus.begun();
    }

    /** With its store, in which the record of the start is what it wrote first, if the store takes anything. */
    private BusFixture begun() {
        long starts = starts(store);
        core.add(provider);
        if (store.isSound()) {
            await().until(() -> starts(store) > starts);
        }
        return this;
    }

    /** Starts that are recorded in a log. */
    static long starts(EventStore log) {
        return log.count(EventQuery.builder().types("carillon.started").build());
    }

    /** A bus that is to get this store later. */
    static BusFixture withoutStore(FaultyStore store) {
        return new BusFixture(store, settings());
    }

    /** A bus without a store. */
    static BusFixture withoutStore() {
        return withoutStore(emptyStore());
    }

    /** A hasty bus without a store. */
    static BusFixture hastyWithoutStore() {
        return new BusFixture(emptyStore(), hasty(1_000));
    }

    PluginView plugin(String id) {
        return core.open(new PluginIdentity(id, "1.2.3", BusFixture.class.getClassLoader()));
    }

    Receipt publish(EventDraft draft) {
        return get(plugin.publish(draft));
    }

    /** Publishes an event about a subject; its position. */
    long publish(String type, String subject) {
        return publish(EventDraft.builder(type).subject(subject).build()).position();
    }

    Receipt publish(String type) {
        return publish(EventDraft.builder(type).build());
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AssertionError(e);
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** What the log holds, but for what the host records of itself. */
    List<Event> log() {
        return store.readAfter(0, 1_000).stream()
                .map(StoredEvent::event)
                .filter(event -> !event.type().startsWith("carillon."))
                .toList();
    }

    List<Event> hostEvents() {
        return store.readAfter(0, 1_000).stream()
                .map(StoredEvent::event)
                .filter(event -> event.type().startsWith("carillon."))
                .toList();
    }

    SubscriptionStatus status(String id) {
        return core.subscriptions().get("test.plugin:" + id).orElseThrow();
    }

    @Override
    public void close() {
        core.close();
    }
}
