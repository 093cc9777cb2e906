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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one handler and keeps the time of each call: at the end of its budget a call is interrupted and has failed,
 * whatever it returns; a call that goes on beyond the grace gives up its thread.
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

    private enum Stage {
        RUNNING,
        INTERRUPTED,
        GIVEN_UP
    }

    private static final class Call {
        final Thread thread = Thread.currentThread();
        final long started = System.nanoTime();
        final long position;
        final long since;
        Stage stage = Stage.RUNNING;
        /** Whether its time budget was over. */
        boolean overdue;

        long interruptedAfter;

        Call(long position, long since) {
            this.position = position;
            this.since = since;
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
    private volatile @Nullable String failure;
    /** The calls that run. Guarded by {@code this}, so that a thread is never interrupted after its call has ended. */
    private final List<Call> running = new ArrayList<>(1);

    HandlerCall(
            String subscription, PluginPool pool, EventHandler<Event> handler, DeliverySettings settings, Clock clock) {
        this.subscription = subscription;
        this.pool = pool;
        this.handler = handler;
        this.settings = settings;
        this.clock = clock;
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
        Call call = begin(position);
        if (!wanted.getAsBoolean()) {
            leave(call);
            Thread.interrupted(); // it may have been cut short already
            pool.account().callForgone(call.started);
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

    private synchronized Call begin(long position) {
        Call call = new Call(position, clock.millis());
        running.add(call);
        pool.account().callBegan(call.started);
        return call;
    }

    private synchronized Stage leave(Call call) {
        running.remove(call);
        if (call.stage == Stage.GIVEN_UP) {
            pool.threadReturned();
        }
        notifyAll();
        return call.stage;
    }

    private Result end(Call call, Event event, @Nullable Throwable thrown) {
        Stage stage = leave(call);
        // The flag may be ours or the handler's; neither means anything to the next one on this thread.
        boolean interrupted = Thread.interrupted();
        long ended = System.nanoTime();
        Duration took = Duration.ofNanos(ended - call.started);
        pool.account().callEnded(call.started, ended, outcome(call, thrown));
        stopwatch.took(ended - call.started);
        if (stage == Stage.RUNNING && thrown == null) {
            handled.increment();
            if (failure != null) {
                failure = null;
            }
            LOG.debug("delivered eventId={} subscription={} in {}", event.id(), subscription, took);
            return new Result.Handled(took);
        }
        Fault fault = fault(call, thrown);
        failed.increment();
        boolean first = failure == null;
        failure = fault.text();
        if (first) {
            LOG.warn(
                    "Handler failed: subscription={} type={} eventId={} position={} interrupted={}",
                    subscription,
                    event.type(),
                    event.id(),
                    call.position,
                    interrupted || stage != Stage.RUNNING,
                    fault.trace());
        }
        return new Result.Failed(
                took, fault, call.overdue, stage != Stage.RUNNING && !call.overdue, fatal(thrown, fault));
    }

    private static Outcome outcome(Call call, @Nullable Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            return Outcome.OUT_OF_MEMORY;
        }
        if (call.overdue || thrown instanceof Error) {
            return Outcome.FAULT;
        }
        return thrown == null && call.stage == Stage.RUNNING ? Outcome.HANDLED : Outcome.FAILED;
    }

    private Fault fault(Call call, @Nullable Throwable thrown) {
        String late = call.overdue
                ? "not done within its time budget of " + settings.budget()
                : "interrupted because its subscription ends";
        if (thrown == null) {
            return Fault.of(late);
        }
        Fault fault = Fault.of(thrown);
        return call.stage == Stage.RUNNING ? fault : fault.within(late);
    }

    private @Nullable VirtualMachineError fatal(@Nullable Throwable thrown, Fault fault) {
        if (thrown instanceof VirtualMachineError error && !(thrown instanceof StackOverflowError)) {
            LOG.error("The virtual machine failed in a handler: subscription={}", subscription, fault.trace());
            return error;
        }
        return null;
    }

    /** Keeps the time of the calls that run. */
    synchronized void keepTime(long now) {
        for (Call call : running) {
            keepTime(call, now - call.started);
        }
    }

    private void keepTime(Call call, long elapsed) {
        if (call.stage == Stage.RUNNING && elapsed >= settings.budget().toNanos()) {
            call.overdue = true;
            interrupt(call);
            LOG.warn(
                    "Handler is past its time budget of {} and is interrupted: subscription={} position={}",
                    settings.budget(),
                    subscription,
                    call.position);
        } else if (call.stage == Stage.INTERRUPTED
                && elapsed - call.interruptedAfter >= settings.grace().toNanos()) {
            call.stage = Stage.GIVEN_UP;
            pool.giveUpThread();
            failure = "stuck: its call at position " + call.position + " does not react to being interrupted";
            LOG.error(
                    "Handler is stuck: subscription={} position={} for {}; its thread is given up. It is at {}",
                    subscription,
                    call.position,
                    Duration.ofNanos(elapsed),
                    Arrays.toString(call.thread.getStackTrace()));
        }
    }

    private static void interrupt(Call call) {
        call.stage = Stage.INTERRUPTED;
        call.interruptedAfter = System.nanoTime() - call.started;
        call.thread.interrupt();
    }

    /** Waits until no call runs; those past its patience are interrupted. Returns whether none runs. */
    boolean awaitIdle(Duration patience) {
        boolean interrupted = false;
        long end = System.nanoTime() + patience.toNanos();
        long last = end + settings.grace().toNanos();
        synchronized (this) {
            while (isWaitedFor()) {
                long now = System.nanoTime();
                if (now >= last) {
                    break;
                }
                if (now >= end) {
                    running.stream()
                            .filter(call -> call.stage == Stage.RUNNING && call.thread != Thread.currentThread())
                            .forEach(HandlerCall::interrupt);
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, Math.max(1_000_000, (now >= end ? last : end) - now));
                } catch (InterruptedException e) {
                    // the caller stops something and has to know that nothing runs; it gets its interrupt afterwards
                    interrupted = true;
                    end = Math.min(end, System.nanoTime());
                    last = Math.min(last, end + settings.grace().toNanos());
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return running.stream().allMatch(call -> call.thread == Thread.currentThread());
        }
    }

    private boolean isWaitedFor() {
        return running.stream().anyMatch(call -> call.thread != Thread.currentThread() && call.stage != Stage.GIVEN_UP);
    }

    /** Each call that runs on another thread: where it is. */
    synchronized List<String> whereabouts() {
        return running.stream()
                .filter(call -> call.thread != Thread.currentThread())
                .map(call -> subscription + " at position " + call.position + ", on thread \"" + call.thread.getName()
                        + "\" at " + Arrays.toString(call.thread.getStackTrace()))
                .toList();
    }

    /** Calls that run now. */
    synchronized int inFlight() {
        return running.size();
    }

    /** Whether a call that runs does not react to being interrupted. */
    synchronized boolean isStuck() {
        return running.stream().anyMatch(call -> call.stage == Stage.GIVEN_UP);
    }

    synchronized boolean isHandling(long position) {
        return running.stream().anyMatch(call -> call.position == position);
    }

    /** The lowest position being handled, 0 when idle. */
    synchronized long handling() {
        return running.stream().mapToLong(call -> call.position).min().orElse(0);
    }

    /** When the first of the calls began that run now. */
    synchronized @Nullable Instant since() {
        return running.isEmpty()
                ? null
                : Instant.ofEpochMilli(
                        running.stream().mapToLong(call -> call.since).min().orElse(0));
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

    @Nullable
    String failure() {
        return failure;
    }

    PluginPool pool() {
        return pool;
    }
}
