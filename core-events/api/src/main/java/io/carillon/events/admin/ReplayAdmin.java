// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import io.carillon.events.store.EventQuery;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Delivers stored events once more. Nothing is appended, no checkpoint moves; handlers see the {@code replayid}.
 *
 * <p>This is the work itself; {@link JobsAdmin#replay} runs it as a job.
 */
@ProviderType
public interface ReplayAdmin {

    /** The most events named one by one. */
    int MAX_POSITIONS = 1_000;

    /**
     * What to replay to whom.
     *
     * @param positions events one by one in the order of delivery, at most {@value #MAX_POSITIONS}; empty to use
     *     {@code query}
     * @param query selects events, delivered in ascending position; its order, limit and cursor say nothing
     * @param subscriptions to deliver to: names; empty for all that want the event
     * @param rate the most events a second, 0 for no limit
     * @param dryRun whether to count only
     */
    record Request(
            List<Long> positions, @Nullable EventQuery query, List<String> subscriptions, double rate, boolean dryRun) {

        public Request {
            positions = List.copyOf(positions);
            subscriptions = List.copyOf(subscriptions);
            if (positions.size() > MAX_POSITIONS) {
                throw new IllegalArgumentException(
                        "at most " + MAX_POSITIONS + " events are named one by one, got " + positions.size());
            }
            if (positions.isEmpty() == (query == null)) {
                throw new IllegalArgumentException("a replay names its events either one by one or by a query");
            }
            if (!(rate >= 0)) {
                throw new IllegalArgumentException("the rate is 0 or more events a second, got " + rate);
            }
        }
    }

    /**
     * What a replay did.
     *
     * @param events selected
     * @param delivered deliveries that succeeded
     * @param failed deliveries that failed; they are not tried again
     * @param passedBy subscriptions that deny replay or are not there, with the reason; an immutable list of sentences
     */
    record Outcome(long events, long delivered, long failed, List<String> passedBy) {
        public Outcome {
            passedBy = List.copyOf(passedBy);
        }
    }

    /**
     * Replays, on the calling thread, until done or cancelled by {@link JobWork.Progress#checkCancelled}.
     *
     * @param replayId unique, seen by the handlers
     * @param failures told a sentence for each delivery that fails
     * @throws java.util.NoSuchElementException if a named subscription was never seen; nothing was delivered
     * @throws io.carillon.events.StoreUnavailableException if the store cannot be reached
     * @throws InterruptedException if interrupted
     */
    Outcome replay(Request request, String replayId, String by, JobWork.Progress progress, Consumer<String> failures)
            throws InterruptedException;
}
