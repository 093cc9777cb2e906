// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.EventsException;
import io.carillon.events.HandlerMode;
import io.carillon.events.Subscription;
import io.carillon.events.bus.internal.log.LogTail;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.StoreInfo;
import io.carillon.events.store.SubscriptionRecord;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
    /** How long a change of a subscription may take to be stored. */
    private static final Duration STORING = Duration.ofSeconds(10);

    /** Where the log was when a subscription came or the log was opened, whichever was later: what "from now on" means. */
    private record Birth(String logId, long position) {}

    private final SubscriptionTable table;
    private final LaneServices services;
    private final StoreHolder store;
    private final LogTail tail;
    private final Placement placement;
    private final Switches switches = new Switches();
    private final Object applying = new Object();
    private final Map<DurableSubscription, Birth> births = new ConcurrentHashMap<>();
    private final Clerk clerk;
    private final ClientSubscriptions clients;
    private volatile Birth opening = new Birth("", 0);

    public Subscriptions(SubscriptionTable table, LaneServices services, LogTail tail) {
        this.table = table;
        this.services = services;
        this.store = services.store();
        this.tail = tail;
        this.clerk = new Clerk(STORING);
        this.placement = new Placement(services, tail);
        this.clients = new ClientSubscriptions(clerk, placement, services);
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
        HandlerCall call = new HandlerCall(
                name,
                plugin.pool(),
                plugin.handler(),
                services.settings(),
                services.clock(),
                stuck -> later(() -> record(stuck, name, plugin.plugin())));
        if (declared.mode() == HandlerMode.LIVE) {
            LiveMailbox mailbox = new LiveMailbox(name, declared, plugin, call, services);
            enter(mailbox);
            return mailbox;
        }
        DurableSubscription subscription =
                new DurableSubscription(name, declared, plugin, call, services, this::placeNow);
        enter(subscription);
        store.info().ifPresent(info -> births.put(subscription, new Birth(info.storeId(), tail.head())));
        later(() -> place(subscription));
        return subscription;
    }

    private void record(StuckCall stuck, String name, String plugin) {
        try {
            services.writer()
                    .write(stuck.event(services.events(), services.clock().instant(), name, plugin));
        } catch (EventsException e) {
            LOG.debug("It is not recorded that the handler of {} is stuck: {}", name, e.getMessage());
        }
    }

    /** Before it is in the table it must not get what it is not to get; how the switches stood may have changed by then. */
    private void enter(Subscriber subscriber) {
        applySwitches(subscriber);
        table.add(subscriber);
        applySwitches(subscriber);
    }

    /** Takes a handler away; returns once no call of it runs, or its time is over. */
    public void remove(Subscriber subscriber, Duration patience) {
        subscriber.close(patience);
        table.remove(subscriber);
        if (subscriber instanceof DurableSubscription subscription) {
            births.remove(subscription);
            later(() -> noteThatItLeft(subscription.name()));
        }
    }

    private void noteThatItLeft(String name) {
        try {
            if (store.isOpen() && table.get(name).isEmpty()) {
                placement.left(name);
            }
        } catch (EventsException e) {
            LOG.debug("It is not recorded that the handler of {} went: {}", name, e.getMessage());
        }
    }

    /** Learns that the log that is being opened is another one, or lost its end. */
    public void replaced() {
        clients.dropAll();
    }

    /** Learns of a log that was just opened, before anybody appends to it. */
    public void opened(EventStore open, StoreInfo info) {
        opening = new Birth(info.storeId(), tail.head());
        switches.load(open);
        switched();
    }

    /** Learns that the log that was opened can be used. */
    public void ready() {
        later(() -> table.index().durable().forEach(this::place));
    }

    /** Learns that the log is about to be closed. */
    public void closing() {
        table.index().durable().forEach(DurableSubscription::detach);
    }

    private void applySwitches(Subscriber each) {
        synchronized (applying) { // what is applied last is how they stand
            each.enable(switches.allow(each.name(), each.plugin()));
        }
    }

    private void later(Runnable work) {
        clerk.later(work);
    }

    /** Does what must not cross with other changes of what is known of subscriptions. */
    public Clerk clerk() {
        return clerk;
    }

    /** Puts a subscription to its place without waiting for when that is tried again; waits for a while. */
    private void placeNow(DurableSubscription subscription, Duration patience) {
        clerk.within(patience, () -> tryToPlace(subscription));
    }

    /** Puts a subscription to its place in the log, later if that cannot be; on the clerk's thread. */
    void place(DurableSubscription subscription) {
        if (!tryToPlace(subscription)) {
            services.timers().after(RETRY, () -> later(() -> place(subscription)));
        }
    }

    /** Returns whether there is nothing left to be tried. */
    private boolean tryToPlace(DurableSubscription subscription) {
        int opening = services.appender().checkpoints().opening(); // before it is asked which log that is
        Optional<StoreInfo> info = store.info();
        if (info.isEmpty() || table.get(subscription.name()).orElse(null) != subscription) {
            return true; // placed when a log is opened, or not at all
        }
        try {
            if (!subscription.resume(opening)) {
                Placement.Found found = placement.find(
                        subscription, born(subscription, info.get().storeId()));
                subscription.begin(opening, found);
            }
            return true;
        } catch (EventsException e) {
            LOG.warn(
                    "Subscription {} cannot be put to its place in the log yet: {}",
                    subscription.name(),
                    e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            LOG.error("Subscription {} cannot be put to its place in the log", subscription.name(), e);
        }
        return false;
    }

    /** Head of the log when a subscription came, or the log was opened, whichever was later. */
    private long born(DurableSubscription subscription, String logId) {
        Birth birth = births.get(subscription);
        return birth != null && birth.logId().equals(logId) ? birth.position() : opening.position();
    }

    /** Those of clients. */
    public ClientSubscriptions clients() {
        return clients;
    }

    /** Whether a subscription has its handler, or its client. */
    public boolean isPresent(String name) {
        return table.get(name).isPresent() || clients.isHeld(name);
    }

    /** What a subscription handled when, and what may not be stored of it, if its handler or its client is there. */
    public Optional<OpenBook.Snapshot> book(String name) {
        return table.get(name)
                .filter(DurableSubscription.class::isInstance)
                .map(DurableSubscription.class::cast)
                .flatMap(DurableSubscription::book)
                .or(() -> clients.book(name));
    }

    Placement placement() {
        return placement;
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
        clients.dropAll();
        clerk.close();
    }
}
