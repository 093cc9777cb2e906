// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import io.carillon.events.OverloadedException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What one plugin takes since it started, and how it is held back.
 *
 * <p>Processor time is not measured around calls but read from the plugin's threads once a second, and once more when one
 * of the pool ends: two readings around a call cost 0.4 microseconds, a thread read once a second about two.
 *
 * <p>Threads: safe for concurrent use. Figures are guarded by {@code this}.
 */
public final class PluginAccount {

    /** How a call ended. */
    public enum Outcome {
        HANDLED,
        /** By an exception. */
        FAILED,
        /** By an error, or because its time was over. */
        FAULT,
        /** Because no memory was left, which everybody in the host suffers from. */
        OUT_OF_MEMORY
    }

    /** Time between two turns of a throttled plugin's handlers, in lengths of the turn before. */
    private static final int PAUSE = 4;

    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(10);
    private static final long TURN = TimeUnit.MILLISECONDS.toNanos(50);
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private final String plugin;
    private final ClassLoader loader;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Semaphore room;
    private final int mostPending;
    private final Duration patience;
    private final LongAdder published = new LongAdder();
    private final LongAdder heldBack = new LongAdder();
    private final LongAdder logged = new LongAdder();
    private final CallTimes times = new CallTimes();
    private final Map<Long, Long> cpuOfThreads = new HashMap<>();
    private volatile @Nullable RateLimit limit;
    private String reason = "";
    private long cpu;
    private int inFlight;
    /** Time of calls that ended, less the start times of those that run. */
    private long wall;

    private long handled;
    private long failed;
    private int faults;
    private int outOfMemory;
    private int stuck;
    private boolean exhausted;
    private long nextTurn;

    /**
     * An account with nothing on it.
     *
     * @param loader of the plugin's classes
     * @param mostPending the most events it may have on their way to the log
     * @param patience how long it waits when it has as many, or when it is throttled, before it is refused
     */
    public PluginAccount(String plugin, ClassLoader loader, int mostPending, Duration patience) {
        this.plugin = plugin;
        this.loader = loader;
        this.mostPending = mostPending;
        this.room = new Semaphore(mostPending, true);
        this.patience = patience;
    }

    /** Symbolic name of the plugin. */
    public String plugin() {
        return plugin;
    }

    ClassLoader loader() {
        return loader;
    }

    /** The threads made for the plugin that live. */
    public Set<Thread> threads() {
        return threads;
    }

    /** Notes that the calling thread, made for the plugin, begins. */
    public void threadBegins() {
        threads.add(Thread.currentThread());
    }

    /** Notes that the calling thread is about to end. */
    public void threadEnds() {
        threads.remove(Thread.currentThread());
        long unused = charge(
                Thread.currentThread().getId(), cpuTime(Thread.currentThread().getId()));
    }

    /** Processor time a thread has taken in all; zero if it has ended or the platform does not measure it. */
    static long cpuTime(long thread) {
        return CLOCK.isThreadCpuTimeSupported() && CLOCK.isThreadCpuTimeEnabled()
                ? Math.max(0, CLOCK.getThreadCpuTime(thread))
                : 0;
    }

    /** Notes what a thread has taken in all; returns how much more that is than before. */
    synchronized long charge(long thread, long cpuNanos) {
        long more = cpuNanos - cpuOfThreads.getOrDefault(thread, 0L);
        if (more > 0) {
            cpuOfThreads.put(thread, cpuNanos);
            cpu += more;
        }
        return Math.max(0, more);
    }

    /** Notes what a thread has taken that others used before: from the second time on what is more than the first time. */
    synchronized long chargeSinceSeen(long thread, long cpuNanos) {
        cpuOfThreads.putIfAbsent(thread, cpuNanos);
        return charge(thread, cpuNanos);
    }

    /** Forgets the threads that are not among these. */
    synchronized void keep(Set<Long> alive) {
        cpuOfThreads.keySet().retainAll(alive);
    }

    /** Notes that a call of a handler began. */
    public synchronized void callBegan(long nanos) {
        inFlight++;
        wall -= nanos;
    }

    /** Notes that it was not made after all. */
    public synchronized void callForgone(long began) {
        inFlight--;
        wall += began;
    }

    /** Notes that it ended. */
    public synchronized void callEnded(long began, long ended, Outcome outcome) {
        inFlight--;
        wall += ended;
        times.add(ended - began);
        handled += outcome == Outcome.HANDLED ? 1 : 0;
        failed += outcome == Outcome.HANDLED ? 0 : 1;
        faults = outcome == Outcome.HANDLED || outcome == Outcome.FAILED ? 0 : faults + 1;
        outOfMemory = outcome == Outcome.OUT_OF_MEMORY ? outOfMemory + 1 : 0;
    }

    /** Notes that it wrote a line to the log of the host. */
    public void logged() {
        logged.increment();
    }

    /** Notes how many threads are held by calls that react to nothing, and whether none is left. */
    public synchronized void held(int threadsHeld, boolean noneLeft) {
        stuck = threadsHeld;
        exhausted = noneLeft;
    }

    /** Notes what became of events that were admitted. */
    public void answered(int events, boolean accepted) {
        room.release(places(events));
        if (accepted) {
            published.add(events);
        }
    }

    private int places(int events) {
        return Math.min(events, mostPending);
    }

    /**
     * Lets the plugin publish, and has it wait while too many of its events are on their way, so that the queue before the
     * log is never full of the events of one plugin; or for its turn, while it is throttled. To be {@linkplain #answered}.
     *
     * @throws OverloadedException if the wait is too long, or interrupted
     */
    public void admit(int events) {
        RateLimit now = limit;
        if (now != null) {
            waitForTurn(now, events);
        }
        boolean admitted;
        try {
            if (room.tryAcquire(places(events), 0, TimeUnit.NANOSECONDS)) {
                return;
            }
            heldBack.increment();
            admitted = room.tryAcquire(places(events), patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OverloadedException("interrupted while waiting to publish; nothing was published");
        }
        if (!admitted) {
            throw new OverloadedException(
                    mostPending + " events of plugin " + plugin + " are on their way to the log, and"
                            + " stayed so for " + patience.toMillis() + " ms; publish less, then try again");
        }
    }

    private void waitForTurn(RateLimit now, int events) {
        long wait = now.take(events, System.nanoTime());
        if (wait == 0) {
            return;
        }
        heldBack.increment();
        try {
            TimeUnit.NANOSECONDS.sleep(wait < 0 ? now.patience() : wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OverloadedException("interrupted while waiting to publish, for plugin " + plugin
                    + " is rate-limited; nothing was published");
        }
        if (wait < 0) {
            throw new OverloadedException("plugin " + plugin + " is rate-limited to " + Math.round(now.rate())
                    + " events a second because " + reason() + "; publish less, then try again");
        }
    }

    /** How long to wait before the next turn of a handler, in nanoseconds; zero unless it is throttled. */
    public long pause() {
        if (limit == null) {
            return 0;
        }
        synchronized (this) {
            return Math.max(0, nextTurn - System.nanoTime());
        }
    }

    /** Notes that a turn begins; the next one has to wait as if this one took as long as turns usually do. */
    public void turnBegins() {
        waitFor(TURN);
    }

    /** Notes that a turn has ended that took so long. */
    public void turnEnded(long nanos) {
        waitFor(nanos);
    }

    private void waitFor(long nanos) {
        if (limit != null) {
            long next = System.nanoTime() + Math.min(LONGEST_PAUSE, PAUSE * nanos);
            synchronized (this) {
                nextTurn = next;
            }
        }
    }

    /** Whether it is throttled. */
    public boolean throttled() {
        return limit != null;
    }

    /** Slows it down, or changes why that is done. */
    synchronized void throttle(double publishRate, String why) {
        reason = why;
        if (limit == null) {
            nextTurn = System.nanoTime();
            limit = new RateLimit(publishRate, patience, System.nanoTime());
        }
    }

    /** Lets it go on as fast as it can. */
    synchronized void release() {
        limit = null;
        reason = "";
    }

    private synchronized String reason() {
        return reason;
    }

    /**
     * What is on the account now.
     *
     * @param heldBack publishes that had to wait, or were refused
     * @param logged lines it wrote to the log of the host
     */
    record Figures(
            Duration wall,
            Duration cpu,
            Duration p99,
            int inFlight,
            long published,
            long heldBack,
            long logged,
            long handled,
            long failed,
            int faults,
            int outOfMemory,
            int stuck,
            boolean exhausted) {}

    synchronized Figures figures() {
        return new Figures(
                Duration.ofNanos(wall + inFlight * System.nanoTime()),
                Duration.ofNanos(cpu),
                times.within(0.99),
                inFlight,
                published.sum(),
                heldBack.sum(),
                logged.sum(),
                handled,
                failed,
                faults,
                outOfMemory,
                stuck,
                exhausted);
    }
}
