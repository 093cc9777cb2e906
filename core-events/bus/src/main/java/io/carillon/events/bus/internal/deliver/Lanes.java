// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.Subscription;
import io.carillon.events.bus.internal.deliver.Backlog.Step;
import io.carillon.events.bus.internal.deliver.Ending.Late;
import io.carillon.events.bus.internal.deliver.Ending.Result;
import java.time.Duration;
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

    private final String name;
    private final PluginHandler plugin;
    private final HandlerCall call;
    private final LaneServices services;
    private final PendingEffects pending;
    private final RecentDeliveries recent;
    private final LoopTrace loops;
    private final Course course;
    private final Lookup lookup;

    Lanes(
            String name,
            Subscription declared,
            TypeMatch types,
            PluginHandler plugin,
            HandlerCall call,
            LaneServices services) {
        this.name = name;
        this.plugin = plugin;
        this.call = call;
        this.services = services;
        this.pending = new PendingEffects(name, plugin.plugin(), services.store());
        this.recent = new RecentDeliveries(plugin.version());
        this.loops = new LoopTrace(services.store());
        this.course = new Course(
                name,
                declared,
                types,
                plugin.plugin(),
                services,
                pending,
                new OpenBook(name, plugin.version(), types.patterns()),
                this::start);
        this.lookup = new Lookup(types, services, course);
    }

    Course course() {
        return course;
    }

    RecentDeliveries recent() {
        return recent;
    }

    /** Puts a run into the pool; returns whether there was a thread for it. */
    private boolean start() {
        return plugin.pool().deliver(new Run());
    }

    /** A lane on a thread of the plugin. If a call is given up the lane goes on elsewhere, and the thread leaves it alone. */
    private final class Run implements Runnable {

        private boolean over;
        private @Nullable VirtualMachineError fatal;

        @Override
        public void run() {
            try {
                long until = System.nanoTime() + SLICE_NANOS;
                while (!over && fatal == null && System.nanoTime() < until) {
                    take(course.next());
                }
            } catch (StoreUnavailableException e) {
                course.pause("waits for the store: " + e.getMessage(), RETRY);
            } catch (Throwable e) { // whatever it is, the subscription gets another turn
                Fault fault = Fault.of(e);
                LOG.error("A run of subscription={} ended unexpectedly; tried again", name, fault.trace());
                course.pause(fault.text(), RETRY);
            } finally {
                if (!over) {
                    course.leave();
                }
            }
            if (fatal != null) {
                throw fatal;
            }
        }

        private void take(@Nullable Turn turn) {
            if (turn instanceof Step step) {
                attempt(step);
            } else if (turn instanceof Turn.Read read) {
                lookup.read(read);
            } else if (turn instanceof Turn.Fetch fetch) {
                lookup.fetch(fetch);
            } else if (turn instanceof Extra extra) {
                replay(extra);
            } else {
                over = true;
            }
        }

        private void attempt(Step step) {
            boolean owed = true;
            try {
                Attempt attempt = new Attempt(step);
                Ending ending = call.attempt(attempt.event, step.position(), attempt.delivery, attempt);
                if (ending instanceof Late late) {
                    owed = false;
                    lost(late);
                } else if (ending instanceof Result result) {
                    String loop = attempt.loop();
                    owed = false;
                    attempt.ended(result, loop);
                    fatal = Result.fatal(result);
                }
            } finally {
                if (owed) {
                    course.giveBack(step);
                }
            }
        }

        private void replay(Extra extra) {
            boolean mine = true;
            Effects effects = null;
            try {
                Replay replay = new Replay(extra);
                Ending ending = call.attempt(replay.event, extra.entry().position(), replay.delivery, replay);
                if (ending instanceof Late late) {
                    mine = false;
                    lost(late);
                } else if (ending instanceof Result result) {
                    effects = replay.delivery.over();
                    if (effects != null && !effects.isEmpty() && result instanceof Result.Handled) {
                        services.writer().write(effects.changes(services.clock().instant()));
                    }
                    extra.answer().complete(result);
                    fatal = Result.fatal(result);
                } else {
                    extra.refuse(name);
                }
            } catch (RuntimeException | Error e) {
                extra.answer().completeExceptionally(e);
                throw e;
            } finally {
                if (mine) {
                    Attempts.drop(effects);
                    course.release(extra);
                }
            }
        }

        /** The lane is no longer of this run: it was left in its place when the call was given up. */
        private void lost(Late late) {
            over = true;
            fatal = late.fatal();
        }
    }

    /** One attempt at a step. */
    private final class Attempt implements HandlerCall.Caller {

        private final Step step;
        private final Event event;
        private final Delivery delivery;
        private final long began = services.clock().millis();

        Attempt(Step step) {
            this.step = step;
            this.event = step.entry().event().bind(plugin.binding());
            this.delivery = new Delivery(event, step.position(), name, step.attempt(), null, plugin, pending);
        }

        @Override
        public boolean isWanted() {
            return course.wants(step.term());
        }

        @Override
        public void looped(String why) {
            delivery.looped(why);
        }

        private @Nullable String loop() {
            String refusal = delivery.loop();
            return refusal == null ? null : loops.describe(event, refusal);
        }

        @Override
        public void givenUp(Result.Failed result) {
            try {
                ended(result, delivery.loop()); // nothing is read here, for who keeps the time waits for nobody
            } finally {
                course.leave();
            }
        }

        private void ended(Result result, @Nullable String loop) {
            boolean settled = false;
            try {
                Effects effects = delivery.over();
                boolean handled = result instanceof Result.Handled && loop == null;
                recent.add(step.position(), step.attempt(), handled, began, result.took());
                settled = true;
                course.settle(step, result, loop, effects);
            } finally {
                if (!settled) {
                    course.giveBack(step);
                }
            }
            if (step.attempt() == 1) {
                services.firstAttempts().ended(name, event, result);
                course.gate().attempted(step.position());
            }
        }
    }

    /** The one attempt of an event that is delivered once more. */
    private final class Replay implements HandlerCall.Caller {

        private final Extra extra;
        private final Event event;
        private final Delivery delivery;

        Replay(Extra extra) {
            this.extra = extra;
            this.event = extra.entry().event().bind(plugin.binding());
            this.delivery = new Delivery(event, extra.entry().position(), name, 1, extra.replayId(), plugin, pending);
        }

        @Override
        public boolean isWanted() {
            return course.isAllowed();
        }

        @Override
        public void looped(String why) {
            delivery.looped(why);
        }

        @Override
        public void givenUp(Result.Failed result) {
            try {
                Attempts.drop(delivery.over());
                extra.answer().complete(result);
            } finally {
                course.release(extra);
                course.leave();
            }
        }
    }
}
