// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one plugin, or one file that could not become a plugin, stands.
 *
 * @param id Bundle-SymbolicName; the file name when the jar has none
 * @param version Bundle-Version; empty when unknown
 * @param name Bundle-Name, or the id
 * @param state what it is doing
 * @param jar name of its file in the plugins folder
 * @param sha256 of the jar, 64 hexadecimal digits; empty when it was not read whole
 * @param bundleId of the framework; -1 when not installed
 * @param since when {@code state} began
 * @param why the reasons it is not active, or why a newer jar of it does not run; an immutable list
 */
public record PluginStatus(
        String id,
        String version,
        String name,
        State state,
        String jar,
        String sha256,
        long bundleId,
        Instant since,
        List<Why> why) {

    public PluginStatus {
        why = List.copyOf(why);
    }

    /** What a plugin is doing. */
    public enum State {
        ACTIVE,
        STARTING,
        STOPPING,
        DISABLED,
        /** A requirement is missing. */
        UNRESOLVED,
        /** Refused, or its start failed. */
        FAILED,
        /** Stopped by the host because it did harm; an operator enables it again. */
        QUARANTINED,
        /** Another jar of the same id runs. */
        SUPERSEDED
    }

    /**
     * One reason.
     *
     * @param problem what is wrong, a sentence
     * @param requirement what is needed, {@code null} when that is not the problem
     * @param offered what there is instead, {@code null} when nothing or when that is not the problem
     * @param hint what to do, a sentence
     */
    public record Why(
            String problem,
            @Nullable String requirement,
            @Nullable String offered,
            String hint) {}
}
