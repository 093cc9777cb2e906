// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.EventContext;
import io.carillon.events.Subscription;
import io.carillon.events.bus.internal.admin.HostFacts;
import io.carillon.events.bus.internal.deliver.Subscriber;
import io.carillon.events.bus.internal.plugin.PluginIdentity;
import io.carillon.events.bus.internal.plugin.PluginView;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogReader;
import io.carillon.events.store.StoreSettings;
import io.carillon.events.store.StoredEvent;
import io.carillon.patience.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A host with durable subscriptions, of which a random driver does one thing after the other while its handlers run on
 * their own threads. Everything that happens is held against {@link SubscriptionModel}.
 *
 * <p>Threads: one drives. All that handlers touch too is guarded by {@code this}.
 */
final class DeliveryWorld implements AutoCloseable {

    static final String PLUGIN = "model";

    /** A handler that fails. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final Random random;
    private final EventStore store;
    private final ManualClock time = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Map<String, SubscriptionModel> models = new HashMap<>();
    private final ParkedCalls parked = new ParkedCalls();
    private final Map<Thread, Map.Entry<SubscriptionModel, Long>> returned = new HashMap<>();
    private final Set<Long> poison = new HashSet<>();
    private final ModelTrace trace;
    private final ExecutorService undertaker = Executors.newCachedThreadPool();
    private final Map<String, Integer> counts = new HashMap<>();

    private ManualClock.Alarms alarms = time.new Alarms();
    private SeveredStore way;
    private BusCore core;
    private PluginView plugin;
    private int incarnation;
    private long learnt;
    private long steps;
    private boolean calm;

    DeliveryWorld(Random random, EventStore store, List<Subscription> subscriptions) {
        this.random = random;
        this.store = store;
        this.trace = new ModelTrace(time);
        for (Subscription each : subscriptions) {
            String name = PLUGIN + ":" + each.id();
            models.put(name, new SubscriptionModel(name, each));
        }
        this.way = new SeveredStore(store);
        this.core = start();
        this.plugin = open();
    }

    private BusCore start() {
        alarms = time.new Alarms();
        way = new SeveredStore(store);
        StoreSettings storeSettings =
                new StoreSettings("memory:", Path.of("target", "model"), Map.of(), Duration.ofSeconds(5));
        BusCore started = new BusCore(
                ModelSettings.settings(), storeSettings, new HostFacts("model", "1", Instant.EPOCH), time, alarms);
        started.add(BusFixture.providing(way.view()));
        return started;
    }

    private PluginView open() {
        PluginView opened = core.open(new PluginIdentity(PLUGIN, "1.0.0", DeliveryWorld.class.getClassLoader()));
        int now = incarnation;
        for (SubscriptionModel each : models.values()) {
            opened.subscribe(each.declared, (event, context) -> handle(now, each, context));
        }
        ModelTrace.until(
                "the store to open and every subscription to be there",
                () -> core.store().isOpen() && store.subscriptions().size() >= models.size());
        return opened;
    }

    private void handle(int ofIncarnation, SubscriptionModel model, EventContext context) throws Exception {
        CompletableFuture<Boolean> outcome;
        boolean effects = model.declared.id().equals(ModelSettings.EFFECTS);
        boolean early;
        synchronized (this) {
            if (ofIncarnation != incarnation) {
                throw new Refused();
            }
            learn(context.position());
            trace.told(model.name + " " + context.position() + " of "
                    + context.event().subject().orElse("-") + "/"
                    + context.event().correlationId().orElse("-") + " attempt " + context.attempt() + " begins");
            trace.observe(() -> model.started(context.position(), context.attempt(), time.instant()));
            outcome = calm || random.nextInt(2) == 0
                    ? CompletableFuture.completedFuture(outcome(context.position()))
                    : parked.park(model, context.position());
            early = random.nextBoolean();
        }
        boolean well = false;
        try {
            if (effects && early) {
                count(context);
            }
            well = await(outcome);
            if (well && effects && !early) {
                count(context);
            }
        } catch (InterruptedException | ExecutionException | CancellationException e) {
            well = false;
        } finally {
            well = ended(ofIncarnation, model, context, outcome, well);
        }
        if (!well) {
            throw new Refused();
        }
    }

    /** Waits to be told how a call ends, whatever interrupts it once it is deaf. */
    private boolean await(CompletableFuture<Boolean> outcome) throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return outcome.get();
            } catch (InterruptedException e) {
                if (!isDeaf(outcome)) {
                    throw e;
                }
            }
        }
    }

    private synchronized boolean isDeaf(CompletableFuture<Boolean> outcome) {
        return parked.isDeaf(outcome);
    }

    /** Counts how often an event was handled, in the state that commits with its mark. */
    private static void count(EventContext context) {
        String key = "of." + context.position();
        long before = context.state().get(key, Long.class).orElse(0L);
        context.state().put(key, before + 1);
    }

    /** Whether the call ends well: not if it was interrupted. */
    private synchronized boolean ended(
            int ofIncarnation,
            SubscriptionModel model,
            EventContext context,
            CompletableFuture<Boolean> call,
            boolean succeeded) {
        boolean well = succeeded && !Thread.currentThread().isInterrupted();
        boolean counts = ofIncarnation == incarnation && !parked.isDeaf(call);
        parked.returned(call);
        if (!counts) {
            returned.remove(Thread.currentThread()); // what it did before has long ended
        } else {
            trace.told(model.name + " " + context.position() + (well ? " handled" : " failed"));
            trace.observe(() -> model.ended(context.position(), well, time.instant()));
            returned.put(Thread.currentThread(), Map.entry(model, context.position()));
            steps++;
        }
        return well;
    }

    private boolean outcome(long position) {
        return calm ? random.nextInt(50) > 0 : !poison.contains(position) && random.nextInt(12) > 0;
    }

    /** Reads what the log holds up to a position into the models. */
    synchronized void learn(long position) {
        while (learnt < position) {
            List<StoredEvent> page = store.readAfter(learnt, LogReader.MAX_PAGE);
            if (page.isEmpty()) {
                return;
            }
            for (StoredEvent each : page) {
                models.values().forEach(model -> model.appended(each.position(), each.event()));
                learnt = each.position();
                if (random.nextInt(40) == 0) {
                    poison.add(each.position());
                }
            }
        }
    }

    synchronized void counted(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    /** Lets a call go on, if one waits. */
    synchronized void release() {
        if (parked.release(random)) {
            counted("release");
        }
        if (random.nextInt(20) == 0) {
            parked.releaseDeaf(random);
        }
    }

    /** Lets the calls of one subscription, or of all, go on. */
    synchronized void releaseAll(@Nullable SubscriptionModel of) {
        parked.releaseAll(random, of);
    }

    /** Interrupts all calls of a subscription that run. */
    void timeOut(SubscriptionModel model) {
        counted("time out");
        synchronized (this) { // no call returns meanwhile, but one may have returned and not have ended
            returned.values().stream()
                    .filter(each -> each.getKey() == model)
                    .forEach(each -> model.interruptedAfter(each.getValue()));
            trace.told(model.name + " times out");
            subscriber(model).ifPresent(each -> each.keepTime(System.nanoTime() + ModelSettings.BUDGET.toNanos() + 1));
        }
    }

    private Optional<Subscriber> subscriber(SubscriptionModel model) {
        return core.subscribers().stream()
                .filter(each -> each.name().equals(model.name))
                .findFirst();
    }

    /**
     * Has all calls of a subscription that run hang until they are given up, which is then; not if there is one of which it
     * is not known here how far it has come.
     */
    synchronized void hang(SubscriptionModel model) {
        long now = System.nanoTime(); // calls that begin from here on are in time
        List<Long> positions = parked.positions(model);
        Subscriber subscriber = subscriber(model).orElse(null);
        if (subscriber == null
                || positions.isEmpty()
                || subscriber.inFlight() != positions.size() + parked.deaf(model)
                || positions.size() + parked.deaf(null) > ModelSettings.DEAF) {
            return;
        }
        counted("hang");
        parked.deafen(model);
        long over = now + ModelSettings.BUDGET.toNanos();
        subscriber.keepTime(over);
        subscriber.keepTime(over + ModelSettings.GRACE.toNanos());
        for (long position : positions) {
            trace.told(model.name + " " + position + " hangs and is given up");
            trace.observe(() -> model.ended(position, false, time.instant()));
            steps++;
        }
    }

    /** Models by the names of their subscriptions. */
    Map<String, SubscriptionModel> models() {
        return models;
    }

    BusCore core() {
        return core;
    }

    PluginView plugin() {
        return plugin;
    }

    EventStore store() {
        return store;
    }

    ModelTrace trace() {
        return trace;
    }

    SubscriptionModel model(String name) {
        SubscriptionModel model = models.get(name);
        if (model == null) {
            throw new AssertionError("no model of " + name);
        }
        return model;
    }

    /** Position up to which the models know the log. */
    synchronized long learnt() {
        return learnt;
    }

    /** Counts one thing that was done. */
    synchronized void stepped() {
        steps++;
    }

    /** Lets time pass. */
    void advance(Duration by) {
        alarms.advance(by);
    }

    /** An event is handled from now on, whatever it did to its handler. */
    synchronized void heal(long position) {
        poison.remove(position);
    }

    /** Whether nearly every event is handled, and no call has to be let go on. */
    synchronized void calm(boolean on) {
        calm = on;
    }

    /** Drops the host where it stands and starts another one on the same store. */
    void crash() {
        counted("crash");
        BusCore dead = core;
        synchronized (this) {
            way.sever();
            incarnation++;
            alarms.close();
            trace.told("crash");
            learn(Long.MAX_VALUE);
            models.values().forEach(each -> {
                StoredDelivery stored = StoredDelivery.of(store, each.name);
                trace.told(each.name + " is left as " + stored);
                each.crashed(stored);
            });
            parked.cancel();
            returned.clear();
        }
        undertaker.execute(dead::close);
        core = start();
        plugin = open();
    }

    synchronized long steps() {
        return steps;
    }

    synchronized Map<String, Integer> counts() {
        return Map.copyOf(counts);
    }

    @Override
    public void close() {
        synchronized (this) {
            calm = true;
            incarnation++;
            parked.cancel();
        }
        core.close();
        undertaker.shutdown();
        try {
            if (!undertaker.awaitTermination(Patience.LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("hosts that crashed did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
