// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.time.Duration;

/**
 * What one plugin costs.
 *
 * @param plugin symbolic name
 * @param handlers its subscriptions whose handlers are there
 * @param wall time spent in its handlers since it started, all threads together
 * @param cpu processor time of its pool's threads since it started; zero where the platform does not measure it
 * @param cpuShare processors it kept busy in the last ten seconds, 1.0 for one
 * @param p99 time within which 99 of 100 of its last calls ended; zero without calls
 * @param inFlight calls that run now
 * @param published events it published since it started
 * @param publishRate events a second it published in the last ten seconds
 * @param handled attempts that succeeded since it started
 * @param failed attempts that failed since it started
 * @param threads alive that its pool made or that carry its class loader
 * @param standing what is done about it
 * @param reason why, a sentence; empty when {@link Standing#NORMAL}
 */
public record PluginLoad(
        String plugin,
        int handlers,
        Duration wall,
        Duration cpu,
        double cpuShare,
        Duration p99,
        int inFlight,
        long published,
        double publishRate,
        long handled,
        long failed,
        int threads,
        Standing standing,
        String reason) {

    /** What is done about a plugin that takes too much or fails too often. */
    public enum Standing {
        /** Nothing. */
        NORMAL,
        /** It is named in health. */
        WARNED,
        /** Its publishing and its handlers are slowed down. */
        THROTTLED,
        /** It should be stopped until an operator decides. */
        QUARANTINE
    }
}
