// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.admin.SubscriptionStatus;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a durable subscription stands.
 *
 * @param attached whether it has its place in the log that is open
 * @param checkpoint everything up to here is finished or set aside
 * @param retrying events that are tried again
 * @param letters dead letters something waits behind, or that are to be delivered again
 * @param keys keys whose events wait
 * @param nextAttempt when something is tried again
 * @param hindrance what holds it up as a whole, {@code null} if nothing does
 */
record Standing(
        boolean attached,
        long checkpoint,
        int retrying,
        long letters,
        long keys,
        SubscriptionStatus.Breaker breaker,
        @Nullable Instant nextAttempt,
        @Nullable String hindrance) {

    /** How a subscription stands, with the lock of all these. */
    static Standing of(
            boolean attached,
            Backlog backlog,
            SubscriptionStatus.Breaker breaker,
            Optional<Instant> nextAttempt,
            @Nullable String trouble,
            Commits commits) {
        Shelf shelf = backlog.shelf();
        return new Standing(
                attached,
                backlog.ledger().checkpoint(),
                shelf.retrying(),
                shelf.letters(),
                shelf.keys(),
                breaker,
                nextAttempt.orElse(null),
                trouble != null ? trouble : hindrance(commits, backlog));
    }

    /** What holds a subscription up as a whole, of what is set aside or cannot be stored. */
    private static @Nullable String hindrance(Commits commits, Backlog backlog) {
        if (commits.trouble() != null) {
            return "what became of events cannot be stored: " + commits.trouble();
        }
        Shelf shelf = backlog.shelf();
        if (shelf.blocksAll()) {
            for (Shelf.Place place : shelf.places()) {
                if (place.event().blocksAll()) {
                    return blocked(place.event());
                }
            }
        }
        return backlog.isFull()
                ? shelf.size()
                        + " events are set aside, as many as may be; it goes on when some of them are handled, or"
                        + " their dead letters replayed or discarded"
                : null;
    }

    private static String blocked(SetAside event) {
        return event.due() == null
                ? "stopped behind the dead letter at position " + event.position() + "; replay or discard it: "
                        + event.cause()
                : "waits for the next attempt at position " + event.position() + ": " + event.cause();
    }
}
