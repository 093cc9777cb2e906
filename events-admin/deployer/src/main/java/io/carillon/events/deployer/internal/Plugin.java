// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.State;
import io.carillon.events.admin.PluginStatus.Why;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One plugin: what shall be of it, and whose turn it is to work on it.
 *
 * <p>Threads: any thread may ask for work; the work itself runs on one thread at a time, and no plugin waits for the work
 * of another. Wishes that come while it works are taken together.
 */
final class Plugin {

    /** After this long it is tried again whether what hangs has ended. */
    static final Duration RETRY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Plugin.class);
    private static final Duration BUSY = Duration.ofMillis(100);

    private final String id;
    private final Surroundings around;
    private final ReentrantLock turn = new ReentrantLock();
    private final WorkLoop loop;
    private final PluginNews news;
    private final Standing standing;
    private final LifeCycle cycle;

    private volatile List<PluginJar> wanted = List.of();
    private volatile boolean told;
    private volatile boolean reload;
    private volatile boolean again;
    private volatile boolean retried;
    private final AtomicReference<@Nullable Quarantine> harm = new AtomicReference<>();
    private volatile boolean forgiven;
    private int broken;

    /** @param bundle what an earlier run of the deployer installed, {@code null} when nothing */
    Plugin(String id, @Nullable Bundle bundle, Surroundings around) {
        this.id = id;
        this.around = around;
        this.loop = new WorkLoop(this::work, around.threads(), around.timer());
        this.news = new PluginNews(id, around.events());
        Comeback comeback = new Comeback(id, around.vault(), around.ledger());
        JarChoice choice = new JarChoice(
                around.bundles(), comeback, around.clock(), (jar, why) -> news.failed(null, jar, "resolve", null, why));
        this.standing = new Standing(id, bundle, choice, around.clock());
        this.cycle = new LifeCycle(this, standing, choice, comeback, news, around);
    }

    String id() {
        return id;
    }

    PluginView view() {
        return turn.isLocked() ? standing.view() : standing.seen();
    }

    @Nullable
    Bundle bundle() {
        return standing.bundle();
    }

    /** Whether nothing is wanted and nothing is left. */
    boolean gone() {
        return told && wanted.isEmpty() && standing.bundle() == null && loop.idle();
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

    /** Has what it holds now stopped, because it does harm. */
    void quarantine(String reason) {
        PluginJar jar = standing.view().jar();
        if (jar != null && standing.running()) {
            harm.set(new Quarantine(jar.sha256(), reason));
            request();
        }
    }

    /** Takes a quarantine back. */
    void enable(String by) {
        news.actor(by);
        forgiven = true;
        request();
    }

    /** SHA-256 of contents that it may have to go back to. */
    Optional<String> kept() {
        return cycle.kept();
    }

    /** Names who asked for what the folder is about to want. */
    void actor(String by) {
        news.actor(by);
    }

    /** Tries again what may succeed now that another bundle came or changed. */
    void frameworkChanged() {
        PluginView now = standing.view();
        if (now.state() == State.UNRESOLVED || !now.unfit().isEmpty()) {
            request();
        } else if (now.state() == State.FAILED && !retried) {
            retried = true;
            again = true;
            wakeIn(RETRY);
        }
    }

    /** Has the work done, soon. */
    void request() {
        loop.request();
    }

    /** Has the work done after a while. */
    void wakeIn(Duration after) {
        loop.requestIn(after.toMillis());
    }

    /** Takes note that it holds something else now, which may be tried once more when it fails. */
    void changed() {
        retried = false;
    }

    private void work() {
        turn.lock();
        try {
            step();
            broken = 0;
        } catch (InterruptedException e) {
            LOG.debug("Stopped while working on plugin {}", id, e);
            Thread.currentThread().interrupt();
        } catch (IOException | BundleException | RuntimeException | Error e) {
            PluginFailure failure = PluginFailure.of(e);
            LOG.error("Plugin {} cannot be brought to what the folder wants", id, failure.trace());
            standing.fail(StartFailure.broken(failure));
            again = true;
            broken++;
            wakeIn(BackOff.after(broken));
        } finally {
            turn.unlock();
        }
    }

    private void step() throws IOException, BundleException, InterruptedException {
        String by = news.actor();
        boolean restart = reload;
        boolean once = again;
        reload = false;
        again = false;
        judge();
        if (cycle.bring(wanted, restart, once)) {
            news.done(by);
        } else {
            reload |= restart;
            again |= once;
        }
    }

    private void judge() {
        Quarantine harmful = harm.getAndSet(null);
        if (forgiven) {
            forgiven = false;
            cycle.release();
        } else if (harmful != null) {
            cycle.quarantine(harmful);
        }
    }

    /** Takes this plugin's turn for another one that has to change beneath it; stops it. */
    Halt halt() throws InterruptedException {
        if (!turn.tryLock()) {
            return Halt.BUSY;
        }
        boolean stopped = false;
        try {
            stopped = cycle.halt();
            return stopped ? Halt.STOPPED : Halt.STUCK;
        } finally {
            if (!stopped) {
                turn.unlock();
            }
        }
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
        wakeIn(halt == Halt.BUSY ? BUSY : RETRY);
        if (halt == Halt.BUSY) {
            return;
        }
        standing.become(
                standing.view().state(),
                List.of(new Why(
                        "it cannot change while " + other + ", which uses it, hangs",
                        null,
                        null,
                        "Restart the host; plugin:why " + other + " says where it hangs.")));
    }

    /** Bundles that are wired to it. */
    List<Bundle> users() {
        Bundle current = standing.bundle();
        return current == null ? List.of() : around.bundles().dependents(current);
    }
}
