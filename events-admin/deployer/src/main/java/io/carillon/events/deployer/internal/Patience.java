// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.time.Duration;

/**
 * How long a plugin is waited for.
 *
 * @param start longest wait for it to start, 1 s to 10 min
 * @param drain how long its handlers may take to end before it is stopped, 1 s to 10 min
 * @param stop longest wait for it to stop, 1 s to 10 min
 */
record Patience(Duration start, Duration drain, Duration stop) {

    private static final Duration HARMFUL = Duration.ofSeconds(2);

    Patience {
        FolderSettings.within("startTimeoutSeconds", start.toSeconds(), 1, 600);
        FolderSettings.within("drainLimitSeconds", drain.toSeconds(), 1, 600);
        FolderSettings.within("stopTimeoutSeconds", stop.toSeconds(), 1, 600);
    }

    /** How long the handlers of a plugin that does harm may take to end. */
    Duration drainOfHarmful() {
        return drain.compareTo(HARMFUL) < 0 ? drain : HARMFUL;
    }
}
