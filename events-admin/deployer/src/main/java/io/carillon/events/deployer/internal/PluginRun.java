// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.State;
import io.carillon.events.admin.PluginStatus.Why;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts one plugin's bundle, and stops it after its handlers have ended. A call that hangs is given up with its thread.
 * Used by whoever has the plugin's turn.
 */
final class PluginRun {

    private static final Logger LOG = LoggerFactory.getLogger(PluginRun.class);

    private final Plugin plugin;
    private final String id;
    private final Surroundings around;
    private final Standing standing;
    private final PluginNews news;
    private final BundleStarter starter;
    private final PluginHandlers handlers;
    private @Nullable Thread hanging;
    private boolean stopRefused;

    PluginRun(Plugin plugin, Standing standing, PluginNews news, PluginHandlers handlers, Surroundings around) {
        this.plugin = plugin;
        this.id = plugin.id();
        this.standing = standing;
        this.news = news;
        this.handlers = handlers;
        this.around = around;
        this.starter = new BundleStarter(id, around.settings().patience());
    }

    /** Whether a call that was given up goes on; asks again later if so. */
    boolean hangs() {
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

    /** Whether a call hangs, without asking again. */
    boolean hanging() {
        return hanging != null && hanging.isAlive();
    }

    /**
     * Starts it, and tells everyone how that went.
     *
     * @param whole whether it has failed when one of its components has
     * @return why it failed; empty when it is active
     */
    Optional<Why> start(Bundle current, @Nullable PluginJar jar, boolean whole) throws InterruptedException {
        standing.become(State.STARTING, List.of());
        around.guard().starting(id);
        TimedCall.Outcome outcome;
        try {
            outcome = starter.start(current);
        } finally {
            around.guard().started(id);
        }
        giveUp(outcome);
        if (outcome instanceof TimedCall.Outcome.Returned returned) {
            List<Why> broken = whole ? around.components().failures(current) : List.of();
            return broken.isEmpty()
                    ? active(current, jar, returned.took())
                    : failed(current, jar, outcome, broken.get(0));
        }
        if (outcome instanceof TimedCall.Outcome.Interrupted && standing.running()) {
            LOG.warn("Plugin {} {} is active, but its start had to be interrupted", id, current.getVersion());
            standing.active();
            return Optional.empty();
        }
        return failed(current, jar, outcome, starter.explain("start", outcome));
    }

    private Optional<Why> active(Bundle current, @Nullable PluginJar jar, Duration took) {
        standing.active();
        news.started(current, jar, took);
        return Optional.empty();
    }

    private Optional<Why> failed(Bundle current, @Nullable PluginJar jar, TimedCall.Outcome outcome, Why why) {
        standing.fail(why);
        if (around.bundles().stopping()) {
            LOG.debug("Plugin {} {} did not start, for the host stops: {}", id, current.getVersion(), why.problem());
        } else if (jar != null) {
            news.failed(current, jar, "start", failure(outcome), why);
        }
        return Optional.of(why);
    }

    /**
     * Lets its handlers end and stops it: the one place where the deployer does. What the framework still calls active,
     * starting or stopping is not stopped, however the call ended.
     *
     * @return how its handlers ended; empty when it is not stopped, then the plugin asks again later
     */
    Optional<PluginHandlers.Drained> stop(Bundle current, Duration limit) throws InterruptedException {
        standing.forgive();
        if (isStopped(current)) {
            return Optional.of(PluginHandlers.Drained.not(true));
        }
        standing.become(State.STOPPING, List.of());
        Footprint footprint = Footprint.of(current);
        if (handlers.canDrain() && !stopRefused) {
            news.draining(current, standing.installed(), handlers.inFlight(), limit);
        }
        PluginHandlers.Drained drained = handlers.drain(limit);
        TimedCall.Outcome outcome = starter.stop(current);
        giveUp(outcome);
        if (hanging != null || !isStopped(current)) {
            notStopped(current, outcome);
            return Optional.empty();
        }
        stopRefused = false;
        if (outcome instanceof TimedCall.Outcome.Threw threw) {
            LOG.warn(
                    "Plugin {} {} failed while it stopped",
                    id,
                    current.getVersion(),
                    threw.failure().trace());
        }
        news.stopped(current, standing.installed(), drained);
        around.leaks().left(id, current, footprint);
        return Optional.of(drained);
    }

    private void notStopped(Bundle current, TimedCall.Outcome outcome) {
        Why why = starter.explain("stop", outcome);
        PluginJar jar = standing.installed();
        standing.fail(why);
        plugin.wakeIn(Plugin.RETRY);
        if (current.getState() == Bundle.ACTIVE) {
            handlers.resume();
        }
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
}
