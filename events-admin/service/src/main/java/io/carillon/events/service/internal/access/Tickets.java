// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import io.carillon.events.OverloadedException;
import io.carillon.events.admin.SessionsAdmin;
import io.carillon.events.admin.SessionsAdmin.Redeemed;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tickets that were not used yet, in memory. */
final class Tickets {

    private record Waiting(Redeemed holder, Instant made) {

        boolean valid(Instant now) {
            return !now.isBefore(made) && now.isBefore(made.plus(SessionsAdmin.TICKET));
        }
    }

    private final Clock clock;
    /** By hash, in the order they were made. */
    private final Map<String, Waiting> byKey = new LinkedHashMap<>();

    Tickets(Clock clock) {
        this.clock = clock;
    }

    synchronized String make(Redeemed holder) {
        Instant now = clock.instant();
        byKey.values().removeIf(waiting -> !waiting.valid(now));
        if (byKey.size() >= SessionsAdmin.MAX_TICKETS) {
            throw new OverloadedException(
                    SessionsAdmin.MAX_TICKETS + " tickets wait to be used already; try again in a moment");
        }
        SecretText ticket = SecretText.random();
        byKey.put(ticket.key(), new Waiting(holder, now));
        return ticket.text();
    }

    synchronized Optional<Redeemed> redeem(String presented) {
        Instant now = clock.instant();
        return Optional.ofNullable(byKey.remove(SecretText.of(presented).key()))
                .filter(waiting -> waiting.valid(now))
                .map(Waiting::holder);
    }
}
