// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import static org.awaitility.Awaitility.await;

import io.carillon.events.EventDraft;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.bus.internal.admin.HostFacts;
import io.carillon.events.bus.internal.json.JsonBinding;
import io.carillon.events.bus.internal.plugin.PluginIdentity;
import io.carillon.events.bus.internal.plugin.PluginView;
import io.carillon.events.store.StoreSettings;
import io.carillon.events.store.StoredEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A bus over a store that stays when the bus is started again, in a time that only the test moves. */
final class TimedBus implements AutoCloseable {

    static final String PLUGIN = "test.plugin";

    final FaultyStore store = BusFixture.emptyStore();
    final ManualClock time = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final BusSettings settings;
    private ManualClock.Alarms alarms;
    BusCore core;

    TimedBus() {
        this(BusFixture.settings());
    }

    TimedBus(BusSettings settings) {
        this.settings = settings;
        this.alarms = time.new Alarms();
        this.core = start();
    }

    private BusCore start() {
        StoreSettings storeSettings =
                new StoreSettings("memory:", Path.of("target", "timed"), Map.of(), Duration.ofSeconds(5));
        BusCore started = new BusCore(settings, storeSettings, new HostFacts("host", "1", Instant.EPOCH), time, alarms);
        long starts = BusFixture.starts(store);
        started.add(BusFixture.providing(store));
        await().until(() -> started.store().isOpen() && BusFixture.starts(store) > starts);
        return started;
    }

    /** Stops the bus and starts another on the same store. */
    void restart() {
        core.close();
        alarms = time.new Alarms();
        core = start();
    }

    PluginView plugin(String version) {
        return core.open(new PluginIdentity(PLUGIN, version, TimedBus.class.getClassLoader()));
    }

    /** Publishes for nobody in particular; returns the position. */
    long publish(String type, @Nullable String subject) {
        EventDraft.Builder draft = EventDraft.builder(type).source("/test");
        if (subject != null) {
            draft.subject(subject);
        }
        return BusFixture.get(core.events().publish(List.of(draft.build())))
                .get(0)
                .position();
    }

    void advance(Duration by) {
        alarms.advance(by);
    }

    SubscriptionStatus status(String id) {
        return core.subscriptions().get(PLUGIN + ":" + id).orElseThrow();
    }

    /** The data of a host event. */
    static Map<String, Object> data(StoredEvent stored) {
        Map<String, Object> data = new LinkedHashMap<>();
        ((Map<?, ?>) stored.event()
                        .bind(new JsonBinding(TimedBus.class.getClassLoader()))
                        .data()
                        .value())
                .forEach((key, value) -> data.put(String.valueOf(key), value));
        return data;
    }

    List<StoredEvent> log(String type) {
        return store.readAfter(0, 1_000).stream()
                .filter(each -> each.event().type().equals(type))
                .toList();
    }

    @Override
    public void close() {
        core.close();
    }
}
