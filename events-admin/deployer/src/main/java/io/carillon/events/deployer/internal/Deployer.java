// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.Severity;
import io.carillon.events.admin.PluginRefusedException;
import io.carillon.events.admin.PluginStatus.Why;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.BundleListener;
import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the folder with the plugins, and has each plugin told what is wanted of it.
 *
 * <p>Threads: the watch looks at the folder; two threads copy jars; each plugin works on its own; a timer looks after
 * plugins that run or have left; everything readable is a snapshot.
 */
final class Deployer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);
    private static final Duration CARE = Duration.ofSeconds(1);
    private static final long CLOSE_SECONDS = 2;
    private static final int RETRYING =
            BundleEvent.INSTALLED | BundleEvent.RESOLVED | BundleEvent.UPDATED | BundleEvent.STARTED;

    private final FolderSettings settings;
    private final PluginBundles bundles;
    private final PluginEvents events;
    private final JarVault vault;
    private final IntakeDesk desk;
    private final JarReception reception;
    private final PluginFiles files;
    private final ExecutorService threads = Executors.newCachedThreadPool(daemons("carillon-plugin-"));
    private final PluginTimer timer = new PluginTimer();
    private final Roster roster;
    private final CrashGuard guard;
    private final PluginCare care;
    private final BundleListener listener = this::bundleChanged;
    private final FolderWatch watch;
    private volatile List<FileReport> reports = List.of();
    private volatile String trouble = "";

    /** @param own bundle of the deployer */
    Deployer(FolderSettings settings, Bundle own, HostServices services, PluginEvents events, Clock clock)
            throws BundleException {
        this.settings = settings;
        this.events = events;
        this.bundles = new PluginBundles(own);
        this.vault = new JarVault(settings.copies());
        InstallLedger ledger = new InstallLedger(settings.copies().resolve("installed.properties"));
        JarIntake intake = new JarIntake(settings.folder(), vault, settings.maxJarBytes(), bundles::isHost);
        this.reception = new JarReception(settings, intake);
        reception.tidy();
        this.desk = new IntakeDesk(intake);
        this.files = new PluginFiles(settings, clock, desk, this::refused);
        this.roster = new Roster(vault, ledger);
        this.guard = guard(settings);
        LeakWatch leaks = new LeakWatch(settings.leaks(), bundles.system(), events, timer, clock);
        BundleComponents components = new BundleComponents(services);
        this.care = new PluginCare(roster, services, components, leaks);
        Surroundings around = new Surroundings(
                settings,
                bundles,
                vault,
                ledger,
                events,
                services,
                components,
                leaks,
                guard,
                clock,
                threads,
                timer,
                roster::plugin);
        roster.found(bundles.installed(), around);
        bundles.system().addBundleListener(listener);
        bundles.system().addBundleListener(guard);
        timer.every(CARE, care::look);
        this.watch = FolderWatch.start(settings.folder(), () -> look(around));
    }

    private CrashGuard guard(FolderSettings settings) {
        String run = bundles.system().getProperty(Constants.FRAMEWORK_UUID);
        CrashGuard made = new CrashGuard(
                new StartJournal(settings.copies().resolve("starts.properties")), settings.crashes(), timer, run);
        if (made.entered()) {
            events.publish(
                    "carillon.safe_mode.entered",
                    "plugins",
                    Severity.ERROR,
                    null,
                    Map.of("reason", made.safeMode().reason()));
        }
        return made;
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger count = new AtomicInteger();
        ThreadGroup group = Thread.currentThread().getThreadGroup(); // not that of a plugin that asks for work
        return work -> {
            Thread thread = new Thread(group, work, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private Duration look(Surroundings around) throws InterruptedException {
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
        roster.tell(reports, around);
        if (!files.deciding()) {
            roster.prune(reports);
        }
        return files.untilNextLook();
    }

    private Duration troubled(String what) {
        if (!what.equals(trouble)) {
            LOG.error("No plugin is installed, updated or removed: {}", what);
            trouble = what;
        }
        return AFTER_TROUBLE;
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

    /** Records that a jar was sent that cannot be a plugin. */
    void refused(PluginRefusedException refusal, String by) {
        String id = refusal.plugin().isEmpty() ? "unknown" : refusal.plugin();
        LOG.warn("The jar that {} sent is no plugin: {}", by, refusal.why().problem());
        events.publish(
                "rejected",
                Severity.ERROR,
                id,
                "",
                by,
                Map.of("reasons", List.of(refusal.why().problem())));
    }

    private void bundleChanged(BundleEvent event) {
        Bundle changed = event.getBundle();
        if ((event.getType() & RETRYING) != 0 && !PluginBundles.isRehearsal(changed)) {
            String own = PluginBundles.isPlugin(changed) ? PluginBundles.id(changed) : "";
            for (Plugin plugin : roster.plugins()) {
                if (!plugin.id().equals(own)) {
                    plugin.frameworkChanged();
                }
            }
        }
    }

    JarReception reception() {
        return reception;
    }

    Roster roster() {
        return roster;
    }

    CrashGuard guard() {
        return guard;
    }

    PluginCare care() {
        return care;
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

    /** Starts plugins in spite of safe mode. */
    void leaveSafeMode(String by) {
        if (guard.leave()) {
            LOG.info("Safe mode left by {}", by);
            events.publish("carillon.safe_mode.left", "plugins", Severity.INFO, by, Map.of("by", by));
            for (Plugin plugin : roster.plugins()) {
                plugin.actor(by);
                plugin.request();
            }
        }
    }

    /** Ends the work; plugins go on running. */
    @Override
    public void close() {
        watch.close();
        desk.close();
        bundles.system().removeBundleListener(listener);
        bundles.system().removeBundleListener(guard);
        timer.close();
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
