// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Says what became of an event at every subscription, and why. */
@ProviderType
public interface ExplainAdmin {

    /**
     * What became of an event of the log, at all subscriptions that are or were.
     *
     * @param position the event
     * @return an immutable list in ascending order of subscriptions
     * @throws java.util.NoSuchElementException if there is no such event, with the range there is
     * @throws io.carillon.events.StoreUnavailableException if the store cannot be reached
     */
    List<Explanation> explain(long position);

    /**
     * What became of one event at one subscription.
     *
     * @param subscription identity
     * @param outcome in a word
     * @param reason in a sentence, with the pattern, position or time that decides
     * @param attempts made, 0 when none or not known any more
     * @param at when the outcome came about, at the latest; {@code null} when it has not or is not known
     * @param earliest when it came about at the earliest; {@code null} when {@code at} is exact or nothing is known
     * @param took duration of the last attempt; {@code null} when not known any more
     * @param pluginVersion the version of the plugin that had it; {@code null} when none had
     */
    record Explanation(
            String subscription,
            Outcome outcome,
            String reason,
            int attempts,
            @Nullable Instant at,
            @Nullable Instant earliest,
            @Nullable Duration took,
            @Nullable String pluginVersion) {}

    /** What became of an event at a subscription. */
    enum Outcome {
        /** Handled. */
        DELIVERED,
        /** Being handled now. */
        HANDLING,
        /** Not reached yet. */
        QUEUED,
        /** Failed and will be tried again. */
        RETRYING,
        /** Waits behind an earlier event of its key that failed. */
        HELD,
        /** Given up. */
        DEAD_LETTER,
        /** Not wanted: no pattern matches the type. */
        FILTERED,
        /** Not reached, because delivery is switched off. */
        PAUSED,
        /** Not reached, because the handler is not there. */
        DORMANT,
        /** Appended before the subscription began, or passed by when it was moved. */
        NOT_SUBSCRIBED,
        /** A live subscription keeps no record of single events. */
        NOT_RECORDED
    }
}
