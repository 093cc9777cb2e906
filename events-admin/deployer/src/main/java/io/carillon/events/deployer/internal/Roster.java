// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All plugins, each told what the folder wants of it.
 *
 * <p>Threads: one thread tells; everything else may be called from any.
 */
final class Roster {

    private static final Logger LOG = LoggerFactory.getLogger(Roster.class);

    private final ConcurrentSkipListMap<String, Plugin> plugins = new ConcurrentSkipListMap<>();
    private final ConcurrentMap<String, String> askers = new ConcurrentHashMap<>();
    private final JarVault vault;
    private final InstallLedger ledger;
    private Set<String> needed = Set.of();

    Roster(JarVault vault, InstallLedger ledger) {
        this.vault = vault;
        this.ledger = ledger;
    }

    /** Takes in what an earlier run installed. */
    void found(Map<String, Bundle> bundles, Surroundings around) {
        bundles.forEach((id, bundle) -> plugins.put(id, new Plugin(id, bundle, around)));
    }

    Optional<Plugin> plugin(String id) {
        return Optional.ofNullable(plugins.get(id));
    }

    /** Plugins in ascending order of ids. */
    List<Plugin> plugins() {
        return List.copyOf(plugins.values());
    }

    /** Names who asked for a plugin that the folder is about to hold. */
    void askedFor(String id, String by) {
        askers.put(id, by);
    }

    /** Takes back {@link #askedFor}: the folder did not change. */
    void notAskedFor(String id) {
        askers.remove(id);
    }

    /** Tells every plugin what the files want of it. */
    void tell(List<FileReport> reports, Surroundings around) {
        Map<String, List<PluginJar>> wanted = wanted(reports);
        for (Map.Entry<String, List<PluginJar>> entry : wanted.entrySet()) {
            Plugin plugin = plugins.computeIfAbsent(entry.getKey(), id -> new Plugin(id, null, around));
            String by = askers.remove(entry.getKey());
            if (by != null) {
                plugin.actor(by);
            }
            plugin.want(entry.getValue());
        }
        boolean undecided = reports.stream().anyMatch(report -> report.intake() == null);
        for (Plugin plugin : plugins.values()) {
            // One that an earlier run installed may be in a file that is still to be decided about.
            if (!wanted.containsKey(plugin.id()) && (plugin.told() || !undecided)) {
                plugin.want(List.of());
                if (plugin.gone()) {
                    plugins.remove(plugin.id());
                }
            }
        }
        if (reports.stream().allMatch(Roster::isKnown)) {
            ledger.retain(Set.copyOf(plugins.keySet()));
        }
    }

    private Map<String, List<PluginJar>> wanted(List<FileReport> reports) {
        Map<String, List<PluginJar>> wanted = new TreeMap<>();
        for (FileReport report : reports) {
            PluginJar jar = report.lastGood();
            if (jar != null && !report.disabled() && runnable(report, jar)) {
                wanted.computeIfAbsent(jar.id(), id -> new ArrayList<>()).add(jar);
            }
        }
        wanted.values().forEach(jars -> jars.sort(PluginJar.BEST_FIRST));
        return wanted;
    }

    /** The jar of a file counts until the file holds another one: what replaced it may be broken or half there. */
    private boolean runnable(FileReport report, PluginJar jar) {
        return report.intake() instanceof Intake.Accepted || plugins.containsKey(jar.id());
    }

    /** Whether it is known which plugin a file belongs to. */
    private static boolean isKnown(FileReport report) {
        return report.intake() != null
                && !(report.intake() instanceof Intake.Refused refused
                        && refused.id().equals(report.file()));
    }

    /** Drops copies that neither a file nor a plugin needs. */
    void prune(List<FileReport> reports) {
        Set<String> now = new HashSet<>(ledger.good());
        for (FileReport report : reports) {
            if (report.lastGood() != null) {
                now.add(report.lastGood().sha256());
            }
        }
        for (Plugin plugin : plugins.values()) {
            plugin.kept().ifPresent(now::add);
            plugin.wanted().forEach(jar -> now.add(jar.sha256()));
            PluginJar installed = plugin.view().jar();
            if (installed != null) {
                now.add(installed.sha256());
            }
        }
        if (!now.equals(needed)) {
            try {
                vault.prune(now);
                needed = now;
            } catch (IOException e) {
                LOG.warn("Cannot delete copies of plugins that are not needed any more", e);
            }
        }
    }
}
