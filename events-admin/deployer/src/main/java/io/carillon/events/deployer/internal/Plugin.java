// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.State;
import io.carillon.events.admin.PluginStatus.Why;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One plugin: brings its bundle to what the folder wants.
 *
 * <p>Threads: any thread may ask for work; the work itself runs on one thread at a time, and no plugin waits for the work
 * of another. Wishes that come while it works are taken together.
 *
 * <p>Longer than other classes, because every step of a life cycle changes the same few fields under the same lock.
 */
final class Plugin {

    private static final Logger LOG = LoggerFactory.getLogger(Plugin.class);
    private static final long BUSY_MILLIS = 100;
    private static final long RETRY_MILLIS = 1_000;

    /**
     * How a plugin stands.
     *
     * @param jar what is installed, {@code null} when nothing is
     * @param unfit jars that would not resolve or are not taken, by SHA-256, with the reasons
     */
    record View(
            State state,
            @Nullable PluginJar jar,
            long bundleId,
            Instant since,
            List<Why> why,
            Map<String, List<Why>> unfit) {}

    private final String id;
    private final Surroundings around;
    private final BundleStarter starter;
    private final ReentrantLock turn = new ReentrantLock();
    private final WorkLoop loop;
    private final PluginNews news;
    private final JarChoice choice;

    private volatile List<PluginJar> wanted = List.of();
    private volatile boolean told;
    private volatile boolean reload;
    private volatile boolean again;
    private volatile boolean retried;
    private volatile View view;
    private volatile @Nullable Bundle bundle;

    // Guarded by turn.
    private @Nullable PluginJar installed;
    private @Nullable Why failure;
    private @Nullable Thread hanging;

    /** @param bundle what an earlier run of the deployer installed, {@code null} when nothing */
    Plugin(String id, @Nullable Bundle bundle, Surroundings around) {
        this.id = id;
        this.bundle = bundle;
        this.around = around;
        this.starter = new BundleStarter(id, around);
        this.loop = new WorkLoop(this::work, around.threads());
        this.news = new PluginNews(id, around.events());
        this.choice = new JarChoice(around.bundles(), (jar, why) -> news.failed(null, jar, "resolve", null, why));
        this.view = new View(State.STARTING, null, -1, around.clock().instant(), List.of(), Map.of());
    }

    String id() {
        return id;
    }

    View view() {
        View last = view;
        Bundle known = bundle;
        boolean stoppedByOthers =
                last.state() == State.ACTIVE && known != null && known.getState() != Bundle.ACTIVE && !turn.isLocked();
        return stoppedByOthers
                ? new View(
                        State.FAILED,
                        last.jar(),
                        last.bundleId(),
                        last.since(),
                        List.of(new Why(
                                "its bundle was stopped by something other than the plugins folder",
                                null,
                                null,
                                "plugin:reload " + id + " starts it again.")),
                        last.unfit())
                : last;
    }

    /** Whether nothing is wanted and nothing is left. */
    boolean gone() {
        return told && wanted.isEmpty() && bundle == null && loop.idle();
    }

    /** The jars of this plugin, best first; none to have it removed. */
    void want(List<PluginJar> jars) {
        if (!told || !jars.equals(wanted)) {
            told = true;
            wanted = List.copyOf(jars);
            request();
        }
    }

    /** Whether it knows what is wanted; until then it leaves its bundle as it found it. */
    boolean told() {
        return told;
    }

    List<PluginJar> wanted() {
        return wanted;
    }

    /** Stops and starts it, or tries again to start it. */
    void reload(String by) {
        news.actor(by);
        reload = true;
        request();
    }

    /** Names who asked for what the folder is about to want. */
    void actor(String by) {
        news.actor(by);
    }

    /** Tries again what may succeed now that another bundle came or changed. */
    void frameworkChanged() {
        View now = view;
        if (now.state() == State.UNRESOLVED || !now.unfit().isEmpty()) {
            request();
        } else if (now.state() == State.FAILED && !retried) {
            retried = true;
            again = true;
            loop.requestIn(RETRY_MILLIS);
        }
    }

    /** Has the work done, soon. */
    void request() {
        loop.request();
    }

    private void work() {
        turn.lock();
        try {
            step();
        } catch (InterruptedException e) {
            LOG.debug("Stopped while working on plugin {}", id, e);
            Thread.currentThread().interrupt();
        } catch (IOException | BundleException | RuntimeException e) {
            LOG.error("Plugin {} cannot be brought to what the folder wants", id, e);
            failure = StartFailure.refused(e);
            become(State.FAILED, List.of(failure));
        } finally {
            turn.unlock();
        }
    }

    private void step() throws IOException, BundleException, InterruptedException {
        if (hanging != null) {
            if (hanging.isAlive()) {
                loop.requestIn(RETRY_MILLIS);
                return;
            }
            hanging = null;
            failure = StartFailure.endedLate();
            become(State.FAILED, List.of(failure));
        }
        List<PluginJar> jars = wanted;
        if (jars.isEmpty()) {
            remove();
            return;
        }
        recognise(jars);
        Bundle current = bundle;
        boolean running = current != null && current.getState() == Bundle.ACTIVE;
        boolean wired = current != null && current.getState() != Bundle.INSTALLED;
        PluginJar target = choice.choose(jars, wired ? installed : null, running);
        if (target == null) {
            start();
            return;
        }
        boolean ready = true;
        if (current == null) {
            ready = install(target);
        } else if (installed == null || !installed.sha256().equals(target.sha256())) {
            ready = update(current, target);
        } else {
            installed = target;
            ready = !reload || stop(current);
        }
        if (ready) {
            reload = false;
            start();
            news.actor(null);
        }
    }

    /** Finds out which of the jars the bundle of an earlier run holds. */
    private void recognise(List<PluginJar> jars) {
        Bundle found = bundle;
        if (found != null && installed == null) {
            Optional<String> sha256 = around.ledger().sha256(id, found);
            for (PluginJar jar : jars) {
                if (sha256.isPresent() && sha256.get().equals(jar.sha256())) {
                    installed = jar;
                }
            }
        }
    }

    private boolean install(PluginJar jar) throws IOException {
        try {
            Bundle fresh = around.bundles().install(jar);
            bundle = fresh;
            holds(fresh, jar);
            news.installed(fresh, jar);
            return true;
        } catch (BundleException e) {
            return refuse(jar, e);
        }
    }

    /** Takes note that the framework does not take a jar; whether there is still something to start. */
    private boolean refuse(PluginJar jar, BundleException e) {
        Why why = StartFailure.refused(e);
        choice.refused(jar, why);
        news.failed(bundle, jar, "resolve", e, why);
        if (bundle == null) {
            failure = why;
            become(State.FAILED, List.of(why));
            return false;
        }
        return true;
    }

    private void holds(Bundle now, PluginJar jar) {
        installed = jar;
        failure = null;
        retried = false;
        choice.installed(jar);
        around.ledger().installed(id, now, jar.sha256());
    }

    /** One stop and one start; whoever is wired to this plugin stops and starts with it. */
    private boolean update(Bundle current, PluginJar jar) throws IOException, InterruptedException {
        PluginJar before = installed;
        boolean running = current.getState() == Bundle.ACTIVE;
        long begin = System.nanoTime();
        Optional<Dependents> dependents = Dependents.halt(this, around);
        if (dependents.isEmpty() || !stop(current)) {
            dependents.ifPresent(Dependents::close);
            return false;
        }
        try (Dependents halted = dependents.get()) {
            LOG.debug("Updating {} while {} wait", id, halted);
            around.bundles().update(current, jar);
            holds(current, jar);
        } catch (BundleException e) {
            return refuse(jar, e);
        }
        if (start() && running && before != null) {
            news.updated(current, before, jar, Duration.ofNanos(System.nanoTime() - begin));
        }
        return true;
    }

    private void remove() throws BundleException, InterruptedException {
        Bundle current = bundle;
        if (current == null) {
            return;
        }
        Optional<Dependents> dependents = Dependents.halt(this, around);
        if (dependents.isEmpty() || !stop(current)) {
            dependents.ifPresent(Dependents::close);
            return;
        }
        try (Dependents halted = dependents.get()) {
            LOG.debug("Removing {} while {} wait", id, halted);
            around.bundles().uninstall(current);
        }
        around.ledger().removed(id);
        news.removed(current, installed);
        bundle = null;
        installed = null;
        failure = null;
        news.actor(null);
        become(State.STOPPING, List.of());
    }

    /** Starts the bundle unless it runs or has failed already; whether it runs now. */
    private boolean start() throws InterruptedException {
        Bundle current = bundle;
        PluginJar jar = installed;
        if (current == null) {
            return false;
        }
        if (current.getState() == Bundle.ACTIVE) {
            failure = null;
            become(State.ACTIVE, choice.reasons());
            return true;
        }
        if (around.bundles().stopping() || (failure != null && !again)) {
            return false;
        }
        again = false;
        List<Why> reasons = around.bundles().resolve(current);
        if (!reasons.isEmpty()) {
            if (jar != null) {
                choice.unresolved(jar, reasons);
            }
            become(State.UNRESOLVED, reasons);
            return false;
        }
        become(State.STARTING, List.of());
        return started(current, jar, starter.start(current));
    }

    private boolean started(Bundle current, @Nullable PluginJar jar, TimedCall.Outcome outcome) {
        if (outcome instanceof TimedCall.Outcome.Returned returned) {
            failure = null;
            become(State.ACTIVE, choice.reasons());
            news.started(current, jar, returned.took());
            if (jar != null) {
                around.ledger().good(id, jar.sha256());
            }
            return true;
        }
        if (outcome instanceof TimedCall.Outcome.Interrupted && current.getState() == Bundle.ACTIVE) {
            LOG.warn("Plugin {} {} is active, but its start had to be interrupted", id, current.getVersion());
            become(State.ACTIVE, choice.reasons());
            return true;
        }
        Why why = starter.explain("start", outcome);
        failure = why;
        hanging = giveUp(outcome);
        if (hanging != null) {
            loop.requestIn(RETRY_MILLIS);
        }
        become(State.FAILED, List.of(why));
        if (jar != null) {
            news.failed(
                    current,
                    jar,
                    "start",
                    outcome instanceof TimedCall.Outcome.Threw threw ? threw.failure() : null,
                    why);
        }
        return false;
    }

    /**
     * Stops the bundle: the one place where the deployer does, so what has to end before a plugin stops ends here.
     *
     * @return whether it is stopped
     */
    private boolean stop(Bundle current) throws InterruptedException {
        failure = null;
        if (current.getState() != Bundle.ACTIVE) {
            return true;
        }
        become(State.STOPPING, List.of());
        TimedCall.Outcome outcome = starter.stop(current);
        hanging = giveUp(outcome);
        if (hanging != null) {
            loop.requestIn(RETRY_MILLIS);
            Why why = starter.explain("stop", outcome);
            failure = why;
            become(State.FAILED, List.of(why));
            if (installed != null) {
                news.failed(current, installed, "stop", null, why);
            }
            return false;
        }
        if (outcome instanceof TimedCall.Outcome.Threw threw) {
            LOG.warn("Plugin {} {} failed while it stopped", id, current.getVersion(), threw.failure());
        }
        news.stopped(current, installed);
        return true;
    }

    private @Nullable Thread giveUp(TimedCall.Outcome outcome) {
        return outcome instanceof TimedCall.Outcome.Hung hung ? hung.thread() : null;
    }

    /** Takes this plugin's turn for another one that has to change beneath it; stops it. */
    Halt halt() throws InterruptedException {
        if (!turn.tryLock()) {
            return Halt.BUSY;
        }
        Bundle current = bundle;
        boolean stuck = hanging != null && hanging.isAlive();
        if (!stuck && (current == null || stop(current))) {
            return Halt.STOPPED;
        }
        turn.unlock();
        return Halt.STUCK;
    }

    /** Gives the turn back after {@link Halt#STOPPED}; it starts again. */
    void release() {
        turn.unlock();
        request();
    }

    /** How {@link #halt} went. */
    enum Halt {
        STOPPED,
        BUSY,
        STUCK
    }

    /** Waits for a plugin that is wired to this one. */
    void waitFor(String other, Halt halt) {
        loop.requestIn(halt == Halt.BUSY ? BUSY_MILLIS : RETRY_MILLIS);
        if (halt == Halt.BUSY) {
            return;
        }
        become(
                view.state(),
                List.of(new Why(
                        "it cannot change while " + other + ", which uses it, hangs",
                        null,
                        null,
                        "Restart the host; plugin:why " + other + " says where it hangs.")));
    }

    List<Bundle> users() {
        Bundle current = bundle;
        return current == null ? List.of() : around.bundles().dependents(current);
    }

    private void become(State state, List<Why> why) {
        View last = view;
        Bundle current = bundle;
        boolean same = last.state() == state && last.why().equals(why);
        view = new View(
                state,
                installed,
                current == null ? -1 : current.getBundleId(),
                same ? last.since() : around.clock().instant(),
                List.copyOf(why),
                choice.unfit());
    }
}
