// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import io.carillon.events.admin.PluginLoad;
import io.carillon.events.admin.PluginLoad.Standing;
import io.carillon.events.admin.PluginLoads;
import io.carillon.events.bus.internal.log.Timers;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second at what every plugin takes, and has those held back that take too much.
 *
 * <p>Threads: safe for concurrent use. Looks on the timers' thread.
 */
public final class LoadWatch implements PluginLoads, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoadWatch.class);
    private static final Duration ROUND = Duration.ofSeconds(1);

    /** Learns that a plugin went beyond a quota. */
    @FunctionalInterface
    public interface Listener {

        /**
         * A plugin stands worse than before.
         *
         * @param quota cpu, publish_rate, log_rate, threads, in_flight, handler_time or memory
         * @param action warn, throttle or quarantine
         */
        void exceeded(String plugin, String quota, double limit, double observed, String action);
    }

    /** One plugin under watch; guarded by itself. */
    private static final class Watched {
        private final PluginAccount account;
        private final Window window = new Window();
        private final Conduct conduct;
        private final boolean judged;
        private Reading reading = Reading.NOTHING;
        private Verdict verdict = Verdict.NORMAL;

        Watched(PluginAccount account, LoadLimits limits, boolean judged) {
            this.account = account;
            this.judged = judged;
            this.conduct = new Conduct(limits);
        }
    }

    private final LoadLimits limits;
    private final Timers timers;
    private final ToIntFunction<String> handlers;
    private final Listener listener;
    private final ThreadCensus census;
    private final Map<PluginAccount, Watched> watched = new ConcurrentHashMap<>();
    private final long begin = System.nanoTime();
    private volatile boolean closed;

    /**
     * A watch that does not look yet.
     *
     * @param handlers how many subscriptions of a plugin have their handler
     * @param classes whose the classes are that threads run
     */
    public LoadWatch(
            LoadLimits limits, Timers timers, ToIntFunction<String> handlers, Listener listener, ClassOwners classes) {
        this.limits = limits;
        this.timers = timers;
        this.handlers = handlers;
        this.listener = listener;
        this.census = new ThreadCensus(BusyThreads.LONG, classes);
    }

    /** Begins to look. */
    public void start() {
        timers.after(ROUND, this::round);
    }

    /**
     * Watches a plugin that has just come.
     *
     * @param judged whether it is held to its quotas; what is part of the host is only measured
     */
    public void add(PluginAccount account, boolean judged) {
        watched.put(account, new Watched(account, limits, judged));
    }

    /** Forgets a plugin. */
    public void remove(PluginAccount account) {
        watched.remove(account);
    }

    private void round() {
        try {
            look(Duration.ofNanos(System.nanoTime() - begin));
        } catch (RuntimeException | Error e) { // such as no memory for all threads
            LOG.error("Cannot measure what plugins take; tried again", e);
        } finally {
            if (!closed) {
                timers.after(ROUND, this::round);
            }
        }
    }

    /** Looks once; the time, from any beginning, must not go back. */
    void look(Duration at) {
        Map<PluginAccount, ThreadCensus.Found> threads = census.count(at, List.copyOf(watched.keySet()));
        for (Watched each : watched.values()) {
            Verdict before;
            Verdict now;
            synchronized (each) {
                before = each.verdict;
                each.reading = each.window.add(
                        at, each.account.figures(), threads.getOrDefault(each.account, ThreadCensus.Found.NOTHING));
                now = each.judged ? each.conduct.judge(at, each.reading) : Verdict.NORMAL;
                each.verdict = now;
            }
            apply(each.account, now);
            if (now.standing() != before.standing()) {
                changed(each.account.plugin(), before, now);
            }
        }
    }

    private void apply(PluginAccount account, Verdict now) {
        if (now.standing().compareTo(Standing.THROTTLED) >= 0) {
            account.throttle(limits.publishRate() / 2, now.reason());
        } else {
            account.release();
        }
    }

    private void changed(String plugin, Verdict before, Verdict now) {
        Verdict.Breach breach = now.breach();
        if (breach == null) {
            LOG.info("Plugin {} stands better: {} after {}", plugin, now.standing(), before.standing());
            return;
        }
        LOG.warn("Plugin {} is {}: {}", plugin, now.standing(), now.reason());
        listener.exceeded(plugin, breach.quota(), breach.limit(), breach.observed(), action(now.standing()));
    }

    private static String action(Standing standing) {
        return switch (standing) {
            case NORMAL, WARNED -> "warn";
            case THROTTLED -> "throttle";
            case QUARANTINE -> "quarantine";
        };
    }

    @Override
    public List<PluginLoad> list() {
        return watched.values().stream()
                .map(this::load)
                .sorted(Comparator.comparing(PluginLoad::plugin))
                .toList();
    }

    private PluginLoad load(Watched each) {
        Reading reading;
        Verdict verdict;
        synchronized (each) {
            reading = each.reading;
            verdict = each.verdict;
        }
        PluginAccount.Figures now = each.account.figures();
        return new PluginLoad(
                each.account.plugin(),
                handlers.applyAsInt(each.account.plugin()),
                now.wall(),
                now.cpu(),
                reading.processors(),
                now.p99(),
                now.inFlight(),
                now.published(),
                reading.publishRate(),
                now.handled(),
                now.failed(),
                reading.threadsNow(),
                verdict.standing(),
                verdict.reason());
    }

    @Override
    public void close() {
        closed = true;
    }
}
