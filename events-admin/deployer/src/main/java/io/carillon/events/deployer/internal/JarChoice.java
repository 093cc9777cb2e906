// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.State;
import io.carillon.events.admin.PluginStatus.Why;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;

/**
 * Chooses which of the jars of one plugin is to run: the best one that resolves. What runs already is not given up for
 * one that does not. One that failed to start in place of another is not tried again until its file holds something else;
 * the other one is a candidate meanwhile, though no file holds it any more.
 *
 * <p>A jar that the framework does not take for what it holds is not tried again until it is dropped again or the plugin
 * is reloaded; one that it does not take for another reason, as a full disk, is tried again after a while.
 */
final class JarChoice {

    private final PluginBundles bundles;
    private final Comeback comeback;
    private final Clock clock;
    private final BiConsumer<PluginJar, Why> announce;
    private final Map<String, Refusal> refused = new HashMap<>();
    private final Set<String> announced = new HashSet<>();
    private List<PluginJar> known = List.of();
    private Map<String, Unfit> unfit = Map.of();

    /**
     * A jar that the framework did not take.
     *
     * @param failures how often in a row
     * @param until when it is tried again
     */
    record Refusal(Why why, int failures, Instant until) {}

    /**
     * A jar that is not to run.
     *
     * @param state what its file is said to be
     */
    record Unfit(State state, List<Why> why) {}

    /** @param announce is told once of each jar that does not resolve */
    JarChoice(PluginBundles bundles, Comeback comeback, Clock clock, BiConsumer<PluginJar, Why> announce) {
        this.bundles = bundles;
        this.comeback = comeback;
        this.clock = clock;
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
    PluginJar choose(List<PluginJar> jars, @Nullable PluginJar wired, boolean running) {
        forgiveNew(jars);
        unfit = new TreeMap<>();
        PluginJar best = jars.get(0);
        if (!running && jars.size() == 1 && !isRefused(best)) {
            return best;
        }
        for (PluginJar jar : jars) {
            Optional<String> failure = comeback.failure(jar);
            if (failure.isPresent()) {
                unfit.put(jar.sha256(), new Unfit(State.FAILED, List.of(StartFailure.cameBack(jar, failure.get()))));
                continue;
            }
            if (wired != null && wired.sha256().equals(jar.sha256())) {
                return jar;
            }
            List<Why> reasons = reasons(jar);
            if (reasons.isEmpty()) {
                return jar;
            }
            unfit.put(jar.sha256(), new Unfit(State.UNRESOLVED, reasons));
            unresolved(jar, reasons);
        }
        return running || isRefused(best) || comeback.failure(best).isPresent() ? null : best;
    }

    /** What was dropped again is tried again. */
    private void forgiveNew(List<PluginJar> jars) {
        for (PluginJar jar : jars) {
            if (!known.contains(jar)) {
                refused.remove(jar.sha256());
            }
        }
        known = List.copyOf(jars);
        refused.keySet()
                .removeIf(sha256 -> jars.stream().noneMatch(jar -> jar.sha256().equals(sha256)));
    }

    private boolean isRefused(PluginJar jar) {
        Refusal refusal = refused.get(jar.sha256());
        return refusal != null && clock.instant().isBefore(refusal.until());
    }

    private List<Why> reasons(PluginJar jar) {
        Refusal refusal = refused.get(jar.sha256());
        return refusal != null && isRefused(jar) ? List.of(refusal.why()) : rehearse(jar);
    }

    private List<Why> rehearse(PluginJar jar) {
        try {
            return bundles.rehearse(jar);
        } catch (IOException | BundleException e) {
            return List.of(refused(jar, e).why());
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

    /** Takes note that the framework does not take a jar. */
    Refusal refused(PluginJar jar, Exception e) {
        Refusal last = refused.get(jar.sha256());
        int failures = last == null ? 1 : last.failures() + 1;
        boolean forGood = StartFailure.isForContent(e);
        Refusal refusal = new Refusal(
                forGood ? StartFailure.refused(e) : StartFailure.notNow(e),
                failures,
                forGood ? Instant.MAX : clock.instant().plus(BackOff.after(failures)));
        refused.put(jar.sha256(), refusal);
        unfit.put(jar.sha256(), new Unfit(State.UNRESOLVED, List.of(refusal.why())));
        return refusal;
    }

    /** Has every jar tried again that was refused. */
    void forgive() {
        refused.clear();
    }

    /** How long until a jar that was refused is to be tried again; empty when there is none. */
    Optional<Duration> untilRetry() {
        Instant now = clock.instant();
        return refused.values().stream()
                .map(Refusal::until)
                .filter(until -> !until.equals(Instant.MAX) && until.isAfter(now))
                .min(Comparator.naturalOrder())
                .map(until -> Duration.between(now, until).plusMillis(1));
    }

    /** Takes note that a jar is installed. */
    void installed(PluginJar jar) {
        announced.remove(jar.sha256());
        refused.remove(jar.sha256());
    }

    /** Jars that are not fit to run, by SHA-256, with the reasons; an immutable map. */
    Map<String, Unfit> unfit() {
        return Map.copyOf(unfit);
    }

    /** Why better jars than the one that runs do not. */
    List<Why> reasons() {
        List<Why> reasons = new ArrayList<>();
        unfit.values().forEach(each -> reasons.addAll(each.why()));
        return reasons;
    }
}
