// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.Why;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;

/**
 * Chooses which of the jars of one plugin is to run: the best one that resolves. What runs already is not given up for
 * one that does not.
 */
final class JarChoice {

    private final PluginBundles bundles;
    private final BiConsumer<PluginJar, Why> announce;
    private final Map<String, List<Why>> refused = new HashMap<>();
    private final Set<String> announced = new HashSet<>();
    private Map<String, List<Why>> unfit = Map.of();

    /** @param announce is told once of each jar that does not resolve */
    JarChoice(PluginBundles bundles, BiConsumer<PluginJar, Why> announce) {
        this.bundles = bundles;
        this.announce = announce;
    }

    /**
     * Chooses.
     *
     * @param jars best first, not empty
     * @param wired what is installed and resolved, {@code null} when nothing is
     * @param running whether something runs that may go on
     * @return {@code null} when none is fit and things stay as they are
     */
    @Nullable
    PluginJar choose(List<PluginJar> jars, @Nullable PluginJar wired, boolean running) throws IOException {
        unfit = new TreeMap<>();
        PluginJar best = jars.get(0);
        if (!running && jars.size() == 1 && !refused.containsKey(best.sha256())) {
            return best;
        }
        for (PluginJar jar : jars) {
            if (wired != null && wired.sha256().equals(jar.sha256())) {
                return jar;
            }
            List<Why> reasons = refused.getOrDefault(jar.sha256(), List.of());
            if (reasons.isEmpty()) {
                reasons = rehearse(jar);
            }
            if (reasons.isEmpty()) {
                return jar;
            }
            unfit.put(jar.sha256(), reasons);
            unresolved(jar, reasons);
        }
        return running || refused.containsKey(best.sha256()) ? null : best;
    }

    private List<Why> rehearse(PluginJar jar) throws IOException {
        try {
            return bundles.rehearse(jar);
        } catch (BundleException e) {
            return List.of(StartFailure.refused(e));
        } catch (JarRefusedException e) {
            return List.of(e.why());
        }
    }

    /** Takes note that a jar does not resolve. */
    void unresolved(PluginJar jar, List<Why> reasons) {
        if (announced.add(jar.sha256())) {
            announce.accept(jar, reasons.get(0));
        }
    }

    /** Takes note that the framework does not take a jar, and never will. */
    void refused(PluginJar jar, Why why) {
        refused.put(jar.sha256(), List.of(why));
        unfit.put(jar.sha256(), List.of(why));
    }

    /** Takes note that a jar is installed. */
    void installed(PluginJar jar) {
        announced.remove(jar.sha256());
    }

    /** Jars that are not fit to run, by SHA-256, with the reasons; an immutable map. */
    Map<String, List<Why>> unfit() {
        return Map.copyOf(unfit);
    }

    /** Why better jars than the one that runs do not. */
    List<Why> reasons() {
        List<Why> reasons = new ArrayList<>();
        unfit.values().forEach(reasons::addAll);
        return reasons;
    }
}
