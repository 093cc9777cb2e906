// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.EventsException;
import io.carillon.events.HandlerMode;
import io.carillon.events.Subscription;
import io.carillon.events.admin.Durations;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionStatus.Counts;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.bus.internal.log.LogEntry;
import io.carillon.events.bus.internal.log.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events that wait for one live subscription, bounded in number and bytes: when there is no room the oldest is dropped
 * and counted. A failed attempt is not made again.
 *
 * <p>Threads: at most one run at a time, on the plugin's pool. All fields are guarded by {@code this}; the handler is
 * called without it.
 */
public final class LiveMailbox implements Subscriber {

    private static final Logger LOG = LoggerFactory.getLogger(LiveMailbox.class);
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final String name;
    private final Subscription declared;
    private final TypeMatch types;
    private final PluginHandler plugin;
    private final HandlerCall call;
    private final DeliverySettings settings;
    private final Timers timers;
    private final FirstAttempts firstAttempts;
    private final LaneServices services;
    private final PendingEffects pending;
    private final RecentDeliveries recent;

    private final ArrayDeque<LogEntry> waiting = new ArrayDeque<>();
    private final ArrayDeque<Extra> extras = new ArrayDeque<>();
    private StartGate gate = StartGate.OPEN;
    /** The last event taken up, and whether its attempt has ended. */
    private long taken;

    private boolean calling;
    private long bytes;
    private long dropped;
    private boolean busy;
    private boolean enabled = true;
    private boolean draining;
    private boolean closed;

    LiveMailbox(String name, Subscription declared, PluginHandler plugin, HandlerCall call, LaneServices services) {
        this.name = name;
        this.declared = declared;
        this.types = new TypeMatch(declared.types());
        this.plugin = plugin;
        this.call = call;
        this.settings = services.settings();
        this.timers = services.timers();
        this.firstAttempts = services.firstAttempts();
        this.services = services;
        this.pending = new PendingEffects(name, plugin.plugin(), services.store());
        this.recent = new RecentDeliveries(plugin.version());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String plugin() {
        return plugin.plugin();
    }

    @Override
    public boolean wants(String type) {
        return types.wants(type);
    }

    @Override
    public synchronized void enable(boolean on) {
        enabled = on;
    }

    /** Takes an event in. Never waits. */
    synchronized void offer(LogEntry entry) {
        if (closed) {
            return;
        }
        if (!enabled) {
            dropped++;
            return;
        }
        waiting.addLast(entry);
        bytes += entry.weight();
        while (waiting.size() > settings.mailboxEvents() || bytes > settings.mailboxBytes() && waiting.size() > 1) {
            bytes -= waiting.removeFirst().weight();
            dropped++;
        }
        wake();
    }

    private synchronized void wake() {
        if (!busy && (!waiting.isEmpty() || !extras.isEmpty())) {
            turn();
        }
    }

    private synchronized void turn() {
        busy = plugin.pool().deliver(this::run);
        if (!busy && !closed) {
            timers.after(RETRY, this::wake);
        }
    }

    private void run() {
        try {
            work();
        } catch (Throwable t) { // whatever it is, the subscription goes on
            turn();
            LOG.error(
                    "A run of subscription={} ended unexpectedly; it goes on with the next event",
                    name,
                    Fault.of(t).trace());
            throw t;
        }
    }

    private void work() {
        long until = System.nanoTime() + SLICE_NANOS;
        for (Turn turn = next(); turn != null; turn = next()) {
            VirtualMachineError fatal =
                    turn instanceof Extra extra ? replay(extra) : handle(((Backlog.Step) turn).entry());
            if (fatal != null) {
                throw fatal;
            }
            if (System.nanoTime() >= until) {
                turn(); // others of the plugin get theirs
                return;
            }
        }
    }

    private @Nullable VirtualMachineError handle(LogEntry entry) {
        HandlerCall.Result result = null;
        try {
            result = attempt(entry, null, true);
        } finally {
            synchronized (this) {
                calling = false;
            }
        }
        if (result == null) {
            giveBack(entry);
            return null;
        }
        gate.attempted(entry.position());
        return result instanceof HandlerCall.Result.Failed failed ? failed.fatal() : null;
    }

    private @Nullable VirtualMachineError replay(Extra extra) {
        try {
            HandlerCall.Result result = attempt(extra.entry(), extra.replayId(), false);
            if (result == null) {
                extra.refuse(name);
                return null;
            }
            extra.answer().complete(result);
            return result instanceof HandlerCall.Result.Failed failed ? failed.fatal() : null;
        } catch (RuntimeException | Error e) {
            extra.answer().completeExceptionally(e);
            throw e;
        }
    }

    private synchronized void giveBack(LogEntry entry) {
        if (!closed) {
            waiting.addFirst(entry);
            bytes += entry.weight();
            taken = Math.min(taken, entry.position() - 1);
        }
    }

    private synchronized boolean mayBegin() {
        return enabled && !draining && !closed;
    }

    private HandlerCall.@Nullable Result attempt(LogEntry entry, @Nullable String replayId, boolean first) {
        Event event = entry.event().bind(plugin.binding());
        Delivery delivery = new Delivery(event, entry.position(), name, 1, replayId, plugin, pending);
        long began = services.clock().millis();
        HandlerCall.Result result = call.attempt(event, entry.position(), delivery, delivery::looped, this::mayBegin);
        if (result == null) {
            return null;
        }
        Effects effects = delivery.over();
        if (first) {
            recent.add(entry.position(), 1, result instanceof HandlerCall.Result.Handled, began, result.took());
            firstAttempts.ended(name, event, result);
        }
        if (effects != null) {
            keep(effects, result);
        }
        return result;
    }

    /** There is no mark to store them with: what cannot be stored is lost, as an event would be, and is said. */
    private void keep(Effects effects, HandlerCall.Result result) {
        try {
            if (!effects.isEmpty() && result instanceof HandlerCall.Result.Handled) {
                services.writer().write(effects.changes(services.clock().instant()));
            }
        } catch (EventsException e) {
            LOG.warn("The state that subscription={} changed is not stored: {}", name, e.getMessage());
        } finally {
            effects.drop();
        }
    }

    private synchronized @Nullable Turn next() {
        if (closed || !enabled) {
            dropped += closed ? 0 : waiting.size();
            waiting.clear();
            bytes = 0;
        }
        Extra extra = closed || draining || !enabled ? null : extras.pollFirst();
        if (extra != null) {
            return extra;
        }
        LogEntry entry = draining ? null : waiting.peekFirst();
        if (entry == null || !gate.mayStart(entry)) {
            busy = false;
            return null;
        }
        waiting.removeFirst();
        bytes -= entry.weight();
        taken = Math.max(taken, entry.position());
        calling = true;
        return new Backlog.Step(entry, null, null, 1, 0);
    }

    @Override
    public synchronized boolean attempted(long position) {
        if (calling && position == taken) {
            return false;
        }
        LogEntry first = waiting.peekFirst();
        return position <= taken || closed || first != null && position < first.position();
    }

    /** Whether an event waits here or is being handled. */
    synchronized boolean holds(long position) {
        return calling && position == taken || waiting.stream().anyMatch(entry -> entry.position() == position);
    }

    @Override
    public void poke() {
        wake();
    }

    @Override
    public synchronized void gate(StartGate next) {
        gate = next;
        wake();
    }

    @Override
    public CompletableFuture<Optional<String>> replay(Event event, long position, String replayId) {
        Extra extra = new Extra(new LogEntry(position, event), replayId, new CompletableFuture<>());
        synchronized (this) {
            if (enabled && !draining && !closed && extras.isEmpty()) {
                extras.add(extra);
                wake();
                return extra.failure();
            }
        }
        extra.refuse(name);
        return extra.failure();
    }

    @Override
    public List<String> drain(Duration patience) {
        List<Extra> refused;
        synchronized (this) {
            draining = true;
            refused = List.copyOf(extras);
            extras.clear();
        }
        refused.forEach(each -> each.refuse(name));
        return call.awaitIdle(patience) ? List.of() : call.whereabouts();
    }

    @Override
    public synchronized void undrain() {
        draining = false;
        wake();
    }

    @Override
    public boolean isHandling(long position) {
        return call.isHandling(position);
    }

    @Override
    public int inFlight() {
        return call.inFlight();
    }

    @Override
    public RecentDeliveries recent() {
        return recent;
    }

    @Override
    public Subscription declared() {
        return declared;
    }

    @Override
    public void keepTime(long now) {
        call.keepTime(now);
    }

    @Override
    public synchronized boolean isLive() {
        return state() == State.LIVE || state() == State.FAILING;
    }

    private State state() {
        if (closed) {
            return State.DORMANT;
        }
        if (call.isStuck() || plugin.pool().exhausted()) {
            return State.STUCK;
        }
        if (draining) {
            return State.DRAINING;
        }
        if (!enabled) {
            return State.PAUSED;
        }
        return call.failure() == null ? State.LIVE : State.FAILING;
    }

    @Override
    public Durations took() {
        return call.took();
    }

    @Override
    public synchronized SubscriptionStatus status() {
        return new SubscriptionStatus(
                name,
                plugin(),
                types.patterns(),
                HandlerMode.LIVE,
                declared.ordering(),
                declared.priority(),
                state(),
                enabled,
                0,
                0,
                Duration.ZERO,
                new Counts(call.handled(), call.failed(), dropped, 0, 0, 0),
                SubscriptionStatus.Breaker.CLOSED,
                call.handling(),
                call.since(),
                null,
                null,
                call.failure());
    }

    @Override
    public void close(Duration patience) {
        List<Extra> refused;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            waiting.clear();
            bytes = 0;
            refused = List.copyOf(extras);
            extras.clear();
        }
        refused.forEach(each -> each.refuse(name));
        call.awaitIdle(patience);
    }
}
