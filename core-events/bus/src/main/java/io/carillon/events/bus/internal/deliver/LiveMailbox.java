// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.HandlerMode;
import io.carillon.events.Subscription;
import io.carillon.events.admin.Durations;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionStatus.Counts;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.bus.internal.deliver.Ending.Late;
import io.carillon.events.bus.internal.deliver.Ending.Result;
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
 * One live subscription: its events wait in a {@linkplain LiveQueue queue} that drops the oldest. A failed attempt is not
 * made again.
 *
 * <p>Threads: at most one run at a time, on the plugin's pool, but for calls given up. All fields are guarded by {@code this}; the handler is
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
    private final Timers timers;
    private final LiveAttempts attempts;
    private final LiveQueue waiting;
    private final ArrayDeque<Extra> extras = new ArrayDeque<>();
    private StartGate gate = StartGate.OPEN;
    /** The last event taken up, and whether its attempt has ended. */
    private long taken;

    private boolean calling;
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
        this.timers = services.timers();
        this.attempts = new LiveAttempts(name, plugin, call, services);
        this.waiting = new LiveQueue(
                services.settings().mailboxEvents(), services.settings().mailboxBytes());
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
            waiting.drop();
            return;
        }
        waiting.add(entry);
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
        VirtualMachineError late;
        try {
            late = work();
        } catch (Throwable t) { // whatever it is, the subscription goes on
            turn();
            LOG.error(
                    "A run of subscription={} ended unexpectedly; it goes on with the next event",
                    name,
                    Fault.of(t).trace());
            throw t;
        }
        if (late != null) {
            throw late;
        }
    }

    /** Works until it is another run's turn; returns what a call failed with that had been given up, if that is fatal. */
    private @Nullable VirtualMachineError work() {
        long until = System.nanoTime() + SLICE_NANOS;
        for (Turn turn = next(); turn != null; turn = next()) {
            Ending ending = turn instanceof Extra extra
                    ? attempts.replay(extra, this::mayBegin, this::givenUp)
                    : handle(((Backlog.Step) turn).entry());
            if (ending instanceof Late late) {
                return late.fatal(); // another run has gone on since
            }
            VirtualMachineError fatal = ending instanceof Result result ? Result.fatal(result) : null;
            if (fatal != null) {
                throw fatal;
            }
            if (System.nanoTime() >= until) {
                turn(); // others of the plugin get theirs
                return null;
            }
        }
        return null;
    }

    private Ending handle(LogEntry entry) {
        Ending ending = null;
        try {
            ending = attempts.first(entry, this::mayBegin, this::givenUp);
        } finally {
            if (!(ending instanceof Late)) {
                synchronized (this) {
                    calling = false;
                }
            }
        }
        if (ending instanceof Ending.Forgone) {
            giveBack(entry);
        } else if (ending instanceof Result) {
            gate.attempted(entry.position());
        }
        return ending;
    }

    /** Goes on without the run whose call is given up. */
    private void givenUp(LogEntry entry) {
        synchronized (this) {
            calling = false;
            busy = false;
        }
        gate.attempted(entry.position());
        wake();
    }

    private synchronized void giveBack(LogEntry entry) {
        if (!closed) {
            waiting.giveBack(entry);
            taken = Math.min(taken, entry.position() - 1);
        }
    }

    private synchronized boolean mayBegin() {
        return enabled && !draining && !closed;
    }

    private synchronized @Nullable Turn next() {
        if (!closed && !enabled) {
            waiting.dropAll();
        }
        Extra extra = closed || draining || !enabled ? null : extras.pollFirst();
        if (extra != null) {
            return extra;
        }
        LogEntry entry = draining ? null : waiting.first();
        if (entry == null || !gate.mayStart(entry)) {
            busy = false;
            return null;
        }
        LogEntry first = waiting.take();
        taken = Math.max(taken, first.position());
        calling = true;
        return new Backlog.Step(first, null, null, 1, 0);
    }

    @Override
    public synchronized boolean attempted(long position) {
        if (calling && position == taken) {
            return false;
        }
        LogEntry first = waiting.first();
        return position <= taken || closed || first != null && position < first.position();
    }

    /** Whether an event waits here or is being handled. */
    synchronized boolean holds(long position) {
        return calling && position == taken || waiting.holds(position);
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
        boolean unused = call.running().awaitIdle(patience);
        return call.running().whereabouts();
    }

    @Override
    public synchronized void undrain() {
        draining = false;
        wake();
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
    public RecentDeliveries recent() {
        return attempts.recent();
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
        if (call.running().isStuck() || plugin.pool().exhausted()) {
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
                new Counts(call.handled(), call.failed(), waiting.dropped(), 0, 0, 0),
                SubscriptionStatus.Breaker.CLOSED,
                call.running().handling(),
                call.running().since(),
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
            refused = List.copyOf(extras);
            extras.clear();
        }
        refused.forEach(each -> each.refuse(name));
        boolean unused = call.running().awaitIdle(patience);
    }
}
