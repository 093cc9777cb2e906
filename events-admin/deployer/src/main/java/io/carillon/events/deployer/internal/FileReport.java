// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/**
 * How one file of the plugins folder stands.
 *
 * @param file its name
 * @param intake what became of it; {@code null} while it has never stopped changing
 * @param lastGood the last jar it held that could run, {@code null} when none
 * @param since when that was found; while nothing was, when the file was seen first
 */
record FileReport(
        String file, @Nullable Intake intake, @Nullable PluginJar lastGood, Instant since) {

    /** The id it is known by: the symbolic name, or the file name as long as there is none. */
    String id() {
        if (intake instanceof Intake.Accepted accepted) {
            return accepted.jar().id();
        }
        if (intake instanceof Intake.Refused refused) {
            return refused.id();
        }
        return intake instanceof Intake.Disabled disabled ? disabled.id() : file;
    }

    /** Whether a plugin lives in this file, or lived there until the file changed. */
    boolean holds(String id) {
        return id().equals(id) || lastGood != null && lastGood.id().equals(id);
    }

    Version version() {
        return intake instanceof Intake.Accepted accepted ? accepted.jar().version() : Version.emptyVersion;
    }

    boolean disabled() {
        return file.endsWith(JarIntake.DISABLED);
    }
}
