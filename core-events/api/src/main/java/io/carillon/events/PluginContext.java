// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the host offers one plugin beside the bus. A bundle-scoped OSGi service: each plugin gets its own.
 *
 * <p>Threads: safe for concurrent use.
 */
@ProviderType
public interface PluginContext {

    /** The plugin's id: its Bundle-SymbolicName. */
    String id();

    /** Small durable key-value state of this plugin; survives restart, update, removal and re-installation. */
    PluginState state();

    /**
     * The plugin's own directory for files, created on first use with access for the host's account only. Survives
     * updates and removal of the plugin.
     *
     * @throws java.io.UncheckedIOException if it cannot be created
     */
    Path dataDirectory();

    /** The clock to take times from; virtual in tests. */
    Clock clock();

    /**
     * Runs work on the plugin's own bounded pool. Tasks carry on the causal chain of the delivery they were submitted
     * from. A full queue refuses with {@link java.util.concurrent.RejectedExecutionException}. Shut down by the host when
     * the plugin stops; its own shutdown methods do nothing.
     */
    ExecutorService executor();
}
