// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginLoad;
import io.carillon.events.admin.PluginStatus.Why;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after plugins that run, once a second: which of them do harm and have to stop, and which of their components do
 * not work.
 *
 * <p>Threads: one thread looks; what was found may be read by any.
 */
final class PluginCare {

    private static final Logger LOG = LoggerFactory.getLogger(PluginCare.class);

    private final Roster roster;
    private final HostServices services;
    private final BundleComponents components;
    private final LeakWatch leaks;
    private volatile Map<String, List<Why>> broken = Map.of();
    private boolean failing;

    PluginCare(Roster roster, HostServices services, BundleComponents components, LeakWatch leaks) {
        this.roster = roster;
        this.services = services;
        this.components = components;
        this.leaks = leaks;
    }

    /** Looks. Whatever goes wrong, the next look comes. */
    void look() {
        try {
            quarantine();
            lookAtComponents();
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn("Cannot look after the plugins; it is tried again", e);
            }
            failing = true;
        }
    }

    private void quarantine() {
        List<PluginLoad> loads = services.loads().map(all -> all.list()).orElse(List.of());
        for (PluginLoad load : loads) {
            if (load.standing() == PluginLoad.Standing.QUARANTINE) {
                roster.plugin(load.plugin()).ifPresent(plugin -> plugin.quarantine(load.reason()));
            }
        }
    }

    /**
     * Declarative Services count changes and tell of them, but that a component failed is none: the count stands still when
     * an activation ends badly, however long that took.
     */
    private void lookAtComponents() {
        Map<String, List<Why>> found = new HashMap<>();
        for (Plugin plugin : roster.plugins()) {
            Bundle bundle = plugin.bundle();
            List<Why> failures =
                    bundle == null || bundle.getState() != Bundle.ACTIVE ? List.of() : components.failures(bundle);
            if (!failures.isEmpty()) {
                found.put(plugin.id(), failures);
            }
        }
        broken = Map.copyOf(found);
    }

    /** What is wrong with a plugin that its state does not show. */
    List<Why> remarks(String plugin) {
        List<Why> remarks = new ArrayList<>(broken.getOrDefault(plugin, List.of()));
        for (Leak leak : leaks.leaks()) {
            if (leak.plugin().equals(plugin)) {
                remarks.add(leak.why());
            }
        }
        remarks.addAll(services.remarks(plugin));
        return remarks;
    }

    /** Plugins with a component that does not work, in ascending order. */
    List<String> broken() {
        return broken.keySet().stream().sorted().toList();
    }

    /** What stopped plugins left behind, a word for each, in ascending order. */
    List<String> leaking() {
        return leaks.leaks().stream()
                .map(leak -> leak.plugin() + " " + leak.version() + " (" + leak.text() + ")")
                .sorted()
                .toList();
    }
}
