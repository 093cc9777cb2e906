// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import java.time.Duration;

/**
 * Limits of live streams.
 *
 * @param connections the most at a time
 * @param perPrincipal the most of one principal at a time
 * @param heartbeat how long a connection may be silent
 * @param slow how long a client may take nothing that is to be written
 */
record LiveSettings(int connections, int perPrincipal, Duration heartbeat, Duration slow) {

    /** Memory for the newest events, shared by all connections. */
    static final long TAIL_WEIGHT = 16L * 1024 * 1024;
    /** What is written at a time to a client that takes it at once, in bytes; one event may be more. */
    static final int MAX_FLIGHT = 64 * 1024;
    /** The same for a client that takes it slowly, and for one that just came. */
    static final int MIN_FLIGHT = 8 * 1024;
    /** Arrays of large flights that are kept for the next of them. */
    static final int SPARE_FLIGHTS = 64;
    /** How long a client that has to go may take for what is on its way. */
    static final Duration GRACE = Duration.ofSeconds(1);

    /** How long a client that gets no event waits to hear how far the unwanted ones go. */
    Duration position() {
        return heartbeat.multipliedBy(2);
    }

    LiveSettings {
        if (connections < 1 || perPrincipal < 1) {
            throw new IllegalArgumentException(
                    "carillon.live.maxConnections and maxConnectionsPerPrincipal must be 1 or" + " more, got "
                            + connections + " and " + perPrincipal);
        }
        if (heartbeat.toSeconds() < 1 || slow.toSeconds() < 1) {
            throw new IllegalArgumentException("carillon.live.heartbeatSeconds and slowSeconds must be 1 or more, got "
                    + heartbeat.toSeconds() + " and " + slow.toSeconds());
        }
    }
}
