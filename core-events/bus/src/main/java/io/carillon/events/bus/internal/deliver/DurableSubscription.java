// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.HandlerMode;
import io.carillon.events.Subscription;
import io.carillon.events.admin.Durations;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionStatus.Counts;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.bus.internal.log.LogEntry;
import io.carillon.events.store.Change;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A durable subscription whose handler is there.
 *
 * <p>Threads: safe for concurrent use. Its switches are guarded by {@code this}, all else by its {@link Course}; the lock of
 * the course may be taken with the one of this, never the other way round.
 */
public final class DurableSubscription implements Subscriber {

    private static final Logger LOG = LoggerFactory.getLogger(DurableSubscription.class);
    /** How long the end of a subscription waits for lanes without a call; they may wait for a thread of the plugin. */
    private static final Duration LANES = Duration.ofSeconds(1);
    /** How long the end of a subscription waits for the store. */
    private static final Duration LAST_CHECKPOINT = Duration.ofSeconds(3);

    private final String name;
    private final Subscription declared;
    private final TypeMatch types;
    private final PluginHandler plugin;
    private final HandlerCall call;
    private final LaneServices services;
    private final Lanes lanes;
    private final Course course;
    private final BiConsumer<DurableSubscription, Duration> placing;

    private boolean enabled = true;
    private boolean draining;
    private boolean moving;
    private boolean closed;

    /** @param placing tries once to put it to its place, and waits for that for so long at most */
    DurableSubscription(
            String name,
            Subscription declared,
            PluginHandler plugin,
            HandlerCall call,
            LaneServices services,
            BiConsumer<DurableSubscription, Duration> placing) {
        this.name = name;
        this.declared = declared;
        this.types = new TypeMatch(declared.types());
        this.plugin = plugin;
        this.call = call;
        this.services = services;
        this.lanes = new Lanes(name, declared, types, plugin, call, services);
        this.course = lanes.course();
        this.placing = placing;
        course.allow(true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String plugin() {
        return plugin.plugin();
    }

    /** Version of its plugin. */
    public String pluginVersion() {
        return plugin.version();
    }

    @Override
    public Subscription declared() {
        return declared;
    }

    @Override
    public boolean wants(String type) {
        return types.wants(type);
    }

    /** Goes on where it was, if it was in this log before; returns whether it was. */
    boolean resume(int opening) {
        return course.resume(opening);
    }

    /** Begins at a mark of a log, with what was set aside before. */
    void begin(int opening, Placement.Found place) {
        course.begin(opening, place);
    }

    /** Whether it has its place in the log that is open. */
    boolean isPlaced() {
        return course.isPlaced();
    }

    /** Stops reading until the log is there again. */
    void detach() {
        course.detach();
    }

    @Override
    public synchronized void enable(boolean on) {
        enabled = on;
        apply();
    }

    private void apply() {
        course.allow(enabled && !draining && !moving && !closed);
    }

    void appended(long first, long last, boolean wanted) {
        course.appended(first, last, wanted);
    }

    /** How it goes along the log. */
    Course course() {
        return course;
    }

    @Override
    public boolean attempted(long position) {
        return course.wasAttempted(position);
    }

    @Override
    public void poke() {
        course.wake();
    }

    @Override
    public void gate(StartGate gate) {
        course.gate(gate);
    }

    @Override
    public RecentDeliveries recent() {
        return lanes.recent();
    }

    /** What it handled when, and what may not be stored of it; empty while it has no place in the log. */
    public Optional<OpenBook.Snapshot> book() {
        return course.book();
    }

    @Override
    public boolean isHandling(long position) {
        return call.running().isHandling(position);
    }

    @Override
    public int inFlight() {
        return call.running().inFlight();
    }

    @Override
    public CompletableFuture<Optional<String>> replay(Event event, long position, String replayId) {
        Extra extra = new Extra(new LogEntry(position, event), replayId, new CompletableFuture<>());
        if (!course.add(extra)) {
            extra.answer()
                    .completeExceptionally(new RejectedExecutionException("subscription " + name
                            + " takes no replay now: it is paused, draining or stopped by its circuit breaker, or "
                            + declared.lanes() + " wait already"));
        }
        return extra.failure();
    }

    /** Stores something together with the checkpoint as it is then. */
    CompletableFuture<Void> commit(Function<Ledger.Mark, List<Change>> changes) {
        return course.commit(changes);
    }

    @Override
    public List<String> drain(Duration patience) {
        synchronized (this) {
            draining = true;
            apply();
        }
        return settleDown(patience);
    }

    @Override
    public synchronized void undrain() {
        draining = false;
        apply();
    }

    /** Takes nothing up any more until it {@linkplain #moved has been moved}; returns whether no call runs. */
    boolean hold(Duration patience) {
        synchronized (this) {
            moving = true;
            apply();
        }
        return settleDown(patience).isEmpty();
    }

    synchronized void moved() {
        moving = false;
        apply();
    }

    private List<String> settleDown(Duration patience) {
        course.withdraw().forEach(each -> each.refuse(name));
        boolean ended = call.running().awaitIdle(patience);
        List<String> abandoned = call.running().whereabouts();
        if (HandlerThreads.onHandlerThread()) {
            return abandoned;
        }
        if (ended) {
            course.awaitLanes(LANES); // a call has ended, or was given up, a moment before what came of it is noted
        }
        if (services.store().isOpen() && (course.isPlaced() || placed())) {
            awaitStored(course.store());
        }
        return abandoned;
    }

    /** Has it put to its place, so that it is known of it from then on, and waits for that attempt alone; whether it was. */
    private boolean placed() {
        placing.accept(this, LAST_CHECKPOINT);
        return course.isPlaced();
    }

    private void awaitStored(CompletableFuture<Void> checkpoint) {
        try {
            checkpoint.get(LAST_CHECKPOINT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException | CancellationException e) {
            LOG.warn("The last checkpoint of subscription={} is not stored; some events will come again", name);
        }
    }

    @Override
    public boolean isLive() {
        Standing standing = course.standing();
        return standing.attached() && state(standing) == State.LIVE;
    }

    private synchronized State state(Standing standing) {
        if (closed) {
            return State.DORMANT;
        }
        if (call.running().isStuck() || plugin.pool().exhausted()) {
            return State.STUCK;
        }
        if (draining) {
            return State.DRAINING;
        }
        if (!enabled) {
            return State.PAUSED;
        }
        if (standing.retrying() > 0
                || standing.hindrance() != null
                || standing.breaker() != SubscriptionStatus.Breaker.CLOSED) {
            return State.FAILING;
        }
        return services.log().head() - standing.checkpoint() <= Backlog.WINDOW ? State.LIVE : State.CATCHING_UP;
    }

    @Override
    public void keepTime(long now) {
        call.keepTime(now);
    }

    @Override
    public Durations took() {
        return call.took();
    }

    @Override
    public SubscriptionStatus status() {
        Standing standing = course.standing();
        boolean on;
        synchronized (this) {
            on = enabled;
        }
        return new SubscriptionStatus(
                name,
                plugin(),
                types.patterns(),
                HandlerMode.DURABLE,
                declared.ordering(),
                declared.priority(),
                state(standing),
                on,
                standing.checkpoint(),
                standing.attached() ? Math.max(0, services.log().head() - standing.checkpoint()) : 0,
                Duration.ZERO,
                new Counts(call.handled(), call.failed(), 0, standing.retrying(), standing.letters(), standing.keys()),
                standing.breaker(),
                call.running().handling(),
                call.running().since(),
                standing.nextAttempt(),
                null,
                Optional.ofNullable(standing.hindrance())
                        .or(() -> Optional.ofNullable(call.failure()))
                        .orElseGet(() -> services.ephemeral().objection(declared)));
    }

    @Override
    public void close(Duration patience) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            apply();
        }
        boolean idle = settleDown(patience).isEmpty();
        if (!idle) {
            course.abandon();
        }
        course.close();
    }
}
