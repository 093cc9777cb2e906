// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.HandlerMode;
import io.carillon.events.Subscription;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.bus.internal.log.LogEntry;
import io.carillon.events.bus.internal.log.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
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
    private final TypeMatch types;
    private final PluginHandler plugin;
    private final HandlerCall call;
    private final DeliverySettings settings;
    private final Timers timers;
    private final FirstAttempts firstAttempts;

    private final ArrayDeque<LogEntry> waiting = new ArrayDeque<>();
    private long bytes;
    private long dropped;
    private boolean busy;
    private boolean enabled = true;
    private boolean closed;

    LiveMailbox(String name, Subscription declared, PluginHandler plugin, HandlerCall call, LaneServices services) {
        this.name = name;
        this.types = new TypeMatch(declared.types());
        this.plugin = plugin;
        this.call = call;
        this.settings = services.settings();
        this.timers = services.timers();
        this.firstAttempts = services.firstAttempts();
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
        if (!busy && !waiting.isEmpty()) {
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
        for (LogEntry entry = next(); entry != null; entry = next()) {
            Event event = entry.event().bind(plugin.binding());
            HandlerCall.Result result = call.attempt(
                    event, entry.position(), new Delivery(event, entry.position(), name, 1, plugin.publish()));
            firstAttempts.ended(name, event, result);
            VirtualMachineError fatal = result instanceof HandlerCall.Result.Failed failed ? failed.fatal() : null;
            if (fatal != null) {
                throw fatal;
            }
            if (System.nanoTime() >= until) {
                turn(); // others of the plugin get theirs
                return;
            }
        }
    }

    private synchronized @Nullable LogEntry next() {
        LogEntry entry = closed || !enabled ? null : waiting.pollFirst();
        if (entry == null) {
            dropped += closed ? 0 : waiting.size();
            waiting.clear();
            bytes = 0;
            busy = false;
        } else {
            bytes -= entry.weight();
        }
        return entry;
    }

    @Override
    public void keepTime(long now) {
        call.keepTime(now);
    }

    /** Whether it takes events in and works them off, well or badly. */
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
        if (!enabled) {
            return State.DISABLED;
        }
        return call.failure() == null ? State.LIVE : State.FAILING;
    }

    @Override
    public synchronized SubscriptionStatus status() {
        return new SubscriptionStatus(
                name,
                plugin(),
                types.patterns(),
                HandlerMode.LIVE,
                state(),
                enabled,
                0,
                0,
                call.handled(),
                call.failed(),
                dropped,
                call.handling(),
                call.since(),
                call.failure());
    }

    @Override
    public void close(Duration patience) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            waiting.clear();
            bytes = 0;
        }
        call.awaitIdle(patience);
    }
}
