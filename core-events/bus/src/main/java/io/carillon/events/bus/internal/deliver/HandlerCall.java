// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.EventContext;
import io.carillon.events.EventHandler;
import io.carillon.events.admin.Durations;
import io.carillon.events.bus.internal.deliver.Ending.Forgone;
import io.carillon.events.bus.internal.deliver.Ending.Late;
import io.carillon.events.bus.internal.deliver.Ending.Result;
import io.carillon.events.bus.internal.deliver.RunningCalls.Stage;
import io.carillon.events.bus.internal.load.PluginAccount.Outcome;
import io.carillon.events.bus.internal.load.Stopwatch;
import io.carillon.events.bus.internal.publish.CausalChain;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one handler, and says of each call how it ended: one that was {@linkplain RunningCalls interrupted} has failed,
 * whatever it returns. One that does not react to that is given up: it has failed although it runs, and its thread is not
 * the caller's any more.
 *
 * <p>Threads: safe for concurrent use. How many calls run at a time its subscription sees to.
 */
final class HandlerCall {

    private static final Logger LOG = LoggerFactory.getLogger(HandlerCall.class);

    /** Who has a call made. */
    interface Caller {

        /**
         * Whether the call is to be made. Asked once it is seen to run: whoever waits for the calls that run either waits
         * for this one, or has it forgone.
         */
        boolean isWanted();

        /** Told that something the handler publishes is refused for its long chain of causes. */
        void looped(String why);

        /**
         * Told, on another thread and without any lock, that the call is given up. The thread it runs on has to do
         * nothing for it any more when it comes back, which it may never do.
         */
        void givenUp(Result.Failed result);
    }

    private final String subscription;
    private final PluginPool pool;
    private final EventHandler<Event> handler;
    private final DeliverySettings settings;
    private final Clock clock;
    private final Consumer<StuckCall> stuck;
    private final LongAdder handled = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Stopwatch stopwatch = new Stopwatch();
    private final RunningCalls running;
    private volatile @Nullable String failure;

    /** @param stuck told of a call that does not react to being interrupted; must not wait */
    HandlerCall(
            String subscription,
            PluginPool pool,
            EventHandler<Event> handler,
            DeliverySettings settings,
            Clock clock,
            Consumer<StuckCall> stuck) {
        this.subscription = subscription;
        this.pool = pool;
        this.handler = handler;
        this.settings = settings;
        this.clock = clock;
        this.stuck = stuck;
        this.running = new RunningCalls(subscription, pool, settings);
    }

    /** Makes one attempt, on the calling thread. */
    Ending attempt(Event event, long position, EventContext context, Caller caller) {
        RunningCalls.Call call = running.begin(position, clock.millis(), caller);
        if (!caller.isWanted()) {
            return forgo(call);
        }
        Throwable thrown = null;
        HandlerThreads.enter();
        try {
            new CausalChain(event, caller::looped).call(() -> {
                handler.handle(event, context);
                return true;
            });
        } catch (Throwable t) { // whatever a plugin throws is its failure and nobody else's
            thrown = t;
        } finally {
            HandlerThreads.leave();
        }
        return end(call, event, thrown);
    }

    private Ending forgo(RunningCalls.Call call) {
        Stage stage = running.leave(call);
        Thread.interrupted(); // it may have been cut short already
        if (stage == Stage.GIVEN_UP) {
            return Late.CALMLY;
        }
        pool.account().callForgone(call.started());
        return Forgone.INSTANCE;
    }

    private Ending end(RunningCalls.Call call, Event event, @Nullable Throwable thrown) {
        Stage stage = running.leave(call);
        // The flag may be ours or the handler's; neither means anything to the next one on this thread.
        boolean interrupted = Thread.interrupted();
        if (stage == Stage.GIVEN_UP) {
            return isFatal(thrown) ? new Late((VirtualMachineError) thrown) : Late.CALMLY;
        }
        boolean byItself = stage == Stage.RUNNING;
        long ended = System.nanoTime();
        Duration took = Duration.ofNanos(ended - call.started());
        pool.account().callEnded(call.started(), ended, outcome(call, byItself, thrown));
        stopwatch.took(ended - call.started());
        if (byItself && thrown == null) {
            handled.increment();
            if (failure != null) {
                failure = null;
            }
            LOG.debug("delivered eventId={} subscription={} in {}", event.id(), subscription, took);
            return new Result.Handled(took);
        }
        Fault fault = fault(call, byItself, thrown);
        if (failed(fault)) {
            LOG.warn(
                    "Handler failed: subscription={} type={} eventId={} position={} interrupted={}",
                    subscription,
                    event.type(),
                    event.id(),
                    call.position(),
                    interrupted || !byItself,
                    fault.trace());
        }
        return new Result.Failed(took, fault, call.isOverdue(), !byItself && !call.isOverdue(), fatal(thrown, fault));
    }

    /** Counts a failure; returns whether it is the first since a call succeeded. */
    private boolean failed(Fault fault) {
        failed.increment();
        boolean first = failure == null;
        failure = fault.text();
        return first;
    }

    /** Keeps the time of the calls that run. */
    void keepTime(long now) {
        for (RunningCalls.Call call = running.keepTime(now); call != null; call = running.keepTime(now)) {
            giveUp(call);
        }
    }

    private void giveUp(RunningCalls.Call call) {
        long ended = System.nanoTime();
        Duration took = Duration.ofNanos(ended - call.started());
        StackTraceElement[] stack = call.stack();
        StuckCall found = StuckCall.at(call.position(), took, stack);
        Fault fault = Fault.of(late(call) + "; " + found.sentence(), stack);
        Result.Failed result = new Result.Failed(took, fault, call.isOverdue(), !call.isOverdue(), null);
        if (!running.giveUp(call, found)) {
            return; // it has ended meanwhile
        }
        try {
            pool.account().callEnded(call.started(), ended, Outcome.FAULT);
            stopwatch.took(ended - call.started());
            boolean unused = failed(fault);
            LOG.error(
                    "Handler is stuck: subscription={} position={} for {}; its attempt has failed, and its thread is given"
                            + " up",
                    subscription,
                    call.position(),
                    took,
                    fault.trace());
            stuck.accept(found);
        } finally {
            call.caller().givenUp(result);
        }
    }

    private static Outcome outcome(RunningCalls.Call call, boolean byItself, @Nullable Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            return Outcome.OUT_OF_MEMORY;
        }
        if (call.isOverdue() || thrown instanceof Error) {
            return Outcome.FAULT;
        }
        return thrown == null && byItself ? Outcome.HANDLED : Outcome.FAILED;
    }

    private Fault fault(RunningCalls.Call call, boolean byItself, @Nullable Throwable thrown) {
        if (thrown == null) {
            return Fault.of(late(call));
        }
        Fault fault = Fault.of(thrown);
        return byItself ? fault : fault.within(late(call));
    }

    private String late(RunningCalls.Call call) {
        return call.isOverdue()
                ? "not done within its time budget of " + settings.budget()
                : "interrupted because its subscription ends";
    }

    private @Nullable VirtualMachineError fatal(@Nullable Throwable thrown, Fault fault) {
        if (!isFatal(thrown)) {
            return null;
        }
        LOG.error("The virtual machine failed in a handler: subscription={}", subscription, fault.trace());
        return (VirtualMachineError) thrown;
    }

    private static boolean isFatal(@Nullable Throwable thrown) {
        return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
    }

    /** Those that run. */
    RunningCalls running() {
        return running;
    }

    /** How long the calls took that have ended. */
    Durations took() {
        return stopwatch.read();
    }

    long handled() {
        return handled.sum();
    }

    long failed() {
        return failed.sum();
    }

    /** What holds it up: a call that is stuck, here or in all threads of the plugin, or the last failure. */
    @Nullable
    String failure() {
        String last = failure;
        return running.stuck()
                .map(StuckCall::sentence)
                .or(() -> pool.exhausted()
                        ? Optional.of("all threads of its plugin are in calls that do not react to being interrupted")
                        : Optional.empty())
                .orElse(last);
    }

    PluginPool pool() {
        return pool;
    }
}
