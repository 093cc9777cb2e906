// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.State;
import io.carillon.events.admin.PluginStatus.Why;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one plugin's bundle to what is wanted. Used by whoever has the plugin's turn; {@link #kept} by any.
 *
 * <p>Source: docs/decisions/0015 (live upgrade).
 */
final class LifeCycle {

    private static final Logger LOG = LoggerFactory.getLogger(LifeCycle.class);

    private final Plugin plugin;
    private final String id;
    private final Surroundings around;
    private final Standing standing;
    private final Comeback comeback;
    private final JarChoice choice;
    private final PluginNews news;
    private final PluginHandlers handlers;
    private final PluginRun run;
    private final Upgrade upgrade;
    private final Confinement confinement;

    LifeCycle(
            Plugin plugin,
            Standing standing,
            JarChoice choice,
            Comeback comeback,
            PluginNews news,
            Surroundings around) {
        this.plugin = plugin;
        this.id = plugin.id();
        this.standing = standing;
        this.choice = choice;
        this.comeback = comeback;
        this.news = news;
        this.around = around;
        this.handlers = new PluginHandlers(id, around.services());
        this.run = new PluginRun(plugin, standing, news, handlers, around);
        this.upgrade = new Upgrade(comeback, news, handlers);
        this.confinement = new Confinement(id, around.ledger());
    }

    /**
     * Does what can be done now.
     *
     * @param wanted jars of the folder, best first; none to have it removed
     * @param restart whether to stop it first, and to try again what was refused
     * @param again whether to start it though it failed
     * @return whether it is done; if not, the plugin asks again later
     */
    boolean bring(List<PluginJar> wanted, boolean restart, boolean again)
            throws IOException, BundleException, InterruptedException {
        if (run.hangs()) {
            return false;
        }
        letGoOfUninstalled();
        if (wanted.isEmpty()) {
            return remove();
        }
        Optional<Why> held = around.guard().heldBack();
        if (held.isPresent() && !standing.running()) {
            standing.become(State.DISABLED, List.of(held.get()));
            return true;
        }
        List<PluginJar> jars = comeback.candidates(wanted);
        recognise(jars);
        if (restart) {
            choice.forgive();
        }
        boolean ready = change(jars, restart);
        choice.untilRetry().ifPresent(plugin::wakeIn);
        if (!ready) {
            return false;
        }
        Optional<Quarantine> quarantine = confinement.of(standing.installed());
        if (quarantine.isPresent()) {
            return confine(quarantine.get());
        }
        start(again);
        return true;
    }

    /** Has what runs stopped until an operator says otherwise, if it still is what did harm. */
    void quarantine(Quarantine harmful) {
        Bundle current = standing.bundle();
        PluginJar jar = standing.installed();
        if (current != null
                && jar != null
                && jar.sha256().equals(harmful.sha256())
                && standing.running()
                && confinement.of(jar).isEmpty()) {
            confinement.begin(harmful);
            news.quarantined(current, jar, harmful.reason());
        }
    }

    /** Takes a quarantine back. */
    void release() {
        confinement.end();
    }

    private boolean confine(Quarantine quarantine) throws InterruptedException {
        Bundle current = standing.bundle();
        Duration patience = around.settings().patience().drainOfHarmful();
        boolean stopped = current == null || run.stop(current, patience).isPresent();
        List<Why> why = new ArrayList<>(List.of(quarantine.why(id)));
        if (!stopped) {
            why.addAll(standing.view().why());
        }
        standing.become(State.QUARANTINED, why);
        return stopped;
    }

    /** SHA-256 of what may have to come back, empty when nothing. */
    Optional<String> kept() {
        return upgrade.kept();
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
        return !restart || stop(current).isPresent();
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
        if (refusal.failures() == 1 && !around.bundles().stopping()) {
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
        Optional<Dependents> dependents = Dependents.halt(plugin, around);
        if (dependents.isEmpty()) {
            return false;
        }
        try (Dependents halted = dependents.get()) {
            Optional<PluginHandlers.Drained> drained = stop(current);
            if (drained.isEmpty()) {
                return false;
            }
            LOG.debug("Updating {} while {} wait", id, halted);
            if (running && before != null) {
                upgrade.begin(before, drained.get());
            }
            around.bundles().update(current, jar);
            holds(current, jar);
        } catch (IOException | BundleException e) {
            upgrade.cancel();
            refuse(jar, e);
        }
        return true;
    }

    private boolean remove() throws BundleException, InterruptedException {
        Bundle current = standing.bundle();
        if (current == null) {
            forget();
            return true;
        }
        Optional<Dependents> dependents = Dependents.halt(plugin, around);
        if (dependents.isEmpty()) {
            return false;
        }
        try (Dependents halted = dependents.get()) {
            if (stop(current).isEmpty()) {
                return false;
            }
            LOG.debug("Removing {} while {} wait", id, halted);
            around.bundles().uninstall(current);
        }
        removed(current);
        forget();
        return true;
    }

    private void removed(Bundle gone) {
        around.ledger().uninstalled(id);
        news.removed(gone, standing.installed(), handlers.durable());
        standing.letGo();
    }

    /** Nothing is left of it, and what it did is forgotten. */
    private void forget() {
        confinement.end();
        upgrade.cancel();
        comeback.forget();
        around.ledger().removed(id);
    }

    private Optional<PluginHandlers.Drained> stop(Bundle current) throws InterruptedException {
        return run.stop(current, around.settings().patience().drain());
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
            upgrade.settled(current, jar);
            return;
        }
        if (around.bundles().stopping()) {
            return;
        }
        if (standing.failed() && !again) {
            standing.view().why().stream().findFirst().ifPresent(why -> comesBack(jar, why));
            return;
        }
        List<Why> reasons = around.bundles().resolve(current);
        if (!reasons.isEmpty()) {
            if (jar != null) {
                choice.unresolved(jar, reasons);
            }
            standing.become(State.UNRESOLVED, reasons);
            comesBack(jar, reasons.get(0));
            return;
        }
        Optional<Why> failure = run.start(current, jar, upgrade.underWay());
        if (failure.isEmpty()) {
            upgrade.settled(current, jar);
        } else if (!run.hanging()) {
            comesBack(jar, failure.get());
        }
    }

    private void comesBack(@Nullable PluginJar jar, Why why) {
        if (upgrade.failed(jar, why)) {
            plugin.request();
        }
    }

    /** Stops for a plugin that has to change beneath this one; whether it is stopped. */
    boolean halt() throws InterruptedException {
        Bundle current = standing.bundle();
        return !run.hanging() && (current == null || stop(current).isPresent());
    }
}
