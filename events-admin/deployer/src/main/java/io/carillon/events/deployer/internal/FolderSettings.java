// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What the deployer works with.
 *
 * @param folder jars to run
 * @param copies private directory for verified copies; made with access for the account only
 * @param settle how long a jar must be unchanged before it counts, at least 50 ms
 * @param startTimeout longest wait for a plugin to start, 1 s to 10 min
 * @param stopTimeout longest wait for a plugin to stop, 1 s to 10 min
 * @param maxJarBytes largest jar that is taken, 1 KiB to 1 GiB
 */
record FolderSettings(
        Path folder, Path copies, Duration settle, Duration startTimeout, Duration stopTimeout, long maxJarBytes) {

    FolderSettings {
        within("settleMillis", settle.toMillis(), 50, 60_000);
        within("startTimeoutSeconds", startTimeout.toSeconds(), 1, 600);
        within("stopTimeoutSeconds", stopTimeout.toSeconds(), 1, 600);
        within("maxJarBytes", maxJarBytes, 1 << 10, 1 << 30);
    }

    private static void within(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "carillon.plugins: " + name + " is " + value + ", must be " + min + " to " + max);
        }
    }
}
