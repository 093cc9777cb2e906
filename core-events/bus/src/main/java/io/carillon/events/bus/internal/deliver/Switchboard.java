// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.HandlerMode;
import io.carillon.events.Ordering;
import io.carillon.events.Priority;
import io.carillon.events.StartFrom;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.admin.ClientSubscriptionsAdmin;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionStatus.Counts;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.events.bus.internal.deliver.SubscriptionHistory.Mark;
import io.carillon.events.bus.internal.log.LogTail;
import io.carillon.events.bus.internal.log.Writer;
import io.carillon.events.bus.internal.publish.HostEvents;
import io.carillon.events.store.Change;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.SubscriptionRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows all subscriptions, those without a handler too, and switches them; a switch and its record commit together. */
public final class Switchboard implements SubscriptionsAdmin {

    private static final Logger LOG = LoggerFactory.getLogger(Switchboard.class);

    private final Subscriptions subscriptions;
    private final Switches switches;
    private final LogTail tail;
    private final Writer writer;
    private final HostEvents events;
    private final Clock clock;
    private final Clerk clerk;
    private final Relocation relocation;
    private final Figures figures;
    private final Function<String, Optional<Instant>> expires;
    private volatile List<SubscriptionRecord> lastKnown = List.of();

    /**
     * A switchboard.
     *
     * @param expires when a subscription without a handler is removed, as far as that was noted
     * @param kept how long it is kept; zero for ever
     */
    public Switchboard(
            Subscriptions subscriptions,
            LogTail tail,
            LaneServices services,
            Function<String, Optional<Instant>> expires,
            Duration kept) {
        this.subscriptions = subscriptions;
        this.switches = subscriptions.switches();
        this.tail = tail;
        this.writer = services.writer();
        this.events = services.events();
        this.clock = services.clock();
        this.clerk = subscriptions.clerk();
        this.relocation = new Relocation(subscriptions, tail, services);
        this.expires = expires;
        this.figures = new Figures(services.store(), services.clock(), kept);
    }

    @Override
    public List<SubscriptionStatus> list() {
        TreeMap<String, SubscriptionStatus> all = new TreeMap<>();
        for (SubscriptionRecord record : records()) {
            all.put(record.name(), absent(record));
        }
        for (Subscriber each : subscriptions.table().all()) {
            all.put(each.name(), each.status());
        }
        return all.values().stream().map(figures::complete).toList();
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

    /** One without a handler here; its client may be there. */
    private SubscriptionStatus absent(SubscriptionRecord record) {
        boolean client = isClient(record);
        boolean enabled = client || switches.allow(record.name(), record.plugin());
        long position = subscriptions
                .clients()
                .position(record.name())
                .orElseGet(() -> subscriptions.placement().mark(record).position());
        long lag = Math.max(0, tail.head() - position);
        State state = State.PAUSED;
        if (client && subscriptions.clients().isHeld(record.name())) {
            state = lag <= Backlog.WINDOW ? State.LIVE : State.CATCHING_UP;
        } else if (enabled) {
            state = State.DORMANT;
        }
        boolean connected = state == State.LIVE || state == State.CATCHING_UP;
        return new SubscriptionStatus(
                record.name(),
                record.plugin(),
                record.types(),
                HandlerMode.DURABLE,
                Ordering.SUBJECT,
                Priority.NORMAL,
                state,
                enabled,
                position,
                lag,
                Duration.ZERO,
                Counts.NONE,
                SubscriptionStatus.Breaker.CLOSED,
                0,
                null,
                null,
                connected ? null : expires.apply(record.name()).orElse(null),
                null);
    }

    private static boolean isClient(SubscriptionRecord record) {
        return record.plugin().startsWith(ClientSubscriptionsAdmin.PREFIX);
    }

    @Override
    public Optional<SubscriptionStatus> get(String name) {
        return subscriptions
                .table()
                .get(name)
                .map(Subscriber::status)
                .or(() -> records().stream()
                        .filter(record -> record.name().equals(name))
                        .findFirst()
                        .map(this::absent))
                .map(figures::complete);
    }

    @Override
    public void setEnabled(String name, boolean enabled, String by) {
        clerk.call(() -> {
            Optional<SubscriptionRecord> record = subscriptions.store().read(open -> open.subscription(name));
            Optional<Subscriber> present = subscriptions.table().get(name);
            if (record.isEmpty() && present.isEmpty()) {
                throw new NoSuchElementException("there is no subscription " + name);
            }
            if (record.filter(Switchboard::isClient).isPresent()) {
                throw new IllegalArgumentException("subscription " + name
                        + " is a client's, which takes what it wants when it wants: it cannot be paused or resumed");
            }
            String plugin = record.map(SubscriptionRecord::plugin)
                    .orElseGet(() -> present.map(Subscriber::plugin).orElse(""));
            Change event = events.by(
                    by,
                    "carillon.subscription." + word(enabled),
                    "subscription/" + name,
                    Map.of("subscription", name, "plugin", plugin, "by", by));
            if (record.isEmpty()) {
                writer.write(Switches.change(Switches.subscription(name), enabled), event);
            } else {
                write(record.get(), enabled, by, present, event);
            }
            applied(Switches.subscription(name), enabled, by);
            return null;
        });
    }

    /** Who is there stores it with the checkpoint of that moment, for no older one may come after it. */
    private void write(
            SubscriptionRecord record, boolean enabled, String by, Optional<Subscriber> present, Change event) {
        SubscriptionHistory history = subscriptions.store().read(open -> SubscriptionHistory.read(open, record.name()));
        Instant now = clock.instant();
        Function<Ledger.Mark, List<Change>> changes = mark -> List.of(
                new Change.PutSubscription(Relocation.at(record, mark, enabled)),
                history.last()
                        .map(last ->
                                history.with(last.next(enabled ? Mark.RESUMED : Mark.PAUSED, mark.position(), now, by)))
                        .orElse(history)
                        .change(),
                event);
        if (present.isPresent()
                && present.get() instanceof DurableSubscription subscription
                && subscription.isPlaced()) {
            clerk.await(subscription.commit(changes));
        } else {
            writer.write(changes.apply(subscriptions.placement().mark(record)));
        }
    }

    @Override
    public void setPluginEnabled(String plugin, boolean enabled, String by) {
        clerk.call(() -> {
            writer.write(
                    Switches.change(Switches.plugin(plugin), enabled),
                    events.by(
                            by,
                            "carillon.plugin.delivery_" + word(enabled),
                            "plugin/" + plugin,
                            Map.of("plugin", plugin, "by", by)));
            applied(Switches.plugin(plugin), enabled, by);
            return null;
        });
    }

    @Override
    public void setDeliveryEnabled(boolean enabled, String by) {
        clerk.call(() -> {
            writer.write(
                    Switches.change(Switches.all(), enabled),
                    events.by(by, "carillon.delivery." + word(enabled), "system/delivery", Map.of("by", by)));
            applied(Switches.all(), enabled, by);
            return null;
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

    @Override
    public long seek(String name, StartFrom to, String by) {
        return relocation.seek(name, to, by);
    }

    @Override
    public void purge(String name, String by) {
        relocation.purge(name, by);
    }
}
