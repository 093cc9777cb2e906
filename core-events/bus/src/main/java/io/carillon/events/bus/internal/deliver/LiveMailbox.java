// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.HandlerMode;
import io.carillon.events.Subscription;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.bus.internal.log.LogEntry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The events that wait for one live subscription, bounded in number and bytes: when there is no room the oldest is dropped
 * and counted. A failed attempt is not made again.
 *
 * <p>Threads: at most one run at a time, on the plugin's pool. All fields are guarded by {@code this}; the handler is
 * called without it.
 */
public final class LiveMailbox implements Subscriber {

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final String name;
    private final TypeMatch types;
    private final PluginHandler plugin;
    private final HandlerCall call;
    private final DeliverySettings settings;
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
        if (!busy) {
            busy = true;
            plugin.pool().deliver(this::run);
        }
    }

    private void run() {
        long until = System.nanoTime() + SLICE_NANOS;
        for (LogEntry entry = next(); entry != null; entry = next()) {
            Event event = entry.event().bind(plugin.binding());
            HandlerCall.Result result = call.attempt(
                    event, entry.position(), new Delivery(event, entry.position(), name, 1, plugin.publish()));
            firstAttempts.ended(name, event, result);
            VirtualMachineError fatal = result instanceof HandlerCall.Result.Failed failed ? failed.fatal() : null;
            if (fatal != null || System.nanoTime() >= until) {
                plugin.pool().deliver(this::run); // others of the plugin get their turn
                if (fatal != null) {
                    throw fatal;
                }
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

    /** Whether it takes events in and works them off. */
    public synchronized boolean isLive() {
        return state() == State.LIVE;
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
