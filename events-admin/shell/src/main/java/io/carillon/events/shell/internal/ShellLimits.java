// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.time.Duration;

/**
 * What one may ask of the socket.
 *
 * @param sessions connections at a time
 * @param idle longest pause between two commands
 * @param stalled longest wait for a client that does not read
 */
record ShellLimits(int sessions, Duration idle, Duration stalled) {

    /** 8 sessions, 10 minutes, 30 seconds. */
    static ShellLimits ofDefaults() {
        return new ShellLimits(8, Duration.ofMinutes(10), Duration.ofSeconds(30));
    }
}
