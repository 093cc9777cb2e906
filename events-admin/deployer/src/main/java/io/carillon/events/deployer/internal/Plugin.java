// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.Severity;
import io.carillon.events.admin.PluginStatus.State;
import io.carillon.events.admin.PluginStatus.Why;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicBoolean waking = new AtomicBoolean();

    private volatile List<PluginJar> wanted = List.of();
    private volatile boolean told;
    private volatile boolean reload;
    private volatile boolean again;
    private volatile boolean retried;
    private volatile @Nullable String actor;
    private volatile View view;

    // Guarded by turn.
    private @Nullable Bundle bundle;
    private @Nullable PluginJar installed;
    private @Nullable Why failure;
    private @Nullable Thread hanging;
    private Map<String, List<Why>> unfit = Map.of();
    private final Map<String, List<Why>> refused = new HashMap<>();
    private final Set<String> announced = new HashSet<>();

    /** @param bundle what an earlier run of the deployer installed, {@code null} when nothing */
    Plugin(String id, @Nullable Bundle bundle, Surroundings around) {
        this.id = id;
        this.bundle = bundle;
        this.around = around;
        this.starter = new BundleStarter(id, around);
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
        return told && wanted.isEmpty() && bundle == null && requests.get() == 0;
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
        actor = by;
        reload = true;
        request();
    }

    /** Names who asked for what the folder is about to want. */
    void actor(String by) {
        actor = by;
    }

    /** Tries again what may succeed now that another bundle came or changed. */
    void frameworkChanged() {
        View now = view;
        if (now.state() == State.UNRESOLVED || !now.unfit().isEmpty()) {
            request();
        } else if (now.state() == State.FAILED && !retried) {
            retried = true;
            again = true;
            requestIn(RETRY_MILLIS);
        }
    }

    /** Has the work done, soon. */
    void request() {
        if (requests.getAndIncrement() == 0) {
            around.threads().execute(this::work);
        }
    }

    private void requestIn(long millis) {
        if (waking.compareAndSet(false, true)) {
            CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, around.threads())
                    .execute(() -> {
                        waking.set(false);
                        request();
                    });
        }
    }

    private void work() {
        int taken;
        do {
            taken = requests.get();
            turn.lock();
            try {
                step();
            } catch (InterruptedException e) {
                LOG.debug("Stopped while working on plugin {}", id, e);
                Thread.currentThread().interrupt();
                return;
            } catch (IOException | BundleException | RuntimeException e) {
                LOG.error("Plugin {} cannot be brought to what the folder wants", id, e);
                failure = StartFailure.refused(e);
                become(State.FAILED, List.of(failure));
            } finally {
                turn.unlock();
            }
        } while (requests.addAndGet(-taken) > 0);
    }

    private void step() throws IOException, BundleException, InterruptedException {
        if (hanging != null) {
            if (hanging.isAlive()) {
                requestIn(RETRY_MILLIS);
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
        PluginJar target = choose(jars);
        if (target == null) {
            start();
            return;
        }
        boolean ready = true;
        if (bundle == null) {
            ready = install(target);
        } else if (!isInstalled(target)) {
            ready = update(bundle, target);
        } else {
            installed = target;
            if (reload) {
                ready = stop(bundle);
            }
        }
        if (ready) {
            reload = false;
            start();
            actor = null;
        }
    }

    /** Finds out which of the jars the bundle of an earlier run holds. */
    private void recognise(List<PluginJar> jars) {
        if (bundle != null && installed == null) {
            Optional<String> sha256 = around.ledger().sha256(id, bundle);
            for (PluginJar jar : jars) {
                if (sha256.isPresent() && sha256.get().equals(jar.sha256())) {
                    installed = jar;
                }
            }
        }
    }

    /** The best jar that resolves; {@code null} when none does and what runs goes on. */
    private @Nullable PluginJar choose(List<PluginJar> jars) throws IOException, BundleException {
        unfit = new TreeMap<>();
        boolean running = bundle != null && bundle.getState() == Bundle.ACTIVE;
        if (!running && jars.size() == 1 && !refused.containsKey(jars.get(0).sha256())) {
            return jars.get(0);
        }
        for (PluginJar jar : jars) {
            if (isInstalled(jar) && bundle != null && bundle.getState() != Bundle.INSTALLED) {
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
            if (announced.add(jar.sha256())) {
                LOG.warn("Plugin {} does not resolve: {}", jar, reasons.get(0).problem());
                failed(jar, "resolve", null, reasons.get(0).problem());
            }
        }
        return running || refused.containsKey(jars.get(0).sha256()) ? null : jars.get(0);
    }

    private List<Why> rehearse(PluginJar jar) throws IOException {
        try {
            return around.bundles().rehearse(jar);
        } catch (BundleException e) {
            return List.of(StartFailure.refused(e));
        } catch (JarRefusedException e) {
            return List.of(e.why());
        }
    }

    private boolean isInstalled(PluginJar jar) {
        return installed != null && installed.sha256().equals(jar.sha256());
    }

    private boolean install(PluginJar jar) throws IOException {
        try {
            Bundle fresh = around.bundles().install(jar);
            bundle = fresh;
            holds(fresh, jar);
            around.events().publish("installed", Severity.INFO, id, version(jar), actor, facts(jar));
            return true;
        } catch (BundleException e) {
            return refuse(jar, e);
        }
    }

    private boolean refuse(PluginJar jar, BundleException e) {
        Why why = StartFailure.refused(e);
        refused.put(jar.sha256(), List.of(why));
        LOG.warn("Plugin {} is not taken by the framework", jar, e);
        failed(jar, "resolve", e, why.problem());
        failure = bundle == null ? why : failure;
        unfit.put(jar.sha256(), List.of(why));
        if (bundle == null) {
            become(State.FAILED, List.of(why));
        }
        return bundle != null;
    }

    private void holds(Bundle now, PluginJar jar) {
        installed = jar;
        failure = null;
        retried = false;
        announced.remove(jar.sha256());
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
            long paused = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            LOG.info("Plugin {} updated from {} to {} in {} ms", id, before.version(), jar.version(), paused);
            Map<String, Object> facts = facts(jar);
            facts.put("fromVersion", version(before));
            facts.put("toVersion", version(jar));
            facts.put("pausedMs", paused);
            around.events().publish("updated", Severity.INFO, id, version(jar), actor, facts);
        }
        return true;
    }

    private void remove() throws BundleException, InterruptedException {
        Bundle current = bundle;
        if (current == null) {
            return;
        }
        PluginJar last = installed;
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
        String version = current.getVersion().toString();
        LOG.info("Plugin {} {} removed", id, version);
        around.events()
                .publish("uninstalled", Severity.INFO, id, version, actor, last == null ? Map.of() : facts(last));
        bundle = null;
        installed = null;
        failure = null;
        actor = null;
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
            become(State.ACTIVE, supersedingProblem());
            return true;
        }
        if (around.bundles().stopping() || (failure != null && !again)) {
            return false;
        }
        again = false;
        List<Why> reasons = around.bundles().resolve(current);
        if (!reasons.isEmpty()) {
            if (jar != null && announced.add(jar.sha256())) {
                LOG.warn("Plugin {} does not resolve: {}", jar, reasons.get(0).problem());
                failed(jar, "resolve", null, reasons.get(0).problem());
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
            become(State.ACTIVE, supersedingProblem());
            LOG.info(
                    "Plugin {} {} is active after {} ms",
                    id,
                    current.getVersion(),
                    returned.took().toMillis());
            if (jar != null) {
                around.ledger().good(id, jar.sha256());
                Map<String, Object> facts = facts(jar);
                facts.put("startMs", returned.took().toMillis());
                around.events().publish("started", Severity.INFO, id, version(jar), actor, facts);
            }
            return true;
        }
        if (outcome instanceof TimedCall.Outcome.Interrupted && current.getState() == Bundle.ACTIVE) {
            LOG.warn("Plugin {} {} is active, but its start had to be interrupted", id, current.getVersion());
            become(State.ACTIVE, supersedingProblem());
            return true;
        }
        Why why = starter.explain("start", outcome);
        failure = why;
        hanging = giveUp(outcome);
        if (hanging != null) {
            requestIn(RETRY_MILLIS);
        }
        become(State.FAILED, List.of(why));
        Throwable thrown = outcome instanceof TimedCall.Outcome.Threw threw ? threw.failure() : null;
        LOG.warn("Plugin {} {} did not start: {}", id, current.getVersion(), why.problem(), thrown);
        if (jar != null) {
            failed(jar, "start", thrown, why.problem());
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
            requestIn(RETRY_MILLIS);
            Why why = starter.explain("stop", outcome);
            failure = why;
            become(State.FAILED, List.of(why));
            LOG.error("Plugin {} does not stop: {}", id, why.problem());
            return false;
        }
        if (outcome instanceof TimedCall.Outcome.Threw threw) {
            LOG.warn("Plugin {} {} failed while it stopped", id, current.getVersion(), threw.failure());
        }
        Map<String, Object> facts = installed == null ? new TreeMap<>() : facts(installed);
        facts.put("drained", false);
        facts.put("drainMs", 0);
        around.events()
                .publish("stopped", Severity.INFO, id, current.getVersion().toString(), actor, facts);
        return true;
    }

    private @Nullable Thread giveUp(TimedCall.Outcome outcome) {
        return outcome instanceof TimedCall.Outcome.Hung hung ? hung.thread() : null;
    }

    /** What an active plugin still has to say: why a better jar of it does not run. */
    private List<Why> supersedingProblem() {
        List<Why> reasons = new ArrayList<>();
        unfit.values().forEach(reasons::addAll);
        return reasons;
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
        requestIn(halt == Halt.BUSY ? BUSY_MILLIS : RETRY_MILLIS);
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

    private void failed(PluginJar jar, String phase, @Nullable Throwable thrown, String problem) {
        Map<String, Object> facts = facts(jar);
        facts.put("phase", phase);
        facts.put("message", problem);
        if (thrown != null) {
            facts.put("errorClass", StartFailure.cause(thrown).getClass().getName());
        }
        around.events().publish("failed", Severity.ERROR, id, version(jar), actor, facts);
    }

    private Map<String, Object> facts(PluginJar jar) {
        Map<String, Object> facts = new TreeMap<>();
        facts.put("sha256", jar.sha256());
        if (bundle != null) {
            facts.put("bundleId", bundle.getBundleId());
        }
        return facts;
    }

    private static String version(PluginJar jar) {
        return jar.version().toString();
    }

    private void become(State state, List<Why> why) {
        View last = view;
        boolean same = last.state() == state && last.why().equals(why);
        view = new View(
                state,
                installed,
                bundle == null ? -1 : bundle.getBundleId(),
                same ? last.since() : around.clock().instant(),
                List.copyOf(why),
                Map.copyOf(unfit));
    }
}
