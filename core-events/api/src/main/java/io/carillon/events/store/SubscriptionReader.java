// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Reads what is kept of subscriptions. All methods throw {@link io.carillon.events.StoreUnavailableException} if the store
 * cannot be reached.
 */
@ProviderType
public interface SubscriptionReader {

    /** The most subscriptions a log keeps; one more is {@link UnitOutcome.Rejected} as {@code store-full}. */
    int MAX_SUBSCRIPTIONS = 10_000;

    /** All subscriptions in ascending order of names; an immutable list of at most {@value #MAX_SUBSCRIPTIONS}. */
    List<SubscriptionRecord> subscriptions();

    /** One subscription. */
    Optional<SubscriptionRecord> subscription(String name);

    /** Whether {@link Change.RecordOnce} was committed for this key. */
    boolean hasOnce(String subscription, String key);

    /**
     * Dead letters of a subscription.
     *
     * @param after exclusive lower bound of positions, 0 to start at the first
     * @param limit 1 to {@link LogReader#MAX_PAGE}
     * @return an immutable list in ascending position
     */
    List<DeadLetter> deadLetters(String subscription, long after, int limit);

    /** Number of dead letters of a subscription. */
    long countDeadLetters(String subscription);
}
