// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.EventContext;
import io.carillon.events.EventHandler;
import io.carillon.events.bus.internal.publish.CausalChain;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one handler, one event at a time, and keeps its time: at the end of its budget a call is interrupted and has
 * failed, whatever it returns; a call that goes on beyond the grace gives up its thread.
 *
 * <p>Threads: one call at a time, which its subscription sees to; everything else is safe for concurrent use.
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
         * @param fatal an error of the virtual machine itself, to be thrown on once the books are kept
         */
        record Failed(
                Duration took, String failure, @Nullable VirtualMachineError fatal) implements Result {}
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
        final Instant since;
        Stage stage = Stage.RUNNING;

        Call(long position, Instant since) {
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
    private volatile @Nullable String failure;
    /** The call that runs. Guarded by {@code this}, so that a thread is never interrupted after its call has ended. */
    private @Nullable Call running;

    HandlerCall(
            String subscription, PluginPool pool, EventHandler<Event> handler, DeliverySettings settings, Clock clock) {
        this.subscription = subscription;
        this.pool = pool;
        this.handler = handler;
        this.settings = settings;
        this.clock = clock;
    }

    /** Makes one attempt, on the calling thread. */
    Result attempt(Event event, long position, EventContext context) {
        Call call = begin(position);
        Throwable thrown = null;
        HandlerThreads.enter();
        try {
            new CausalChain(event).call(() -> {
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
        Call call = new Call(position, clock.instant());
        running = call;
        return call;
    }

    private Result end(Call call, Event event, @Nullable Throwable thrown) {
        Stage stage;
        synchronized (this) {
            stage = call.stage;
            running = null;
            if (stage == Stage.GIVEN_UP) {
                pool.threadReturned();
            }
            notifyAll();
        }
        // The flag may be ours or the handler's; neither means anything to the next one on this thread.
        boolean interrupted = Thread.interrupted();
        Duration took = Duration.ofNanos(System.nanoTime() - call.started);
        if (stage == Stage.RUNNING && thrown == null) {
            handled.increment();
            failure = null;
            LOG.debug("delivered eventId={} subscription={} in {}", event.id(), subscription, took);
            return new Result.Handled(took);
        }
        Fault fault = fault(stage, thrown);
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
        return new Result.Failed(took, fault.text(), fatal(thrown, fault));
    }

    private Fault fault(Stage stage, @Nullable Throwable thrown) {
        if (thrown == null) {
            return Fault.of("not done within its time budget of " + settings.budget());
        }
        Fault fault = Fault.of(thrown);
        return stage == Stage.RUNNING
                ? fault
                : new Fault(
                        "not done within its time budget of " + settings.budget() + ": " + fault.text(), fault.trace());
    }

    private @Nullable VirtualMachineError fatal(@Nullable Throwable thrown, Fault fault) {
        if (thrown instanceof VirtualMachineError error && !(thrown instanceof StackOverflowError)) {
            LOG.error("The virtual machine failed in a handler: subscription={}", subscription, fault.trace());
            return error;
        }
        return null;
    }

    /** Keeps the time of the call that runs, if any. */
    synchronized void keepTime(long now) {
        Call call = running;
        if (call == null) {
            return;
        }
        long elapsed = now - call.started;
        if (call.stage == Stage.RUNNING && elapsed >= settings.budget().toNanos()) {
            interrupt(call);
        } else if (call.stage == Stage.INTERRUPTED
                && elapsed >= settings.budget().plus(settings.grace()).toNanos()) {
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

    private void interrupt(Call call) {
        call.stage = Stage.INTERRUPTED;
        call.thread.interrupt();
        LOG.warn(
                "Handler is past its time budget of {} and is interrupted: subscription={} position={}",
                settings.budget(),
                subscription,
                call.position);
    }

    /** Waits until no call runs; one that is past its patience is interrupted. Returns whether none runs. */
    boolean awaitIdle(Duration patience) {
        boolean interrupted = false;
        long end = System.nanoTime() + patience.toNanos();
        long last = end + settings.grace().toNanos();
        synchronized (this) {
            while (running != null && running.thread != Thread.currentThread() && running.stage != Stage.GIVEN_UP) {
                long now = System.nanoTime();
                if (running.stage == Stage.RUNNING && now >= end) {
                    interrupt(running);
                } else if (now >= last) {
                    break;
                }
                try {
                    long left = (running.stage == Stage.RUNNING ? end : last) - now;
                    TimeUnit.NANOSECONDS.timedWait(this, Math.max(1_000_000, left));
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
            return running == null || running.thread == Thread.currentThread();
        }
    }

    /** Whether the call that runs does not react to being interrupted. */
    synchronized boolean isStuck() {
        return running != null && running.stage == Stage.GIVEN_UP;
    }

    /** The position being handled, 0 when idle. */
    synchronized long handling() {
        return running == null ? 0 : running.position;
    }

    synchronized @Nullable Instant since() {
        return running == null ? null : running.since;
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
