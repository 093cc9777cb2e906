// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.EventsException;
import io.carillon.events.HandlerMode;
import io.carillon.events.StartFrom;
import io.carillon.events.Subscription;
import io.carillon.events.TypePattern;
import io.carillon.events.bus.internal.log.BusThreads;
import io.carillon.events.bus.internal.log.LogTail;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.bus.internal.log.Writer;
import io.carillon.events.store.Change;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.StoreInfo;
import io.carillon.events.store.SubscriptionRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets subscriptions come and go, and puts durable ones to their place in whichever log is open.
 *
 * <p>Threads: safe for concurrent use. What is known of subscriptions in the store is read and changed on one thread, so
 * that two changes of one record never cross.
 */
public final class Subscriptions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** Where the log was when a lane came or the log was opened, whichever was later: what "from now on" means. */
    private record Birth(String logId, long position) {}

    private final SubscriptionTable table;
    private final LaneServices services;
    private final StoreHolder store;
    private final LogTail tail;
    private final Writer writer;
    private final Switches switches = new Switches();
    private final Map<DurableLane, Birth> births = new ConcurrentHashMap<>();
    private final ExecutorService clerk = Executors.newSingleThreadExecutor(BusThreads.named("carillon-subscriptions"));
    private volatile Birth opening = new Birth("", 0);

    public Subscriptions(
            SubscriptionTable table, LaneServices services, StoreHolder store, LogTail tail, Writer writer) {
        this.table = table;
        this.services = services;
        this.store = store;
        this.tail = tail;
        this.writer = writer;
    }

    /**
     * Adds a handler.
     *
     * @throws IllegalStateException if the plugin has a subscription of this id already
     * @throws IllegalArgumentException if its name is too long
     */
    public Subscriber add(PluginHandler plugin, Subscription declared) {
        String name = plugin.plugin() + ":" + declared.id();
        if (name.length() > SubscriptionRecord.MAX_NAME) {
            throw new IllegalArgumentException("subscription \"" + name + "\" has more than "
                    + SubscriptionRecord.MAX_NAME + " characters; shorten its id");
        }
        HandlerCall call =
                new HandlerCall(name, plugin.pool(), plugin.handler(), services.settings(), services.clock());
        if (declared.mode() == HandlerMode.LIVE) {
            LiveMailbox mailbox = new LiveMailbox(name, declared, plugin, call, services);
            mailbox.enable(switches.allow(name, plugin.plugin()));
            table.add(mailbox);
            return mailbox;
        }
        DurableLane lane = new DurableLane(name, declared, plugin, call, services);
        lane.enable(switches.allow(name, plugin.plugin()));
        table.add(lane);
        store.info().ifPresent(info -> births.put(lane, new Birth(info.storeId(), tail.head())));
        later(() -> place(lane));
        return lane;
    }

    /** Takes a handler away; returns once no call of it runs, or its time is over. */
    public void remove(Subscriber subscriber, Duration patience) {
        subscriber.close(patience);
        table.remove(subscriber);
        if (subscriber instanceof DurableLane lane) {
            births.remove(lane);
        }
    }

    /** Learns of a log that was just opened, before anybody appends to it. */
    public void opened(EventStore open, StoreInfo info) {
        opening = new Birth(info.storeId(), tail.head());
        switches.load(open);
        switched();
    }

    /** Learns that the log that was opened can be used. */
    public void ready() {
        later(() -> table.index().lanes().forEach(this::place));
    }

    /** Learns that the log is about to be closed. */
    public void closing() {
        table.index().lanes().forEach(DurableLane::detach);
    }

    private void applySwitches(Subscriber each) {
        each.enable(switches.allow(each.name(), each.plugin()));
    }

    private void later(Runnable work) {
        try {
            clerk.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("Subscriptions are not looked after any more because the bus has stopped");
        }
    }

    /** Runs work that must not cross with other changes of what is known of subscriptions. */
    public ExecutorService clerk() {
        return clerk;
    }

    private void place(DurableLane lane) {
        int opening = services.appender().checkpoints().opening(); // before it is asked which log that is
        Optional<StoreInfo> info = store.info();
        if (info.isEmpty() || table.get(lane.name()).orElse(null) != lane) {
            return; // placed when a log is opened, or not at all
        }
        try {
            if (!lane.resume(opening)) {
                lane.attach(opening, position(lane, info.get().storeId()));
            }
        } catch (EventsException e) {
            LOG.warn("Subscription {} cannot be put to its place in the log yet: {}", lane.name(), e.getMessage());
            services.timers().after(RETRY, () -> later(() -> place(lane)));
        } catch (RuntimeException | LinkageError e) {
            LOG.error("Subscription {} cannot be put to its place in the log", lane.name(), e);
            services.timers().after(RETRY, () -> later(() -> place(lane)));
        }
    }

    /** Where a lane goes on, or begins; what the store knows of it is up to date afterwards. */
    private long position(DurableLane lane, String logId) {
        List<String> types =
                lane.declared().types().stream().map(TypePattern::text).toList();
        Optional<SubscriptionRecord> known = store.read(open -> open.subscription(lane.name()));
        if (known.isEmpty()) {
            long start = start(lane, logId);
            LOG.info("New subscription {} begins after position {}", lane.name(), start);
            put(new SubscriptionRecord(
                    lane.name(),
                    lane.plugin(),
                    types,
                    1,
                    start,
                    start,
                    List.of(),
                    true,
                    services.clock().instant()));
            return start;
        }
        SubscriptionRecord record = known.get();
        long pending = services.appender().checkpoints().pending(lane.name()).orElse(0);
        long position = Math.min(Math.max(record.position(), pending), tail.head());
        if (!record.types().equals(types)) {
            LOG.info("Subscription {} wants other types from position {} on: {}", lane.name(), position, types);
            put(new SubscriptionRecord(
                    record.name(),
                    record.plugin(),
                    types,
                    record.generation() + 1,
                    position,
                    position,
                    List.of(),
                    record.enabled(),
                    record.created()));
        }
        return position;
    }

    private void put(SubscriptionRecord record) {
        writer.write(new Change.PutSubscription(record));
    }

    private long start(DurableLane lane, String logId) {
        if (lane.declared().from() == StartFrom.BEGINNING) {
            LogHead head = store.read(EventStore::head);
            return head.first() - 1;
        }
        Birth birth = births.get(lane);
        return birth != null && birth.logId().equals(logId) ? birth.position() : opening.position();
    }

    Switches switches() {
        return switches;
    }

    SubscriptionTable table() {
        return table;
    }

    StoreHolder store() {
        return store;
    }

    /** Switches what is there to how the switches stand. */
    void switched() {
        table.all().forEach(this::applySwitches);
    }

    @Override
    public void close() {
        clerk.shutdownNow();
    }
}
