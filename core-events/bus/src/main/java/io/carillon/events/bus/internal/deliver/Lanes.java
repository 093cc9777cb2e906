// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.Subscription;
import io.carillon.events.bus.internal.deliver.Backlog.Step;
import io.carillon.events.bus.internal.deliver.Shelf.Place;
import io.carillon.events.bus.internal.log.LogEntry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of one durable subscription: as many at a time as it has lanes, on the plugin's pool. A run takes what the
 * {@link Course} gives it until there is nothing, or others of the plugin have to get their turn. Reads and calls without
 * any lock.
 */
final class Lanes {

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int FOLLOWERS = 64;

    private final String name;
    private final TypeMatch types;
    private final PluginHandler plugin;
    private final HandlerCall call;
    private final LaneServices services;
    private final PendingEffects pending;
    private final RecentDeliveries recent;
    private final LoopTrace loops;
    private final Course course;

    Lanes(
            String name,
            Subscription declared,
            TypeMatch types,
            PluginHandler plugin,
            HandlerCall call,
            LaneServices services) {
        this.name = name;
        this.types = types;
        this.plugin = plugin;
        this.call = call;
        this.services = services;
        this.pending = new PendingEffects(name, plugin.plugin(), services.store());
        this.recent = new RecentDeliveries(plugin.version());
        this.loops = new LoopTrace(services.store());
        this.course = new Course(name, declared, types, plugin.plugin(), services, pending, this::start);
    }

    Course course() {
        return course;
    }

    RecentDeliveries recent() {
        return recent;
    }

    /** Puts a run into the pool; returns whether there was a thread for it. */
    private boolean start() {
        return plugin.pool().deliver(this::run);
    }

    private void run() {
        VirtualMachineError fatal = null;
        boolean idle = false;
        try {
            long until = System.nanoTime() + SLICE_NANOS;
            while (!idle && fatal == null && System.nanoTime() < until) {
                Turn turn = course.next();
                idle = turn == null;
                fatal = turn == null ? null : take(turn);
            }
        } catch (StoreUnavailableException e) {
            course.pause("waits for the store: " + e.getMessage(), RETRY);
        } catch (Throwable e) { // whatever it is, the subscription gets another turn
            Fault fault = Fault.of(e);
            LOG.error("A run of subscription={} ended unexpectedly; tried again", name, fault.trace());
            course.pause(fault.text(), RETRY);
        } finally {
            if (!idle) {
                course.leave();
            }
        }
        if (fatal != null) {
            throw fatal;
        }
    }

    private @Nullable VirtualMachineError take(Turn turn) {
        if (turn instanceof Step step) {
            return attempt(step);
        } else if (turn instanceof Turn.Read read) {
            read(read);
        } else if (turn instanceof Turn.Fetch fetch) {
            fetch(fetch);
        } else if (turn instanceof Extra extra) {
            return replay(extra);
        }
        return null;
    }

    private @Nullable VirtualMachineError attempt(Step step) {
        boolean done = false;
        try {
            Event event = step.entry().event().bind(plugin.binding());
            Delivery delivery = new Delivery(event, step.position(), name, step.attempt(), null, plugin, pending);
            long began = services.clock().millis();
            HandlerCall.Result result =
                    call.attempt(event, step.position(), delivery, delivery::looped, () -> course.wants(step.term()));
            if (result == null) {
                return null;
            }
            Effects effects = delivery.over();
            String loop = delivery.loop() == null ? null : loops.describe(event, delivery.loop());
            boolean handled = result instanceof HandlerCall.Result.Handled && loop == null;
            recent.add(step.position(), step.attempt(), handled, began, result.took());
            done = true;
            course.settle(step, result, loop, effects);
            if (step.attempt() == 1) {
                services.firstAttempts().ended(name, event, result);
                course.gate().attempted(step.position());
            }
            return result instanceof HandlerCall.Result.Failed failed ? failed.fatal() : null;
        } finally {
            if (!done) {
                course.giveBack(step);
            }
        }
    }

    private @Nullable VirtualMachineError replay(Extra extra) {
        Effects effects = null;
        try {
            Event event = extra.entry().event().bind(plugin.binding());
            Delivery delivery =
                    new Delivery(event, extra.entry().position(), name, 1, extra.replayId(), plugin, pending);
            HandlerCall.Result result =
                    call.attempt(event, extra.entry().position(), delivery, delivery::looped, course::isAllowed);
            if (result == null) {
                extra.refuse(name);
                return null;
            }
            effects = delivery.over();
            if (effects != null && !effects.isEmpty() && result instanceof HandlerCall.Result.Handled) {
                services.writer().write(effects.changes(services.clock().instant()));
            }
            extra.answer().complete(result);
            return result instanceof HandlerCall.Result.Failed failed ? failed.fatal() : null;
        } catch (RuntimeException | Error e) {
            extra.answer().completeExceptionally(e);
            throw e;
        } finally {
            if (effects != null) {
                effects.drop();
            }
            course.release(extra);
        }
    }

    private void read(Turn.Read read) {
        List<LogEntry> page = null;
        try {
            page = services.log().after(read.from(), read.limit());
        } finally {
            course.read(read, page);
        }
    }

    private void fetch(Turn.Fetch fetch) {
        Place place = fetch.place();
        SetAside event = place.event();
        List<LogEntry> found = null;
        long upTo = 0;
        try {
            if (event.done()) {
                upTo = place.latestHeld();
                long last = upTo;
                var page = services.store()
                        .read(open -> open.query(KeyRule.followers(event.key(), place.upTo(), FOLLOWERS)));
                if (page.events().size() == FOLLOWERS) {
                    upTo = Math.min(upTo, page.events().get(FOLLOWERS - 1).position());
                }
                found = page.events().stream()
                        .filter(each -> each.position() <= last
                                && !each.deleted()
                                && types.wants(each.event().type()))
                        .map(LogEntry::of)
                        .toList();
            } else {
                found = services.log().after(event.position() - 1, 1).stream()
                        .filter(entry -> entry.position() == event.position() && !entry.deleted())
                        .toList();
            }
        } finally {
            course.supply(fetch, found, upTo);
        }
    }
}
