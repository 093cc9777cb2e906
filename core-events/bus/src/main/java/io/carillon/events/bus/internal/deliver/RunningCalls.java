// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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

    /** How far a call has come. */
    enum Stage {
        RUNNING,
        INTERRUPTED,
        /** Nobody waits for it any more, and what it does counts for nothing. */
        GIVEN_UP
    }

    /** One call, on the thread that made this. */
    static final class Call {
        private final Thread thread = Thread.currentThread();
        private final long started = System.nanoTime();
        private final long position;
        private final long since;
        private final HandlerCall.Caller caller;
        private Stage stage = Stage.RUNNING;
        private boolean overdue;
        private long interruptedAfter;
        private @Nullable StuckCall stuck;

        private Call(long position, long since, HandlerCall.Caller caller) {
            this.position = position;
            this.since = since;
            this.caller = caller;
        }

        /** Who has it made. */
        HandlerCall.Caller caller() {
            return caller;
        }

        /** Where its thread is. */
        StackTraceElement[] stack() {
            return thread.getStackTrace();
        }

        long position() {
            return position;
        }

        /** When it began, by {@link System#nanoTime}. */
        long started() {
            return started;
        }

        /** Whether its time budget was over; for good once it was interrupted. */
        boolean isOverdue() {
            return overdue;
        }
    }

    private final String subscription;
    private final PluginPool pool;
    private final DeliverySettings settings;
    /** Guarded by {@code this}. */
    private final List<Call> running = new ArrayList<>(1);

    RunningCalls(String subscription, PluginPool pool, DeliverySettings settings) {
        this.subscription = subscription;
        this.pool = pool;
        this.settings = settings;
    }

    /**
     * A call begins on the calling thread.
     *
     * @param since now, in milliseconds of the clock that is shown
     */
    synchronized Call begin(long position, long since, HandlerCall.Caller caller) {
        Call call = new Call(position, since, caller);
        running.add(call);
        pool.account().callBegan(call.started);
        return call;
    }

    /** A call has ended; returns how far it had come. */
    synchronized Stage leave(Call call) {
        running.remove(call);
        if (call.stage == Stage.GIVEN_UP) {
            pool.threadReturned();
        }
        notifyAll();
        return call.stage;
    }

    /** Interrupts the calls whose time is over, and finds one that has not reacted to that, if there is one. */
    synchronized @Nullable Call keepTime(long now) {
        Call stuck = null;
        for (Call call : running) {
            long elapsed = now - call.started;
            if (call.stage == Stage.RUNNING && elapsed >= settings.budget().toNanos()) {
                call.overdue = true;
                interrupt(call, now);
                LOG.warn(
                        "Handler is past its time budget of {} and is interrupted: subscription={} position={}",
                        settings.budget(),
                        subscription,
                        call.position);
            } else if (call.stage == Stage.INTERRUPTED
                    && elapsed - call.interruptedAfter >= settings.grace().toNanos()) {
                stuck = call;
            }
        }
        return stuck;
    }

    /** Gives a call up that was interrupted; returns whether it was still running. */
    synchronized boolean giveUp(Call call, StuckCall stuck) {
        if (call.stage != Stage.INTERRUPTED || !running.contains(call)) {
            return false;
        }
        call.stage = Stage.GIVEN_UP;
        call.stuck = stuck;
        pool.giveUpThread();
        notifyAll(); // who waits for the calls that run does not wait for this one any more
        return true;
    }

    private static void interrupt(Call call, long now) {
        call.stage = Stage.INTERRUPTED;
        call.interruptedAfter = now - call.started;
        call.thread.interrupt();
    }

    /**
     * Waits for the calls that run, but for those given up; those past its patience are interrupted and get their grace,
     * however late it is by then. Returns whether all have ended, or were given up.
     */
    boolean awaitIdle(Duration patience) {
        boolean interrupted = false;
        boolean past = false;
        long end = System.nanoTime() + patience.toNanos();
        long last = end;
        synchronized (this) {
            while (isWaitedFor()) {
                long now = System.nanoTime();
                if (now >= end) {
                    if (!past) {
                        past = true;
                        last = now + settings.grace().toNanos();
                    }
                    running.stream()
                            .filter(call -> call.stage == Stage.RUNNING && call.thread != Thread.currentThread())
                            .forEach(call -> interrupt(call, now));
                    if (now >= last) {
                        break;
                    }
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, Math.max(1_000_000, (past ? last : end) - now));
                } catch (InterruptedException e) {
                    // the caller stops something and has to know that nothing runs; it gets its interrupt afterwards
                    interrupted = true;
                    end = Math.min(end, System.nanoTime());
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return !isWaitedFor();
        }
    }

    private boolean isWaitedFor() {
        return running.stream().anyMatch(call -> call.thread != Thread.currentThread() && call.stage != Stage.GIVEN_UP);
    }

    /** Each call on another thread that goes on although it was interrupted: where it is. */
    synchronized List<String> whereabouts() {
        return running.stream()
                .filter(call -> call.stage != Stage.RUNNING && call.thread != Thread.currentThread())
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

    /** Whether an attempt at an event is under way; one that was given up has failed. */
    synchronized boolean isHandling(long position) {
        return running.stream().anyMatch(call -> call.position == position && call.stage != Stage.GIVEN_UP);
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
