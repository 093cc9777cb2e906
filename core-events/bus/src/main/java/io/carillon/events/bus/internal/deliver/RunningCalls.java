// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of one handler that run. At the end of its time budget a call is interrupted; one that goes on beyond the grace
 * gives up its thread, and is not waited for any more.
 *
 * <p>Threads: safe for concurrent use. A thread is never interrupted after its call has ended.
 */
final class RunningCalls {

    private static final Logger LOG = LoggerFactory.getLogger(RunningCalls.class);

    private enum Stage {
        RUNNING,
        INTERRUPTED,
        GIVEN_UP
    }

    /** One call, on the thread that made this. */
    static final class Call {
        private final Thread thread = Thread.currentThread();
        private final long started = System.nanoTime();
        private final long position;
        private final long since;
        private Stage stage = Stage.RUNNING;
        private boolean overdue;
        private long interruptedAfter;
        private @Nullable StuckCall stuck;

        private Call(long position, long since) {
            this.position = position;
            this.since = since;
        }

        long position() {
            return position;
        }

        /** When it began, by {@link System#nanoTime}. */
        long started() {
            return started;
        }

        /** Whether its time budget was over; for good once it has left. */
        boolean isOverdue() {
            return overdue;
        }
    }

    private final String subscription;
    private final PluginPool pool;
    private final DeliverySettings settings;
    private final Consumer<StuckCall> stuck;
    /** Guarded by {@code this}. */
    private final List<Call> running = new ArrayList<>(1);

    /** @param stuck told that a call does not react to being interrupted */
    RunningCalls(String subscription, PluginPool pool, DeliverySettings settings, Consumer<StuckCall> stuck) {
        this.subscription = subscription;
        this.pool = pool;
        this.settings = settings;
        this.stuck = stuck;
    }

    /**
     * A call begins on the calling thread.
     *
     * @param since now, in milliseconds of the clock that is shown
     */
    synchronized Call begin(long position, long since) {
        Call call = new Call(position, since);
        running.add(call);
        pool.account().callBegan(call.started);
        return call;
    }

    /** A call has ended; returns whether it did by itself, and was not interrupted. */
    synchronized boolean leave(Call call) {
        running.remove(call);
        if (call.stage == Stage.GIVEN_UP) {
            pool.threadReturned();
        }
        notifyAll();
        return call.stage == Stage.RUNNING;
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
            StackTraceElement[] stack = call.thread.getStackTrace();
            StuckCall found = StuckCall.at(call.position, Duration.ofNanos(elapsed), stack);
            call.stuck = found;
            stuck.accept(found);
            LOG.error(
                    "Handler is stuck: subscription={} position={} for {}; its thread is given up. It is at {}",
                    subscription,
                    call.position,
                    Duration.ofNanos(elapsed),
                    Arrays.toString(stack));
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
                            .forEach(RunningCalls::interrupt);
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

    /** The first of them that does not. */
    synchronized Optional<StuckCall> stuck() {
        return running.stream()
                .flatMap(call -> Optional.ofNullable(call.stuck).stream())
                .findFirst();
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
}
