// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.Why;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A change of one plugin from what ran to something else, from the stop of the one to the start of the other, or back.
 * Used by whoever has the plugin's turn; {@link #kept} by any.
 */
final class Upgrade {

    private static final Logger LOG = LoggerFactory.getLogger(Upgrade.class);

    private final Comeback comeback;
    private final PluginNews news;
    private final PluginHandlers handlers;
    private volatile @Nullable Begun begun;
    private @Nullable Failed failed;

    /** What ran is stopped, and the other has not started. */
    private record Begun(PluginJar before, PluginHandlers.Drained drained) {}

    /** The other did not start, so that what ran is to run again. */
    private record Failed(PluginJar jar, Why why, Begun begun) {}

    Upgrade(Comeback comeback, PluginNews news, PluginHandlers handlers) {
        this.comeback = comeback;
        this.news = news;
        this.handlers = handlers;
    }

    /** What ran is stopped and about to be replaced; nothing begins while something comes back. */
    void begin(PluginJar before, PluginHandlers.Drained drained) {
        if (failed == null) {
            begun = new Begun(before, drained);
        }
    }

    /** Nothing is replaced. */
    void cancel() {
        begun = null;
        failed = null;
    }

    boolean underWay() {
        return begun != null;
    }

    /** SHA-256 of what may have to come back, empty when nothing. */
    Optional<String> kept() {
        return Optional.ofNullable(begun).map(now -> now.before().sha256());
    }

    /**
     * A jar did not start.
     *
     * @return whether what ran before it comes back
     */
    boolean failed(@Nullable PluginJar jar, Why why) {
        Begun now = begun;
        if (now == null || jar == null) {
            cancel();
            return false;
        }
        LOG.warn("Plugin {} does not start; {} comes back", jar, now.before());
        comeback.failed(jar, now.before(), why.problem());
        failed = new Failed(jar, why, now);
        begun = null;
        return true;
    }

    /** A jar runs, and everyone is told if that ends a change. */
    void settled(Bundle bundle, @Nullable PluginJar jar) {
        Failed back = failed;
        Begun now = back == null ? begun : back.begun();
        cancel();
        if (now == null || jar == null) {
            return;
        }
        if (back != null && jar.sha256().equals(now.before().sha256())) {
            news.rolledBack(bundle, back.jar(), jar, back.why());
        } else {
            Duration paused = Duration.ofNanos(System.nanoTime() - now.drained().begin());
            news.updated(bundle, now.before(), jar, paused, handlers.backlog(), now.drained());
        }
    }
}
