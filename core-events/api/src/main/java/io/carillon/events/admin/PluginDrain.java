// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Lets a plugin finish what it handles before it is stopped. Implemented by the bus; used by whoever stops plugins.
 *
 * <p>Threads: safe for concurrent use; several plugins may be drained at a time.
 */
@ProviderType
public interface PluginDrain {

    /**
     * Stops giving events to a plugin and waits until its running calls have ended. Calls that go on beyond the limit are
     * interrupted, and given up a second later; their events are delivered again. Checkpoints are stored when this
     * returns, unless no store is open. Does nothing for a plugin without handlers.
     *
     * <p>A plugin stays drained until it has stopped, or {@link #resume} is called.
     *
     * @param limit how long calls may go on before they are interrupted
     */
    Report drain(String plugin, Duration limit);

    /** Gives events to a drained plugin again; nothing happens when it is not drained. */
    void resume(String plugin);

    /**
     * How a drain ended.
     *
     * @param inFlight calls that ran when it began
     * @param abandoned calls that were given up, each with subscription, position and where its thread is; an immutable
     *     list of sentences
     * @param took until the last call ended or was given up
     */
    record Report(int inFlight, List<String> abandoned, Duration took) {
        public Report {
            abandoned = List.copyOf(abandoned);
        }
    }
}
