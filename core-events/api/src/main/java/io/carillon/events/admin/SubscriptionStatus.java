// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import io.carillon.events.HandlerMode;
import io.carillon.events.Ordering;
import io.carillon.events.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one subscription stands.
 *
 * @param name identity, {@code <symbolic name>:<id>}
 * @param plugin symbolic name of its plugin; {@code client:} and a principal for one of a client
 * @param types its patterns; an immutable list
 * @param mode durable or live
 * @param ordering which of its events wait for each other; of no meaning for a live or dormant one
 * @param priority band; of no meaning for a dormant one
 * @param state what it is doing
 * @param enabled whether it is delivered to, its own switch and its plugin's both
 * @param position checkpoint of a durable subscription: every event up to here is handled, not wanted, or set aside; 0 for
 *     a live one
 * @param lag events of the log after the checkpoint, wanted or not; 0 for a live one
 * @param lagTime age of the oldest of them; zero without lag
 * @param counts figures
 * @param breaker its circuit breaker
 * @param handling the lowest position being handled now; 0 when idle
 * @param since when {@code handling} began
 * @param nextAttempt when something that failed is tried again next
 * @param expires when a dormant subscription is removed
 * @param failure class and text of the last failure, until an attempt succeeds; what holds it up
 */
public record SubscriptionStatus(
        String name,
        String plugin,
        List<String> types,
        HandlerMode mode,
        Ordering ordering,
        Priority priority,
        State state,
        boolean enabled,
        long position,
        long lag,
        Duration lagTime,
        Counts counts,
        Breaker breaker,
        long handling,
        @Nullable Instant since,
        @Nullable Instant nextAttempt,
        @Nullable Instant expires,
        @Nullable String failure) {

    public SubscriptionStatus {
        types = List.copyOf(types);
    }

    /** Whether it belongs to a client outside the host, see {@link ClientSubscriptionsAdmin}, and not to a handler. */
    public boolean isClient() {
        return plugin.startsWith(ClientSubscriptionsAdmin.PREFIX);
    }

    /**
     * Figures of a subscription.
     *
     * @param handled attempts that succeeded since the host started
     * @param failed attempts that failed since the host started
     * @param dropped events a live subscription lost from its full mailbox since the host started
     * @param retrying events that failed and will be tried again
     * @param deadLetters events given up on
     * @param heldKeys ordering keys whose later events wait behind a failed event
     */
    public record Counts(long handled, long failed, long dropped, long retrying, long deadLetters, long heldKeys) {

        public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);
    }

    /** A circuit breaker: after too many failures nothing is delivered until a probe succeeds. */
    public enum Breaker {
        CLOSED,
        OPEN,
        /** One event is being tried. */
        HALF_OPEN
    }

    /** What a subscription is doing. */
    public enum State {
        /** At the end of the log. */
        LIVE,
        /** Behind, and working. */
        CATCHING_UP,
        /** Something fails: an event is tried again, the circuit breaker is open, or it stopped behind a dead letter. */
        FAILING,
        /** A call of its handler is past its time budget and reacts to no interrupt; others go on beside it. */
        STUCK,
        /** Switched off; a durable one gathers lag. */
        PAUSED,
        /** Finishes what it handles because its plugin is about to stop. */
        DRAINING,
        /** Its handler is not there, or its client not connected; it gathers lag. */
        DORMANT
    }
}
