// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.State;
import io.carillon.events.admin.PluginStatus.Why;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * What is of one plugin: its bundle, what that holds, and what people are told.
 *
 * <p>Threads: changed by whoever has the plugin's turn; {@link #bundle} and {@link #view} may be read by any.
 */
final class Standing {

    private final String id;
    private final Clock clock;
    private final JarChoice choice;
    private volatile PluginView view;
    private volatile @Nullable Bundle bundle;
    private @Nullable PluginJar installed;
    private @Nullable Why failure;

    Standing(String id, @Nullable Bundle bundle, JarChoice choice, Clock clock) {
        this.id = id;
        this.bundle = bundle;
        this.choice = choice;
        this.clock = clock;
        this.view = new PluginView(State.STARTING, null, -1, clock.instant(), List.of(), Map.of());
    }

    @Nullable
    Bundle bundle() {
        return bundle;
    }

    /** What the bundle holds, {@code null} when that is not known. */
    @Nullable
    PluginJar installed() {
        return installed;
    }

    /** Whether it failed, and nothing was changed since. */
    boolean failed() {
        return failure != null;
    }

    boolean running() {
        Bundle current = bundle;
        return current != null && current.getState() == Bundle.ACTIVE;
    }

    /** The bundle holds this jar from now on. */
    void holds(Bundle current, PluginJar jar) {
        bundle = current;
        installed = jar;
        failure = null;
    }

    /** The bundle turned out to hold this jar. */
    void recognised(PluginJar jar) {
        installed = jar;
    }

    /** There is no bundle any more. */
    void letGo() {
        bundle = null;
        installed = null;
        failure = null;
        become(State.STOPPING, List.of());
    }

    void fail(Why why) {
        failure = why;
        become(State.FAILED, List.of(why));
    }

    /** Forgets a failure, so that it may be started again. */
    void forgive() {
        failure = null;
    }

    /** Runs, with what keeps better jars from running. */
    void active() {
        failure = null;
        become(State.ACTIVE, choice.reasons());
    }

    void become(State state, List<Why> why) {
        PluginView last = view;
        Bundle current = bundle;
        boolean same = last.state() == state && last.why().equals(why);
        view = new PluginView(
                state,
                installed,
                current == null ? -1 : current.getBundleId(),
                same ? last.since() : clock.instant(),
                why,
                choice.unfit());
    }

    PluginView view() {
        return view;
    }

    /** As {@link #view()}, with what others did to the bundle while nobody worked on it. */
    PluginView seen() {
        PluginView last = view;
        Bundle known = bundle;
        if (last.state() != State.ACTIVE || known == null || known.getState() == Bundle.ACTIVE) {
            return last;
        }
        String what = known.getState() == Bundle.UNINSTALLED ? "uninstalled" : "stopped";
        Why why = new Why(
                "its bundle was " + what + " by something other than the plugins folder",
                null,
                null,
                "plugin:reload " + id + " starts it again.");
        return new PluginView(State.FAILED, last.jar(), last.bundleId(), last.since(), List.of(why), last.unfit());
    }
}
