// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import java.util.Map;

/**
 * What live streams do, and have done since the host started.
 *
 * @param connections by protocol, all of which are there; an immutable map
 * @param sent events, counted once for each client
 * @param switched how often a client had to go on from the log, because what follows its position was not in memory
 * @param slow clients cut because they took nothing
 */
public record LiveStatus(Map<String, Integer> connections, long sent, long bytes, long switched, long slow) {
    public LiveStatus {
        connections = Map.copyOf(connections);
    }
}
