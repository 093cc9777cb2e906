// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.Severity;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a plugin that stopped left threads or its class loader behind, and says so once.
 *
 * <p>A class loader that nothing refers to is only known to be free after a garbage collection that unloads classes. This
 * waits for one; only when nothing else has told at the last look does it collect, seldom and only if that is allowed.
 *
 * <p>Threads: safe for concurrent use; looks on the timer's thread.
 */
final class LeakWatch {

    /** The most departures that are looked at; beyond it the oldest are not. */
    static final int MAX_WATCHED = 200;

    private static final Logger LOG = LoggerFactory.getLogger(LeakWatch.class);

    private final LeakChecks checks;
    private final BundleContext system;
    private final PluginEvents events;
    private final PluginTimer timer;
    private final Clock clock;
    private final Deque<Departure> watched = new ArrayDeque<>();
    private final ConcurrentMap<Departure, Leak> leaks = new ConcurrentHashMap<>();
    private long collected = System.nanoTime();
    private boolean everCollected;

    LeakWatch(LeakChecks checks, BundleContext system, PluginEvents events, PluginTimer timer, Clock clock) {
        this.checks = checks;
        this.system = system;
        this.events = events;
        this.timer = timer;
        this.clock = clock;
    }

    /** Takes note that a plugin has stopped; called before it is changed. */
    void left(String plugin, Bundle bundle, Footprint footprint) {
        Departure departure;
        synchronized (watched) {
            Set<Thread> claimed = watched.stream()
                    .filter(earlier -> earlier.plugin().equals(plugin))
                    .flatMap(Departure::threads)
                    .collect(Collectors.toSet());
            departure = new Departure(plugin, bundle, footprint, claimed, clock.instant(), collections());
            if (watched.size() >= MAX_WATCHED) {
                forget(watched.removeFirst());
            }
            watched.addLast(departure);
        }
        lookAfter(departure, 0);
    }

    /** What plugins that stopped have left, in no order; an immutable list. */
    List<Leak> leaks() {
        return List.copyOf(leaks.values());
    }

    private void lookAfter(Departure departure, int check) {
        Duration before = check == 0 ? Duration.ZERO : checks.after().get(check - 1);
        timer.after(checks.after().get(check).minus(before), () -> look(departure, check));
    }

    private void look(Departure departure, int check) {
        if (!isWatched(departure)) {
            return;
        }
        Leak left = left(departure);
        if (left.isNothing()) {
            forget(departure);
        } else if (check + 1 < checks.after().size()) {
            lookAfter(departure, check + 1);
        } else {
            decide(departure, left);
        }
    }

    /** At the last look: a thread is a leak, a class loader only after a collection. */
    private void decide(Departure departure, Leak left) {
        if (!left.threads().isEmpty()) {
            report(departure, left);
        } else if (!checks.collect()) {
            forget(departure);
        } else if (!everCollected
                || collected - departure.nanos() < checks.gone().toNanos()) {
            if (everCollected && System.nanoTime() - collected < checks.rest().toNanos()) {
                timer.after(checks.rest(), () -> look(departure, checks.after().size() - 1));
            } else if (collect()) {
                look(departure, checks.after().size() - 1);
            } else {
                forget(departure);
            }
        } else {
            report(departure, left);
        }
    }

    private void report(Departure departure, Leak left) {
        LOG.warn("Plugin {} {} was stopped and may leak: {}", left.plugin(), left.version(), left.text());
        leaks.put(departure, left);
        events.publish(
                "leak_suspected",
                Severity.WARN,
                left.plugin(),
                left.version(),
                null,
                Map.of(
                        "threads", left.threads(),
                        "classLoaderAlive", left.classLoader(),
                        "gcCycles", left.collections()));
        timer.after(checks.again(), () -> lookAgain(departure));
    }

    /** Whether what was left has gone after all. */
    private void lookAgain(Departure departure) {
        if (isWatched(departure)) {
            Leak left = left(departure);
            if (left.isNothing()) {
                LOG.info("What plugin {} {} left behind is gone", left.plugin(), left.version());
                forget(departure);
            } else {
                leaks.put(departure, left);
                timer.after(checks.again(), () -> lookAgain(departure));
            }
        }
    }

    private Leak left(Departure departure) {
        return departure.left(system.getBundle(departure.bundleId()), collections());
    }

    private boolean isWatched(Departure departure) {
        synchronized (watched) {
            return watched.contains(departure);
        }
    }

    private void forget(Departure departure) {
        synchronized (watched) {
            watched.remove(departure);
        }
        leaks.remove(departure);
    }

    /** Whether garbage was collected: the virtual machine may be told not to. */
    private boolean collect() {
        long before = collections();
        System.gc();
        everCollected = collections() > before;
        collected = System.nanoTime();
        return everCollected;
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }
}
