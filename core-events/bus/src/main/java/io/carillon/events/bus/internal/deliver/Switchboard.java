// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.EventsException;
import io.carillon.events.HandlerMode;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.events.bus.internal.log.Appender;
import io.carillon.events.bus.internal.log.LogTail;
import io.carillon.events.bus.internal.log.Writer;
import io.carillon.events.bus.internal.publish.HostEvents;
import io.carillon.events.store.Change;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.SubscriptionRecord;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows all subscriptions, those without a handler too, and switches them; a switch and its record commit together. */
public final class Switchboard implements SubscriptionsAdmin {

    private static final Logger LOG = LoggerFactory.getLogger(Switchboard.class);

    private final Subscriptions subscriptions;
    private final Switches switches;
    private final LogTail tail;
    private final Appender appender;
    private final Writer writer;
    private final HostEvents events;
    private volatile List<SubscriptionRecord> lastKnown = List.of();

    public Switchboard(Subscriptions subscriptions, LogTail tail, Appender appender, Writer writer, HostEvents events) {
        this.subscriptions = subscriptions;
        this.switches = subscriptions.switches();
        this.tail = tail;
        this.appender = appender;
        this.writer = writer;
        this.events = events;
    }

    @Override
    public List<SubscriptionStatus> list() {
        TreeMap<String, SubscriptionStatus> all = new TreeMap<>();
        for (SubscriptionRecord record : records()) {
            all.put(record.name(), dormant(record));
        }
        for (Subscriber each : subscriptions.table().all()) {
            all.put(each.name(), each.status());
        }
        return List.copyOf(all.values());
    }

    /** What the store knows; while it is away, what it knew when it was asked last. */
    private List<SubscriptionRecord> records() {
        try {
            lastKnown = subscriptions.store().read(EventStore::subscriptions);
        } catch (StoreUnavailableException e) {
            LOG.debug("Subscriptions are listed as they were: {}", e.getMessage());
        }
        return lastKnown;
    }

    private SubscriptionStatus dormant(SubscriptionRecord record) {
        boolean enabled = switches.allow(record.name(), record.plugin());
        long position = position(record);
        return new SubscriptionStatus(
                record.name(),
                record.plugin(),
                record.types(),
                HandlerMode.DURABLE,
                enabled ? State.DORMANT : State.DISABLED,
                enabled,
                position,
                Math.max(0, tail.head() - position),
                0,
                0,
                0,
                0,
                null,
                null);
    }

    private long position(SubscriptionRecord record) {
        return Math.max(
                record.position(), appender.checkpoints().pending(record.name()).orElse(0));
    }

    @Override
    public Optional<SubscriptionStatus> get(String name) {
        Optional<SubscriptionStatus> present = subscriptions.table().get(name).map(Subscriber::status);
        if (present.isPresent()) {
            return present;
        }
        return records().stream()
                .filter(record -> record.name().equals(name))
                .findFirst()
                .map(this::dormant);
    }

    @Override
    public void setEnabled(String name, boolean enabled, String by) {
        onClerk(() -> {
            Optional<SubscriptionRecord> record = subscriptions.store().read(open -> open.subscription(name));
            Optional<Subscriber> present = subscriptions.table().get(name);
            if (record.isEmpty() && present.isEmpty()) {
                throw new NoSuchElementException("there is no subscription " + name);
            }
            String plugin = record.map(SubscriptionRecord::plugin)
                    .orElseGet(() -> present.map(Subscriber::plugin).orElse(""));
            Change keep = record.map(known -> switched(known, enabled))
                    .orElseGet(() -> Switches.change(Switches.subscription(name), enabled));
            writer.write(
                    keep,
                    events.by(
                            by,
                            "carillon.subscription." + word(enabled),
                            "subscription/" + name,
                            Map.of("subscription", name, "plugin", plugin, "by", by)));
            applied(Switches.subscription(name), enabled, by);
            // The record was put with the checkpoint of a moment ago; the one of now follows.
            present.filter(DurableLane.class::isInstance).ifPresent(lane -> ((DurableLane) lane).checkpoint());
        });
    }

    private Change switched(SubscriptionRecord record, boolean enabled) {
        return new Change.PutSubscription(new SubscriptionRecord(
                record.name(),
                record.plugin(),
                record.types(),
                record.generation(),
                record.since(),
                position(record),
                List.of(),
                enabled,
                record.created()));
    }

    @Override
    public void setPluginEnabled(String plugin, boolean enabled, String by) {
        onClerk(() -> {
            writer.write(
                    Switches.change(Switches.plugin(plugin), enabled),
                    events.by(
                            by,
                            "carillon.plugin.delivery_" + word(enabled),
                            "plugin/" + plugin,
                            Map.of("plugin", plugin, "by", by)));
            applied(Switches.plugin(plugin), enabled, by);
        });
    }

    @Override
    public void setDeliveryEnabled(boolean enabled, String by) {
        onClerk(() -> {
            writer.write(
                    Switches.change(Switches.all(), enabled),
                    events.by(by, "carillon.delivery." + word(enabled), "system/delivery", Map.of("by", by)));
            applied(Switches.all(), enabled, by);
        });
    }

    private static String word(boolean enabled) {
        return enabled ? "enabled" : "disabled";
    }

    private void applied(String key, boolean enabled, String by) {
        switches.set(key, enabled);
        subscriptions.switched();
        LOG.info("Delivery {}: {} by {}", word(enabled), key, by);
    }

    @Override
    public boolean deliveryEnabled() {
        return switches.allowAll();
    }

    /** In turn with all other changes of what is known of subscriptions. */
    private void onClerk(Runnable change) {
        try {
            subscriptions.clerk().submit(change).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while switching; it may have been done", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EventsException failure) {
                throw failure;
            }
            if (e.getCause() instanceof NoSuchElementException unknown) {
                throw unknown;
            }
            throw new IllegalStateException("switching failed", e.getCause());
        }
    }
}
