// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.bus.internal.load.ClassOwners;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Looks for classes in what bundles contain themselves, not in what they import; loads none of them.
 *
 * <p>Threads: safe for concurrent use. What was found is kept until bundles change, of at most {@value #MOST} classes; kept
 * are ids of bundles, never class loaders.
 */
final class BundleClasses implements ClassOwners {

    private static final int MOST = 2_000;

    private final BundleContext context;
    private volatile Map<String, Set<Long>> known = new ConcurrentHashMap<>();

    BundleClasses(BundleContext context) {
        this.context = context;
    }

    /** Notes that the bundles changed. */
    void forget() {
        known = new ConcurrentHashMap<>();
    }

    @Override
    public Set<ClassLoader> owners(String className) {
        Map<String, Set<Long>> before = known;
        if (before.size() >= MOST) {
            before.clear();
        }
        Set<ClassLoader> owners = new HashSet<>();
        for (long id : before.computeIfAbsent(className, this::holders)) {
            ClassLoader loader = loader(context.getBundle(id));
            if (loader != null) {
                owners.add(loader);
            }
        }
        return owners;
    }

    /** Ids of the bundles; nobody asks for those of the host alone, which are the most. */
    private Set<Long> holders(String className) {
        Set<Long> holders = new HashSet<>();
        for (Bundle each : context.getBundles()) {
            if (!Plugins.isHost(each) && holds(each, className)) {
                holders.add(each.getBundleId());
            }
        }
        if (holders.isEmpty()) {
            return holders;
        }
        for (Bundle each : context.getBundles()) {
            if (Plugins.isHost(each) && holds(each, className)) {
                holders.add(each.getBundleId());
            }
        }
        return holders;
    }

    private static boolean holds(Bundle bundle, String className) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring == null) {
            return false;
        }
        int dot = className.lastIndexOf('.');
        String path = dot < 0 ? "/" : className.substring(0, dot).replace('.', '/');
        return !wiring.listResources(path, className.substring(dot + 1) + ".class", BundleWiring.LISTRESOURCES_LOCAL)
                .isEmpty();
    }

    private static @Nullable ClassLoader loader(@Nullable Bundle bundle) {
        BundleWiring wiring = bundle == null ? null : bundle.adapt(BundleWiring.class);
        return wiring == null ? null : wiring.getClassLoader();
    }
}
