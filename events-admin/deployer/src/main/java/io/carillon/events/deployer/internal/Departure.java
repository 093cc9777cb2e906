// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** A plugin that stopped, and what may be left of it. Keeps nothing of the plugin alive. */
final class Departure {

    private static final int MAX_NAMED = 20;
    private static final int MAX_THREADS = 1_000;

    private final String plugin;
    private final String version;
    private final Instant time;
    private final long nanos = System.nanoTime();
    private final long collections;
    private final long bundleId;
    private final Footprint footprint;
    private final List<Left> threads = new ArrayList<>();

    /** A thread that ran when the plugin had stopped, with the classes of the plugin it ran. */
    private record Left(WeakReference<Thread> thread, Set<String> classes) {}

    /**
     * @param claimed threads that an earlier version left behind
     * @param collections garbage collections so far
     */
    Departure(String plugin, Bundle bundle, Footprint footprint, Set<Thread> claimed, Instant time, long collections) {
        this.plugin = plugin;
        this.version = bundle.getVersion().toString();
        this.bundleId = bundle.getBundleId();
        this.footprint = footprint;
        this.time = time;
        this.collections = collections;
        for (Map.Entry<Thread, Set<String>> entry : footprint.threads(bundle).entrySet()) {
            if (threads.size() < MAX_THREADS && !claimed.contains(entry.getKey())) {
                threads.add(new Left(new WeakReference<>(entry.getKey()), entry.getValue()));
            }
        }
    }

    String plugin() {
        return plugin;
    }

    /** Threads it left behind that are still there. */
    Stream<Thread> threads() {
        return threads.stream().map(left -> left.thread().get()).flatMap(Stream::ofNullable);
    }

    long bundleId() {
        return bundleId;
    }

    /** When it stopped, by {@link System#nanoTime}. */
    long nanos() {
        return nanos;
    }

    /**
     * Looks what is left now.
     *
     * @param bundle what the framework has under its id now, {@code null} when nothing: a bundle that was stopped and
     *     neither updated nor removed goes on using its class loader
     */
    Leak left(@Nullable Bundle bundle, long now) {
        List<String> names = threads.stream()
                .map(this::name)
                .filter(name -> !name.isEmpty())
                .distinct()
                .sorted()
                .limit(MAX_NAMED)
                .toList();
        boolean loader = footprint.alive() && !footprint.isOf(bundle);
        return new Leak(plugin, version, time, names, loader, now - collections);
    }

    /** Name of a thread that goes on running the plugin; empty when it has ended, or does something else. */
    private String name(Left left) {
        Thread thread = left.thread().get();
        if (thread == null || !thread.isAlive()) {
            return "";
        }
        StackTraceElement[] trace = thread.getStackTrace();
        boolean runs = footprint.carries(thread) || footprint.idles(thread, trace);
        for (StackTraceElement frame : trace) {
            runs |= left.classes().contains(frame.getClassName());
        }
        return runs ? thread.getName() : "";
    }
}
