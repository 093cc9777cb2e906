// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Reads the log.
 *
 * <p>Every event read is checked against its hashes; one that does not match is reported as
 * {@link CorruptEventException}, never returned and never repaired. All methods throw
 * {@link io.carillon.events.StoreUnavailableException} if the store cannot be reached.
 */
@ProviderType
public interface LogReader {

    /** The most events one call returns. */
    int MAX_PAGE = 1_000;

    /** Where the log stands now. */
    LogHead head();

    /**
     * Reads forward. A reader that has seen position <i>n</i> never later finds a new event at or before <i>n</i>, even
     * while other hosts commit.
     *
     * @param position exclusive lower bound, 0 to read from the beginning
     * @param limit 1 to {@value #MAX_PAGE}
     * @return an immutable list in ascending position without holes; empty when there is nothing newer, and possibly
     *     shorter than {@code limit} although there is more, when the events are large
     */
    List<StoredEvent> readAfter(long position, int limit);

    /**
     * Finds events by id; more than one when several sources used the same.
     *
     * @return an immutable list in ascending position, at most {@value #MAX_PAGE}
     */
    List<StoredEvent> find(String id);

    /**
     * Selects events. Pages stay stable while others append: an event is never seen twice nor skipped.
     *
     * @return the page, within the time-out of the store
     */
    EventPage query(EventQuery query);

    /** Counts the events a query selects; its order, cursor and limit do not matter. */
    long count(EventQuery query);

    /**
     * Counts the events a query selects by the values of one attribute; its order, cursor and limit do not matter.
     *
     * @return an immutable list of the {@value EventGroup#MAX_GROUPS} largest groups, the largest first, those of one size
     *     in ascending order of values as {@link String#compareTo} has it for ASCII, {@code null} first
     */
    List<EventGroup> groups(EventQuery query, EventGroup.Key key);

    /**
     * The types in the log.
     *
     * @return an immutable list in ascending order of names, at most {@link #MAX_TYPES}
     */
    List<TypeSummary> types();

    /** The most types a log takes; an event of one more is {@link UnitOutcome.Rejected}. */
    int MAX_TYPES = 100_000;

    /** The stream of a subject, empty when the log never had an event of it. */
    Optional<StreamInfo> stream(String subject);
}
