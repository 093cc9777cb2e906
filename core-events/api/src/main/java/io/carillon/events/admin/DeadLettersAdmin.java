// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.StoredEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The events subscriptions gave up on. They stay in the log; a dead letter refers to its event. Reading and changing throw
 * {@link io.carillon.events.StoreUnavailableException} while no store is open; every change is recorded as an event.
 *
 * <p>Methods that take a subscription throw {@link java.util.NoSuchElementException} if there is none of this name.
 */
@ProviderType
public interface DeadLettersAdmin {

    /** The most dead letters one call lists. */
    int MAX_PAGE = 1_000;

    /**
     * Dead letters of a subscription.
     *
     * @param after exclusive lower bound of positions, 0 to start at the first
     * @param limit 1 to {@value #MAX_PAGE}
     * @return an immutable list in ascending position
     */
    List<Item> list(String subscription, Filter filter, long after, int limit);

    /** One dead letter. */
    Optional<Item> get(String subscription, long position);

    /**
     * Has dead letters delivered again, in ascending position, each with a fresh count of attempts. Returns when they are
     * asked for, not when they are handled. What succeeds is no dead letter any more, and what was held behind it follows
     * in order; what fails is tried again and becomes a dead letter again. While the handler is away they wait for it.
     *
     * @return how many
     */
    int replay(String subscription, Filter filter, String by);

    /**
     * Gives dead letters up for good; what was held behind them follows.
     *
     * @return how many
     */
    int discard(String subscription, Filter filter, String by);

    /**
     * Writes a note on a dead letter; empty removes it.
     *
     * @throws java.util.NoSuchElementException if there is no such dead letter
     * @throws IllegalArgumentException if the note is longer than {@link DeadLetter#MAX_CAUSE}
     */
    void annotate(String subscription, long position, String note, String by);

    /**
     * A dead letter with its event.
     *
     * @param event {@code null} if the event was removed from the log
     * @param waiting whether a replay was asked for and has not ended
     */
    record Item(DeadLetter letter, @Nullable StoredEvent event, boolean waiting) {}

    /**
     * Which dead letters are meant; what is {@code null} selects nothing out.
     *
     * @param position the only one
     * @param type pattern of event types, as in {@link io.carillon.events.TypePattern}
     * @param cause part of the cause, without regard to case
     * @param before last attempt before this time
     */
    record Filter(
            @Nullable Long position,
            @Nullable String type,
            @Nullable String cause,
            @Nullable Instant before) {

        /** Every dead letter. */
        public static final Filter ALL = new Filter(null, null, null, null);

        /** One dead letter. */
        public static Filter at(long position) {
            return new Filter(position, null, null, null);
        }
    }
}
