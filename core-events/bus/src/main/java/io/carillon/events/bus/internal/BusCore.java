// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.admin.ClearAdmin;
import io.carillon.events.admin.ClientSubscriptionsAdmin;
import io.carillon.events.admin.DeadLettersAdmin;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.ExplainAdmin;
import io.carillon.events.admin.PluginLoads;
import io.carillon.events.admin.ReplayAdmin;
import io.carillon.events.admin.StoreAdmin;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.events.admin.TimingsAdmin;
import io.carillon.events.bus.internal.admin.Chronicle;
import io.carillon.events.bus.internal.admin.Clearing;
import io.carillon.events.bus.internal.admin.HostFacts;
import io.carillon.events.bus.internal.admin.LogAdmin;
import io.carillon.events.bus.internal.admin.QuotaEvents;
import io.carillon.events.bus.internal.admin.Timings;
import io.carillon.events.bus.internal.deliver.Bands;
import io.carillon.events.bus.internal.deliver.DeadLetterDesk;
import io.carillon.events.bus.internal.deliver.Drains;
import io.carillon.events.bus.internal.deliver.FirstAttempts;
import io.carillon.events.bus.internal.deliver.LaneServices;
import io.carillon.events.bus.internal.deliver.LogFollower;
import io.carillon.events.bus.internal.deliver.PluginPool;
import io.carillon.events.bus.internal.deliver.Subscriber;
import io.carillon.events.bus.internal.deliver.SubscriptionTable;
import io.carillon.events.bus.internal.deliver.Subscriptions;
import io.carillon.events.bus.internal.deliver.Switchboard;
import io.carillon.events.bus.internal.deliver.Watchdog;
import io.carillon.events.bus.internal.explain.Explainer;
import io.carillon.events.bus.internal.load.ClassOwners;
import io.carillon.events.bus.internal.load.LoadWatch;
import io.carillon.events.bus.internal.load.PluginAccount;
import io.carillon.events.bus.internal.log.Appender;
import io.carillon.events.bus.internal.log.LogPages;
import io.carillon.events.bus.internal.log.LogTail;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.bus.internal.log.Timers;
import io.carillon.events.bus.internal.log.Writer;
import io.carillon.events.bus.internal.plugin.PluginIdentity;
import io.carillon.events.bus.internal.plugin.PluginServices;
import io.carillon.events.bus.internal.plugin.PluginView;
import io.carillon.events.bus.internal.publish.EphemeralTypes;
import io.carillon.events.bus.internal.publish.EventIds;
import io.carillon.events.bus.internal.publish.EventMaker;
import io.carillon.events.bus.internal.publish.HostEvents;
import io.carillon.events.bus.internal.publish.Publishing;
import io.carillon.events.bus.internal.publish.ReceiptDesk;
import io.carillon.events.bus.internal.replay.Replayer;
import io.carillon.events.bus.internal.upkeep.Dormancy;
import io.carillon.events.bus.internal.upkeep.Upkeep;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.EventStoreProvider;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.StoreInfo;
import io.carillon.events.store.StoreSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole bus without the framework around it: puts the parts together, starts them, and stops them in order. */
final class BusCore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BusCore.class);
    private static final Duration HEAD_POLL = Duration.ofMillis(250);
    private static final Duration FINISH_HANDLERS = Duration.ofSeconds(3);
    private static final Duration FINISH_QUEUE = Duration.ofSeconds(2);
    private static final Duration FINISH_THREADS = Duration.ofSeconds(1);
    /** No plugin may fill more of the queue before the log than one such part. */
    private static final int PENDING_PART = 4;

    private static final int HOST_TASKS = 1_000;

    private final Timers timers;
    private final LogTail tail;
    private final StoreHolder store;
    private final Appender appender;
    private final SubscriptionTable table = new SubscriptionTable();
    private final Subscriptions subscriptions;
    private final LogFollower follower;
    private final Watchdog watchdog;
    private final Publishing publishing;
    private final Chronicle chronicle;
    private final PluginPool hostPool;
    private final ReceiptDesk hostDesk;
    private final LogAdmin logAdmin;
    private final Switchboard switchboard;
    private final DeadLetterDesk deadLetters;
    private final LoadWatch loads;
    private final Drains drains;
    private final Explainer explainer;
    private final Replayer replayer;
    private final Clearing clearing;
    private final Upkeep upkeep;
    private final PluginServices pluginServices;
    private final Set<PluginView> views = ConcurrentHashMap.newKeySet();
    private String logId = "";

    /** For tests: nobody knows whose classes there are. */
    BusCore(BusSettings settings, StoreSettings storeSettings, HostFacts host, Clock clock, Timers timers) {
        this(settings, storeSettings, host, clock, timers, className -> Set.of());
    }

    BusCore(
            BusSettings settings,
            StoreSettings storeSettings,
            HostFacts host,
            Clock clock,
            Timers timers,
            ClassOwners classes) {
        this.timers = timers;
        this.tail = new LogTail(settings.tailEvents(), settings.tailBytes());
        this.store = new StoreHolder(storeSettings, clock, timers, new StoreLife());
        this.appender = new Appender(store, tail, settings.queueEvents(), settings.queueBytes());
        LogPages log = new LogPages(tail, store);
        Writer writer = new Writer(appender, settings.publishTimeout());
        FirstAttempts firstAttempts = new FirstAttempts();
        EphemeralTypes ephemeral = new EphemeralTypes();
        EventMaker maker = new EventMaker(clock, new EventIds(clock), settings.maxEventBytes());
        HostEvents hostEvents = new HostEvents(maker, clock);
        LaneServices lanes = new LaneServices(
                log, store, appender, timers, clock, settings.delivery(), firstAttempts, hostEvents, writer, ephemeral);
        this.subscriptions = new Subscriptions(table, lanes, tail);
        this.follower = new LogFollower(
                tail, log, store, table, new Bands(table, settings.bandDeadline(), clock, timers), HEAD_POLL);
        this.watchdog = new Watchdog(table, timers, settings.delivery());
        this.publishing = new Publishing(
                maker, appender, store, table::deliverUnlogged, ephemeral, clock, settings.publishTimeout());
        this.chronicle = new Chronicle(host, hostEvents, writer, timers, subscriptions.clerk(), clock);
        Dormancy dormancy = new Dormancy(settings.upkeep().dormant(), clock);
        this.switchboard = new Switchboard(
                subscriptions, tail, lanes, dormancy::expires, settings.upkeep().dormant());
        this.deadLetters = new DeadLetterDesk(subscriptions, lanes);
        ClassLoader own = BusCore.class.getClassLoader();
        this.hostPool = new PluginPool(
                new PluginAccount("carillon", own, 1, settings.publishTimeout()), own, 2, HOST_TASKS, timers);
        this.drains = new Drains(table);
        this.loads = new LoadWatch(
                settings.load(), timers, this::handlers, new QuotaEvents(hostEvents, chronicle, clock), classes);
        this.explainer = new Explainer(table, subscriptions::book, store, hostEvents.binding());
        this.replayer = new Replayer(table, store, writer, hostEvents, timers, clock);
        this.clearing = new Clearing(store, writer, tail, hostEvents);
        this.upkeep = new Upkeep(
                settings.upkeep(),
                new Upkeep.Subject(switchboard, deadLetters, subscriptions::isPresent, store, writer, hostEvents),
                dormancy,
                timers,
                clock);
        this.hostDesk = new ReceiptDesk(
                settings.queueEvents(),
                settings.publishTimeout(),
                hostPool::run,
                hostPool.factory("carillon-receipts-"));
        this.logAdmin = new LogAdmin(
                publishing,
                hostDesk,
                store,
                tail,
                appender,
                table,
                follower,
                hostEvents.binding(),
                settings.queueEvents());
        this.pluginServices = new PluginServices(
                publishing,
                subscriptions,
                table,
                drains,
                ephemeral,
                firstAttempts,
                store,
                writer,
                clock,
                timers,
                storeSettings.dataDirectory(),
                settings.delivery(),
                settings.publishTimeout(),
                settings.queueEvents(),
                Math.max(1, settings.queueEvents() / PENDING_PART));
        appender.start();
        follower.start();
        watchdog.start();
        loads.start();
        upkeep.start();
    }

    /** What becomes of the store concerns everybody, in this order. On the holder's thread but for {@code lost}. */
    private final class StoreLife implements StoreHolder.Listener {

        @Override
        public void opened(EventStore open, StoreInfo info) {
            LogHead head = open.head();
            boolean known = info.storeId().equals(logId);
            if (!known || head.position() < follower.told()) {
                follower.startAfter(head.position());
            }
            if (!known || head.position() < tail.head()) { // another log, or the same without its end
                appender.checkpoints().clear();
                subscriptions.replaced();
            }
            logId = info.storeId();
            tail.reset(head.position());
            subscriptions.opened(open, info);
        }

        @Override
        public void ready() {
            subscriptions.ready();
            store.info().ifPresent(chronicle::ready);
        }

        @Override
        public void closing() {
            subscriptions.closing();
        }

        @Override
        public void lost(Instant since, String reason) {
            chronicle.lost(since, reason);
        }
    }

    void add(EventStoreProvider provider) {
        store.add(provider);
    }

    void remove(EventStoreProvider provider) {
        store.remove(provider);
    }

    /** The bus as a plugin sees it, to be closed when the plugin stops. */
    PluginView open(PluginIdentity plugin) {
        PluginView view = new PluginView(plugin, pluginServices);
        drains.forget(plugin.id());
        loads.add(view.account(), !plugin.host());
        views.add(view);
        return view;
    }

    /** Ends a plugin's view. */
    void close(PluginView view) {
        views.remove(view);
        view.close();
        loads.remove(view.account());
        drains.forget(view.identity().id());
    }

    PluginServices pluginServices() {
        return pluginServices;
    }

    EventsAdmin events() {
        return logAdmin;
    }

    SubscriptionsAdmin subscriptions() {
        return switchboard;
    }

    ClientSubscriptionsAdmin clients() {
        return subscriptions.clients();
    }

    DeadLettersAdmin deadLetters() {
        return deadLetters;
    }

    Drains drains() {
        return drains;
    }

    PluginLoads loads() {
        return loads;
    }

    TimingsAdmin timings() {
        return new Timings(publishing, table);
    }

    private int handlers(String plugin) {
        return (int) table.all().stream()
                .filter(each -> each.plugin().equals(plugin))
                .count();
    }

    ExplainAdmin explain() {
        return explainer;
    }

    ReplayAdmin replays() {
        return replayer;
    }

    ClearAdmin clearing() {
        return clearing;
    }

    StoreAdmin storeAdmin() {
        return store::status;
    }

    Collection<Subscriber> subscribers() {
        return table.all();
    }

    StoreHolder store() {
        return store;
    }

    /**
     * Stops within ten seconds: publishers are refused, handlers finish, what is queued and the checkpoints are written,
     * the store is closed.
     */
    @Override
    public void close() {
        publishing.close();
        drains.closeAll(FINISH_HANDLERS);
        watchdog.close();
        loads.close();
        upkeep.close();
        subscriptions.clients().endAll();
        appender.finish(FINISH_QUEUE);
        follower.close();
        subscriptions.close();
        store.close();
        timers.close();
        views.forEach(PluginView::end);
        long end = System.nanoTime() + FINISH_THREADS.toNanos();
        views.forEach(each -> each.awaitEnd(end));
        drains.close();
        hostDesk.close();
        hostPool.close();
        LOG.info("Bus stopped");
    }
}
