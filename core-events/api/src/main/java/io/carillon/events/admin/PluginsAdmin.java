// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.io.IOException;
import java.io.InputStream;
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

    /** The most jars that are {@linkplain #install taken} at a time. */
    int MAX_INSTALLS = 2;

    /** Whether jars may be sent from elsewhere; {@link #install} itself does not ask. */
    boolean uploads();

    /**
     * Puts a jar into the plugins folder once it passed every check of one that is dropped there. It runs soon, in place of
     * the version that runs; the other jars of the same plugin are removed, but for disabled ones.
     *
     * @param jar read up to the largest jar that is taken; not closed
     * @param sha256 what it must have, 64 hexadecimal digits; empty to take it as it comes
     * @return what the jar is, starting
     * @throws PluginRefusedException if it cannot be a plugin; the folder is as it was
     * @throws io.carillon.events.TooLargeException if it is larger than what is taken; the folder is as it was
     * @throws io.carillon.events.OverloadedException if {@value #MAX_INSTALLS} are taken already
     * @throws IOException if the jar cannot be read or the folder not be written; the folder is as it was
     */
    PluginStatus install(InputStream jar, String sha256, String by) throws IOException;

    /**
     * Stops a plugin and removes its jars, disabled ones too. Its subscriptions keep their lag for a while.
     *
     * @param dependents whether plugins that use its packages may be stopped or refreshed with it
     * @throws java.util.NoSuchElementException if there is none of this id
     * @throws IllegalStateException if others use its packages, and {@code dependents} is false; nothing changed
     * @throws java.io.UncheckedIOException if a file cannot be removed; it stays, with those not removed yet
     */
    void remove(String id, boolean dependents, String by);

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
