// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The durable log with everything that must commit together with it. All changes go through {@link #commit}; the parent
 * interfaces only read.
 *
 * <p>All methods are safe for concurrent use and never accept or return {@code null}. Calls end within the time-out of
 * {@link StoreSettings}. After {@link #close} every call throws {@link io.carillon.events.ClosedException}.
 *
 * <p>Source: docs/decisions/0002 (one write path), 0003 (positions), 0004 (hashes).
 */
@ProviderType
public interface EventStore extends LogReader, SubscriptionReader, PluginDataReader, AutoCloseable {

    /** The most events the units of one {@link #commit} append together. */
    int MAX_BATCH = 1_000;

    /** The most changes the units of one {@link #commit} hold together, events included. */
    int MAX_CHANGES = 10_000;

    /** What this store is. */
    StoreInfo info();

    /**
     * Works out what a commit needs of an event and its place in the log does not matter for. Publishers call it on their
     * own threads while other groups commit, so that the commit itself is short. Nothing is written, nothing is waited for.
     *
     * @return the change that appends the event; any other store, and this one after it was closed and opened, takes it too
     */
    default Change.Append prepare(NewEvent event) {
        return new Change.Append(event);
    }

    /**
     * Commits a group of units in one database transaction. Each unit happens whole or not at all, in list order, and
     * sees what earlier units of the group did; a refused unit leaves the others untouched. When this returns, a
     * {@linkplain StoreInfo#durable() durable} store has every committed unit on stable storage.
     *
     * <p>Positions are dense, from 1, in commit order, over all hosts that share the log. Committing the same group again
     * after a {@link io.carillon.events.StoreUnavailableException} is safe: events already there answer
     * {@link UnitOutcome.Duplicate}.
     *
     * @param group 1 or more units within {@value #MAX_BATCH} events and {@value #MAX_CHANGES} changes
     * @return one outcome per unit, in the same order
     * @throws IllegalArgumentException if the group is empty or too large; nothing was written
     * @throws io.carillon.events.StoreUnavailableException if nothing was committed, or the store could not find out
     * @throws io.carillon.events.StoreFencedException if the right to write went to another owner; nothing was written
     */
    List<UnitOutcome> commit(List<WriteUnit> group);

    /**
     * Commits as {@link #commit(List)} does, and tells when this thread needs the processor no longer: work that wakes others
     * is best begun then, while the engine is at work, and not while the commit is being planned.
     *
     * @param underway run once at most, on the caller's thread, before the call waits for the engine or for another commit;
     *     neither throws nor waits
     */
    default List<UnitOutcome> commit(List<WriteUnit> group, Runnable underway) {
        underway.run();
        return commit(group);
    }

    /** Closes the store; waits for running calls up to the time-out. Closing twice does nothing. */
    @Override
    void close();
}
