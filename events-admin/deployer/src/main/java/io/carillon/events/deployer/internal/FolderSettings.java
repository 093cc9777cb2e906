// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.HostPaths;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the deployer works with.
 *
 * @param folder jars to run
 * @param copies private directory for verified copies; made with access for the account only
 * @param settle how long a jar must be unchanged before it counts, at least 50 ms
 * @param maxJarBytes largest jar that is taken, 1 KiB to 1 GiB
 * @param uploads whether jars may be sent from elsewhere
 */
record FolderSettings(
        Path folder,
        Path copies,
        Duration settle,
        long maxJarBytes,
        boolean uploads,
        Patience patience,
        LeakChecks leaks,
        CrashLimits crashes) {

    FolderSettings {
        within("settleMillis", settle.toMillis(), 50, 60_000);
        within("maxJarBytes", maxJarBytes, 1 << 10, 1 << 30);
    }

    /** The settings an operator made. */
    static FolderSettings of(HostPaths paths, boolean safeMode, PluginsConfig config) {
        return new FolderSettings(
                paths.plugins(),
                paths.data().resolve("plugins-cache"),
                Duration.ofMillis(config.settleMillis()),
                config.maxJarBytes(),
                config.upload(),
                new Patience(
                        Duration.ofSeconds(config.startTimeoutSeconds()),
                        Duration.ofSeconds(config.drainLimitSeconds()),
                        Duration.ofSeconds(config.stopTimeoutSeconds())),
                LeakChecks.every(config.leakCollect()),
                new CrashLimits(config.safeModeCrashes(), Duration.ofSeconds(config.stableSeconds()), safeMode));
    }

    static void within(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "carillon.plugins: " + name + " is " + value + ", must be " + min + " to " + max);
        }
    }
}
