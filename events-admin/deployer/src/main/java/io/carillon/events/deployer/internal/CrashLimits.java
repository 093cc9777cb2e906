// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.time.Duration;

/**
 * When the host starts without its plugins.
 *
 * @param crashes how many starts in a row must have ended in a crash, 0 to 100; 0 for never
 * @param stable how long after the start of a plugin the end of the host counts as a crash, 1 s to 1 h
 * @param asked whether safe mode was asked for
 */
record CrashLimits(int crashes, Duration stable, boolean asked) {

    CrashLimits {
        FolderSettings.within("safeModeCrashes", crashes, 0, 100);
        FolderSettings.within("stableSeconds", stable.toSeconds(), 1, 3_600);
    }
}
