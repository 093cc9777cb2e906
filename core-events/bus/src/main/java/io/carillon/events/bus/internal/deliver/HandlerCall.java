// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.EventContext;
import io.carillon.events.EventHandler;
import io.carillon.events.admin.Durations;
import io.carillon.events.bus.internal.load.PluginAccount.Outcome;
import io.carillon.events.bus.internal.load.Stopwatch;
import io.carillon.events.bus.internal.publish.CausalChain;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one handler, and says of each call how it ended: one that was {@linkplain RunningCalls interrupted} has failed,
 * whatever it returns.
 *
 * <p>Threads: safe for concurrent use. How many calls run at a time its subscription sees to.
 */
final class HandlerCall {

    private static final Logger LOG = LoggerFactory.getLogger(HandlerCall.class);

    /** How an attempt ended. */
    sealed interface Result {

        Duration took();

        record Handled(Duration took) implements Result {}

        /**
         * It failed.
         *
         * @param timedOut whether its time budget was over
         * @param cutShort whether it was interrupted because its subscription ends, and has not failed by itself
         * @param fatal an error of the virtual machine itself, to be thrown on once the books are kept
         */
        record Failed(
                Duration took,
                Fault fault,
                boolean timedOut,
                boolean cutShort,
                @Nullable VirtualMachineError fatal) implements Result {

            /** Class and text. */
            String failure() {
                return fault.text();
            }
        }
    }

    private final String subscription;
    private final PluginPool pool;
    private final EventHandler<Event> handler;
    private final DeliverySettings settings;
    private final Clock clock;
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
        this.running = new RunningCalls(subscription, pool, settings, stuck);
    }

    /**
     * Makes one attempt, on the calling thread.
     *
     * @param looped told when something the handler publishes is refused for its long chain of causes
     * @param wanted asked once the call is seen to run: whoever waits for the calls that run either waits for this one, or
     *     has it forgone
     * @return {@code null} if it was forgone
     */
    @Nullable
    Result attempt(Event event, long position, EventContext context, Consumer<String> looped, BooleanSupplier wanted) {
        RunningCalls.Call call = running.begin(position, clock.millis());
        if (!wanted.getAsBoolean()) {
            boolean unused = running.leave(call);
            Thread.interrupted(); // it may have been cut short already
            pool.account().callForgone(call.started());
            return null;
        }
        Throwable thrown = null;
        HandlerThreads.enter();
        try {
            new CausalChain(event, looped).call(() -> {
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

    private Result end(RunningCalls.Call call, Event event, @Nullable Throwable thrown) {
        boolean byItself = running.leave(call);
        // The flag may be ours or the handler's; neither means anything to the next one on this thread.
        boolean interrupted = Thread.interrupted();
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
        failed.increment();
        boolean first = failure == null;
        failure = fault.text();
        if (first) {
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
        String late = call.isOverdue()
                ? "not done within its time budget of " + settings.budget()
                : "interrupted because its subscription ends";
        if (thrown == null) {
            return Fault.of(late);
        }
        Fault fault = Fault.of(thrown);
        return byItself ? fault : fault.within(late);
    }

    private @Nullable VirtualMachineError fatal(@Nullable Throwable thrown, Fault fault) {
        if (thrown instanceof VirtualMachineError error && !(thrown instanceof StackOverflowError)) {
            LOG.error("The virtual machine failed in a handler: subscription={}", subscription, fault.trace());
            return error;
        }
        return null;
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
