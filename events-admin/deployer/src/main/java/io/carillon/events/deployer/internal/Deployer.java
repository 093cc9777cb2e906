// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.Severity;
import io.carillon.events.admin.PluginStatus.Why;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.BundleListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the folder with the plugins, and tells each plugin what is wanted of it.
 *
 * <p>Threads: the watch looks at the folder and copies jars; each plugin works on its own; everything readable is a
 * snapshot.
 */
final class Deployer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);
    private static final long CLOSE_SECONDS = 2;
    private static final int RETRYING =
            BundleEvent.INSTALLED | BundleEvent.RESOLVED | BundleEvent.UPDATED | BundleEvent.STARTED;

    private final FolderSettings settings;
    private final PluginBundles bundles;
    private final PluginEvents events;
    private final JarVault vault;
    private final PluginFiles files;
    private final ExecutorService threads = Executors.newCachedThreadPool(daemons("carillon-plugin-"));
    private final ConcurrentSkipListMap<String, Plugin> plugins = new ConcurrentSkipListMap<>();
    private final ConcurrentMap<String, String> askers = new ConcurrentHashMap<>();
    private final BundleListener listener = this::bundleChanged;
    private final FolderWatch watch;
    private volatile List<FileReport> reports = List.of();
    private volatile String trouble = "";
    private Set<String> needed = Set.of();

    /** @param own bundle of the deployer */
    Deployer(FolderSettings settings, Bundle own, PluginEvents events, Clock clock) throws BundleException {
        this.settings = settings;
        this.events = events;
        this.bundles = new PluginBundles(own);
        this.vault = new JarVault(settings.copies());
        InstallLedger ledger = new InstallLedger(settings.copies().resolve("installed.properties"));
        JarIntake intake = new JarIntake(settings.folder(), vault, settings.maxJarBytes(), bundles::isHost);
        this.files = new PluginFiles(settings, clock, intake, this::refused);
        Surroundings around = new Surroundings(settings, bundles, ledger, events, clock, threads, this::plugin);
        bundles.installed().forEach((id, bundle) -> plugins.put(id, new Plugin(id, bundle, around)));
        bundles.system().addBundleListener(listener);
        this.watch = FolderWatch.start(settings.folder(), () -> look(around));
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private Duration look(Surroundings around) {
        Optional<String> unsafe = FolderGuard.trouble(settings.folder(), vault.directory());
        if (unsafe.isPresent()) {
            return troubled(unsafe.get());
        }
        try {
            files.look();
        } catch (IOException e) {
            return troubled("the plugins folder " + settings.folder() + " cannot be used: " + e.getMessage());
        }
        if (!trouble.isEmpty()) {
            LOG.info("The plugins folder {} can be used again", settings.folder());
            trouble = "";
        }
        reports = files.reports();
        tellPlugins(around);
        prune();
        return files.untilNextLook();
    }

    private Duration troubled(String what) {
        if (!what.equals(trouble)) {
            LOG.error("No plugin is installed, updated or removed: {}", what);
            trouble = what;
        }
        return AFTER_TROUBLE;
    }

    private void tellPlugins(Surroundings around) {
        Map<String, List<PluginJar>> wanted = new TreeMap<>();
        for (FileReport report : reports) {
            PluginJar jar = report.lastGood();
            if (jar != null && !report.disabled() && runnable(report, jar)) {
                wanted.computeIfAbsent(jar.id(), id -> new ArrayList<>()).add(jar);
            }
        }
        for (Map.Entry<String, List<PluginJar>> entry : wanted.entrySet()) {
            entry.getValue().sort(PluginJar.BEST_FIRST);
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
    }

    /** The jar of a file counts until the file holds another one: what replaced it may be broken or half there. */
    private boolean runnable(FileReport report, PluginJar jar) {
        return report.intake() instanceof Intake.Accepted || plugins.containsKey(jar.id());
    }

    private void refused(FileReport report) {
        if (report.intake() instanceof Intake.Refused refused) {
            List<String> reasons = refused.reasons().stream().map(Why::problem).toList();
            LOG.warn("{} is no plugin: {}", report.file(), String.join("; ", reasons));
            Map<String, Object> data = new TreeMap<>();
            data.put("reasons", reasons);
            data.put("file", report.file());
            if (!refused.sha256().isEmpty()) {
                data.put("sha256", refused.sha256());
            }
            events.publish("rejected", Severity.ERROR, refused.id(), refused.version(), null, data);
        }
    }

    /** Drops copies that neither a file nor a plugin needs. */
    private void prune() {
        Set<String> now = new HashSet<>();
        for (FileReport report : reports) {
            if (report.lastGood() != null) {
                now.add(report.lastGood().sha256());
            }
        }
        for (Plugin plugin : plugins.values()) {
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

    private void bundleChanged(BundleEvent event) {
        Bundle changed = event.getBundle();
        if ((event.getType() & RETRYING) != 0 && !PluginBundles.isRehearsal(changed)) {
            String own = PluginBundles.isPlugin(changed) ? PluginBundles.id(changed) : "";
            for (Plugin plugin : plugins.values()) {
                if (!plugin.id().equals(own)) {
                    plugin.frameworkChanged();
                }
            }
        }
    }

    Optional<Plugin> plugin(String id) {
        return Optional.ofNullable(plugins.get(id));
    }

    /** Names who asked for a plugin that the folder is about to hold. */
    void askedFor(String id, String by) {
        askers.put(id, by);
    }

    /** Takes back {@link #askedFor}: the folder did not change. */
    void notAskedFor(String id) {
        askers.remove(id);
    }

    /** Plugins in ascending order of ids. */
    List<Plugin> plugins() {
        return List.copyOf(plugins.values());
    }

    /** Files in ascending order of names. */
    List<FileReport> reports() {
        return reports;
    }

    /** Why the folder is not followed now, a sentence; empty when it is. */
    String trouble() {
        return trouble;
    }

    /** Decides about files once more, though they did not change. */
    void again(Set<String> names) {
        new LinkedHashSet<>(names).forEach(files::forget);
    }

    /** Ends the work; plugins go on running. */
    @Override
    public void close() {
        watch.close();
        bundles.system().removeBundleListener(listener);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
