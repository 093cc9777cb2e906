// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import io.carillon.events.EventDraft;
import io.carillon.events.Receipt;
import io.carillon.events.store.EventGroup;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.TypeSummary;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The log for programs that serve others. Events read here are bound: {@code data().value()} works.
 *
 * <p>Reading throws {@link io.carillon.events.StoreUnavailableException} while no store is open.
 *
 * <p>Threads: safe for concurrent use; stages complete on a pool that may be blocked briefly.
 */
@ProviderType
public interface EventsAdmin {

    /**
     * Publishes on behalf of somebody, all or nothing; failures as in {@link io.carillon.events.EventBus}.
     *
     * @param drafts 1 to {@link io.carillon.events.EventBus#MAX_BATCH}, each with a source
     */
    CompletionStage<List<Receipt>> publish(List<EventDraft> drafts);

    /** Selects events, see {@link io.carillon.events.store.LogReader#query}. */
    EventPage query(EventQuery query);

    /** Counts events, see {@link io.carillon.events.store.LogReader#count}. */
    long count(EventQuery query);

    /** Counts events by an attribute, see {@link io.carillon.events.store.LogReader#groups}. */
    List<EventGroup> groups(EventQuery query, EventGroup.Key key);

    /** Finds events by id; more than one when several sources used the same. */
    List<StoredEvent> find(String id);

    /** Reads forward, see {@link io.carillon.events.store.LogReader#readAfter}. */
    List<StoredEvent> readAfter(long position, int limit);

    /** The types in the log in ascending order of names. */
    List<TypeSummary> types();

    /** Where the log stands. */
    LogHead head();

    /** Position at which the log ended when this host opened it last, 0 if it was empty; nothing while it has opened none. */
    OptionalLong openedAt();

    /**
     * Waits until the log goes beyond a position.
     *
     * @param timeout longest wait, at most one minute
     * @return the newest position, which is {@code position} or less when the time is over
     * @throws InterruptedException if interrupted
     */
    long awaitAfter(long position, Duration timeout) throws InterruptedException;

    /** What the bus is doing. */
    BusStatus status();
}
