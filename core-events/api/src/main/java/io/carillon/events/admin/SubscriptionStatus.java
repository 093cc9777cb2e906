// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import io.carillon.events.HandlerMode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one subscription stands.
 *
 * @param name identity, {@code <symbolic name>:<id>}
 * @param plugin symbolic name of its plugin
 * @param types its patterns; an immutable list
 * @param mode durable or live
 * @param state what it is doing
 * @param enabled whether it is delivered to, its own switch and its plugin's both
 * @param position checkpoint of a durable subscription; 0 for a live one
 * @param lag events of the log after the checkpoint, wanted or not; 0 for a live one
 * @param handled attempts that succeeded since the host started
 * @param failed attempts that failed since the host started
 * @param dropped events a live subscription lost from its full mailbox since the host started
 * @param handling the position being handled now; 0 when idle
 * @param since when {@code handling} began
 * @param failure class and text of the last failure, until an attempt succeeds
 */
public record SubscriptionStatus(
        String name,
        String plugin,
        List<String> types,
        HandlerMode mode,
        State state,
        boolean enabled,
        long position,
        long lag,
        long handled,
        long failed,
        long dropped,
        long handling,
        @Nullable Instant since,
        @Nullable String failure) {

    public SubscriptionStatus {
        types = List.copyOf(types);
    }

    /** What a subscription is doing. */
    public enum State {
        /** At the end of the log. */
        LIVE,
        /** Behind, and working. */
        CATCHING_UP,
        /** Its current event fails and is tried again. */
        FAILING,
        /** Its handler is past its time budget and does not react to being interrupted. */
        STUCK,
        /** Switched off; a durable one gathers lag. */
        DISABLED,
        /** Its handler is not there; it gathers lag. */
        DORMANT
    }
}
