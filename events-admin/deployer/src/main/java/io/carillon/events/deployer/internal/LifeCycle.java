// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.State;
import io.carillon.events.admin.PluginStatus.Why;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the calls that bring one plugin's bundle to what is wanted. Used by whoever has the plugin's turn. */
final class LifeCycle {

    private static final Logger LOG = LoggerFactory.getLogger(LifeCycle.class);

    private final Plugin plugin;
    private final String id;
    private final Surroundings around;
    private final Standing standing;
    private final JarChoice choice;
    private final PluginNews news;
    private final BundleStarter starter;
    private @Nullable Thread hanging;
    private @Nullable Pause pause;
    private boolean stopRefused;

    /** An update that stopped something and has not started it again yet. */
    private record Pause(PluginJar before, long begin) {}

    LifeCycle(Plugin plugin, Standing standing, JarChoice choice, PluginNews news, Surroundings around) {
        this.plugin = plugin;
        this.id = plugin.id();
        this.standing = standing;
        this.choice = choice;
        this.news = news;
        this.around = around;
        this.starter = new BundleStarter(id, around);
    }

    /**
     * Does what can be done now.
     *
     * @param jars what is wanted, best first; none to have it removed
     * @param restart whether to stop it first, and to try again what was refused
     * @param again whether to start it though it failed
     * @return whether it is done; if not, the plugin asks again later
     */
    boolean bring(List<PluginJar> jars, boolean restart, boolean again)
            throws IOException, BundleException, InterruptedException {
        if (hangs()) {
            return false;
        }
        letGoOfUninstalled();
        if (jars.isEmpty()) {
            return remove();
        }
        recognise(jars);
        if (restart) {
            choice.forgive();
        }
        boolean ready = change(jars, restart);
        choice.untilRetry().ifPresent(plugin::wakeIn);
        if (ready) {
            start(again);
        }
        return ready;
    }

    /** Whether a call that was given up goes on; asks again later if so. */
    private boolean hangs() {
        if (hanging == null) {
            return false;
        }
        if (hanging.isAlive()) {
            plugin.wakeIn(Plugin.RETRY);
            return true;
        }
        hanging = null;
        standing.fail(StartFailure.endedLate());
        return false;
    }

    private void letGoOfUninstalled() {
        Bundle current = standing.bundle();
        if (current != null && current.getState() == Bundle.UNINSTALLED) {
            removed(current);
        }
    }

    /** Finds out which of the jars the bundle of an earlier run holds. */
    private void recognise(List<PluginJar> jars) {
        Bundle found = standing.bundle();
        if (found != null && standing.installed() == null) {
            Optional<String> sha256 = around.ledger().sha256(id, found);
            for (PluginJar jar : jars) {
                if (sha256.isPresent() && sha256.get().equals(jar.sha256())) {
                    standing.recognised(jar);
                }
            }
        }
    }

    /** Installs, updates or stops; whether it may be started then. */
    private boolean change(List<PluginJar> jars, boolean restart) throws BundleException, InterruptedException {
        Bundle current = standing.bundle();
        PluginJar installed = standing.installed();
        boolean wired = current != null && current.getState() != Bundle.INSTALLED;
        PluginJar target = choice.choose(jars, wired ? installed : null, standing.running());
        if (current == null) {
            if (target != null) {
                install(target);
            }
            return true;
        }
        if (target != null && (installed == null || !installed.sha256().equals(target.sha256()))) {
            return update(current, target);
        }
        if (target != null) {
            standing.recognised(target);
        }
        return !restart || stop(current);
    }

    private void install(PluginJar jar) {
        try {
            Bundle fresh = around.bundles().install(jar);
            holds(fresh, jar);
            news.installed(fresh, jar);
        } catch (IOException | BundleException e) {
            Why why = refuse(jar, e);
            standing.fail(why);
        }
    }

    private Why refuse(PluginJar jar, Exception e) {
        JarChoice.Refusal refusal = choice.refused(jar, e);
        if (refusal.failures() == 1) {
            news.failed(standing.bundle(), jar, "resolve", PluginFailure.of(e), refusal.why());
        }
        return refusal.why();
    }

    private void holds(Bundle now, PluginJar jar) {
        standing.holds(now, jar);
        choice.installed(jar);
        around.ledger().installed(id, now, jar.sha256());
        plugin.changed();
    }

    /** One stop and one start; whoever is wired to this plugin stops and starts with it. */
    private boolean update(Bundle current, PluginJar jar) throws InterruptedException {
        PluginJar before = standing.installed();
        boolean running = standing.running();
        long begin = System.nanoTime();
        Optional<Dependents> dependents = Dependents.halt(plugin, around);
        if (dependents.isEmpty()) {
            return false;
        }
        try (Dependents halted = dependents.get()) {
            if (!stop(current)) {
                return false;
            }
            LOG.debug("Updating {} while {} wait", id, halted);
            around.bundles().update(current, jar);
            holds(current, jar);
            pause = running && before != null ? new Pause(before, begin) : null;
        } catch (IOException | BundleException e) {
            refuse(jar, e);
        }
        return true;
    }

    private boolean remove() throws BundleException, InterruptedException {
        Bundle current = standing.bundle();
        if (current == null) {
            return true;
        }
        Optional<Dependents> dependents = Dependents.halt(plugin, around);
        if (dependents.isEmpty()) {
            return false;
        }
        try (Dependents halted = dependents.get()) {
            if (!stop(current)) {
                return false;
            }
            LOG.debug("Removing {} while {} wait", id, halted);
            around.bundles().uninstall(current);
        }
        removed(current);
        return true;
    }

    private void removed(Bundle gone) {
        around.ledger().removed(id);
        news.removed(gone, standing.installed());
        standing.letGo();
    }

    /** Starts the bundle unless it runs or has failed already. */
    private void start(boolean again) throws InterruptedException {
        Bundle current = standing.bundle();
        PluginJar jar = standing.installed();
        if (current == null) {
            return;
        }
        if (standing.running()) {
            standing.active();
            return;
        }
        if (around.bundles().stopping() || (standing.failed() && !again)) {
            return;
        }
        List<Why> reasons = around.bundles().resolve(current);
        if (!reasons.isEmpty()) {
            if (jar != null) {
                choice.unresolved(jar, reasons);
            }
            standing.become(State.UNRESOLVED, reasons);
            return;
        }
        standing.become(State.STARTING, List.of());
        started(current, jar, starter.start(current));
    }

    private void started(Bundle current, @Nullable PluginJar jar, TimedCall.Outcome outcome) {
        Pause update = pause;
        pause = null;
        if (outcome instanceof TimedCall.Outcome.Returned returned) {
            standing.active();
            news.started(current, jar, returned.took());
            if (update != null && jar != null) {
                news.updated(current, update.before(), jar, Duration.ofNanos(System.nanoTime() - update.begin()));
            }
            return;
        }
        if (outcome instanceof TimedCall.Outcome.Interrupted && standing.running()) {
            LOG.warn("Plugin {} {} is active, but its start had to be interrupted", id, current.getVersion());
            standing.active();
            return;
        }
        Why why = starter.explain("start", outcome);
        giveUp(outcome);
        standing.fail(why);
        if (jar != null) {
            news.failed(current, jar, "start", failure(outcome), why);
        }
    }

    /**
     * Stops the bundle: the one place where the deployer does, so what has to end before a plugin stops ends here. What
     * the framework still calls active, starting or stopping is not stopped, however the call ended.
     *
     * @return whether it is stopped; if not, the plugin asks again later
     */
    private boolean stop(Bundle current) throws InterruptedException {
        standing.forgive();
        if (isStopped(current)) {
            return true;
        }
        standing.become(State.STOPPING, List.of());
        TimedCall.Outcome outcome = starter.stop(current);
        giveUp(outcome);
        if (hanging != null || !isStopped(current)) {
            notStopped(current, outcome);
            return false;
        }
        stopRefused = false;
        if (outcome instanceof TimedCall.Outcome.Threw threw) {
            LOG.warn(
                    "Plugin {} {} failed while it stopped",
                    id,
                    current.getVersion(),
                    threw.failure().trace());
        }
        news.stopped(current, standing.installed());
        return true;
    }

    private void notStopped(Bundle current, TimedCall.Outcome outcome) {
        Why why = starter.explain("stop", outcome);
        PluginJar jar = standing.installed();
        standing.fail(why);
        plugin.wakeIn(Plugin.RETRY);
        if (jar != null && !stopRefused) {
            news.failed(current, jar, "stop", failure(outcome), why);
        }
        stopRefused = true;
    }

    private static boolean isStopped(Bundle bundle) {
        return (bundle.getState() & (Bundle.STARTING | Bundle.ACTIVE | Bundle.STOPPING)) == 0;
    }

    private static @Nullable PluginFailure failure(TimedCall.Outcome outcome) {
        return outcome instanceof TimedCall.Outcome.Threw threw ? threw.failure() : null;
    }

    private void giveUp(TimedCall.Outcome outcome) {
        hanging = outcome instanceof TimedCall.Outcome.Hung hung ? hung.thread() : null;
        if (hanging != null) {
            plugin.wakeIn(Plugin.RETRY);
        }
    }

    /** Stops for a plugin that has to change beneath this one; whether it is stopped. */
    boolean halt() throws InterruptedException {
        Bundle current = standing.bundle();
        boolean stuck = hanging != null && hanging.isAlive();
        return !stuck && (current == null || stop(current));
    }
}
