// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.Why;
import java.time.Instant;
import java.util.List;

/**
 * What a stopped plugin left behind.
 *
 * @param time when it was stopped
 * @param threads names of threads that go on running its code; an immutable list
 * @param classLoader whether its classes are still in memory, though nothing of the host needs them
 * @param collections garbage collections since it was stopped
 */
record Leak(String plugin, String version, Instant time, List<String> threads, boolean classLoader, long collections) {

    Leak {
        threads = List.copyOf(threads);
    }

    boolean isNothing() {
        return threads.isEmpty() && !classLoader;
    }

    /** What is left, without a subject. */
    String text() {
        String running = threads.isEmpty()
                ? ""
                : (threads.size() == 1 ? "the thread " : "the threads ")
                        + String.join(", ", threads)
                        + (threads.size() == 1 ? " goes on" : " go on");
        String memory = classLoader ? "its class loader is still reachable after " + collections + " collections" : "";
        return running + (running.isEmpty() || memory.isEmpty() ? "" : "; ") + memory;
    }

    Why why() {
        return new Why(
                "version " + version + ", stopped at " + time + ", may leak: " + text(),
                null,
                null,
                "Let its stop end every thread, clear thread locals and unregister what it registered; a restart of the "
                        + "host frees the memory.");
    }
}
