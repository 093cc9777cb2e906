// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Shows and switches plugins. The plugins folder is the truth; switching renames files in it.
 *
 * <p>Threads: safe for concurrent use; changes return when they are asked for, not when they are done.
 */
@ProviderType
public interface PluginsAdmin {

    /** All plugins in ascending order of ids, then jars; an immutable list. */
    List<PluginStatus> list();

    /** The plugin of this id that runs, or the one that comes nearest to it. */
    Optional<PluginStatus> get(String id);

    /**
     * Takes a plugin back that was disabled or quarantined: its file loses {@code .disabled}.
     *
     * @throws java.util.NoSuchElementException if there is none of this id
     * @throws java.io.UncheckedIOException if the file cannot be renamed; nothing changed
     */
    void enable(String id, String by);

    /**
     * Stops a plugin for good: its file is renamed to {@code *.jar.disabled}. Its subscriptions keep their lag.
     *
     * @throws java.util.NoSuchElementException if there is none of this id
     * @throws java.io.UncheckedIOException if the file cannot be renamed; nothing changed
     */
    void disable(String id, String by);

    /**
     * Stops and starts a plugin, or tries again to start one that failed.
     *
     * @throws java.util.NoSuchElementException if there is none of this id
     */
    void reload(String id, String by);

    /**
     * What stopping or removing a plugin would touch.
     *
     * @throws java.util.NoSuchElementException if there is none of this id
     */
    PluginImpact impact(String id);

    /** Whether the host started without its plugins: asked for, or because plugins brought it down three times. */
    SafeMode safeMode();

    /** Starts the plugins in spite of safe mode; nothing happens otherwise. */
    void leaveSafeMode(String by);

    /**
     * Whether and why plugins are held back.
     *
     * @param reason a sentence; empty when not active
     */
    record SafeMode(boolean active, String reason) {}
}
