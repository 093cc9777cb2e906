// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * What shows that a thread or an object belongs to a plugin: its class loader, the names of its classes, and the group in
 * which it was started.
 *
 * @param plugin its id
 * @param loader the class loader, which this does not keep
 */
record Footprint(String plugin, WeakReference<@Nullable ClassLoader> loader) {

    /** Taken before the plugin stops; afterwards its class loader may not be had any more. */
    static Footprint of(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return new Footprint(
                String.valueOf(bundle.getSymbolicName()),
                new WeakReference<>(wiring == null ? null : wiring.getClassLoader()));
    }

    /** Whether it is the one that the bundle uses now. */
    boolean isOf(@Nullable Bundle bundle) {
        BundleWiring wiring = bundle == null ? null : bundle.adapt(BundleWiring.class);
        return wiring != null && alive() && loader.refersTo(wiring.getClassLoader());
    }

    boolean alive() {
        return !loader.refersTo(null);
    }

    /**
     * Finds the threads that belong to a stopped plugin.
     *
     * @return for each thread the classes of the plugin that it runs
     */
    Map<Thread, Set<String>> threads(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        Map<String, Boolean> known = new HashMap<>();
        Map<Thread, Set<String>> threads = new HashMap<>();
        Thread.getAllStackTraces().forEach((thread, trace) -> {
            Set<String> own = new HashSet<>();
            for (StackTraceElement frame : trace) {
                if (!isHost(frame)
                        && known.computeIfAbsent(frame.getClassName(), name -> wiring != null && holds(wiring, name))) {
                    own.add(frame.getClassName());
                }
            }
            if (!own.isEmpty() || carries(thread) || idles(thread, trace)) {
                threads.put(thread, own);
            }
        });
        return threads;
    }

    /** Whether the thread is made of the plugin's classes, or finds classes with its loader. */
    boolean carries(Thread thread) {
        return alive()
                && (loader.refersTo(thread.getContextClassLoader())
                        || loader.refersTo(thread.getClass().getClassLoader()));
    }

    /** Whether the thread comes from the start of the plugin and runs nothing but the JDK, as in an executor that is idle. */
    boolean idles(Thread thread, StackTraceElement[] trace) {
        return StartGroup.holds(plugin, thread)
                && Arrays.stream(trace).allMatch(frame -> frame.getModuleName() != null);
    }

    private static boolean isHost(StackTraceElement frame) {
        String name = frame.getClassName();
        return frame.getModuleName() != null
                || name.startsWith("io.carillon.events.")
                || name.startsWith("org.apache.felix.")
                || name.startsWith("org.osgi.");
    }

    private static boolean holds(BundleWiring wiring, String className) {
        int dot = className.lastIndexOf('.');
        String path = dot < 0 ? "/" : className.substring(0, dot).replace('.', '/');
        return !wiring.listResources(path, className.substring(dot + 1) + ".class", BundleWiring.LISTRESOURCES_LOCAL)
                .isEmpty();
    }
}
