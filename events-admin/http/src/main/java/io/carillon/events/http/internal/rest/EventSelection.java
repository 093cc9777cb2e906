// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.admin.Principal;
import io.carillon.events.http.internal.filter.EventFilter;
import io.carillon.events.store.EventQuery;
import java.util.List;

/**
 * Events of the log: what the store can select, and what has to be asked of each event.
 *
 * @param query for the store
 * @param also for each event the store selects, the caller's sight included
 * @param counted whether the store counts exactly the selection
 */
record EventSelection(EventQuery query, EventFilter also, boolean counted) {

    /** What a caller sees of a query and a filter. */
    static EventSelection of(EventQuery query, EventFilter filter, Principal principal) {
        Visible.Narrowed narrowed = Visible.narrow(query, principal);
        return new EventSelection(
                narrowed.query(),
                EventFilter.all(List.of(narrowed.also(), filter)),
                narrowed.counted() && filter == EventFilter.EVERYTHING);
    }

    /** The same for other times, a page or a place to start. */
    EventSelection with(EventQuery other) {
        return new EventSelection(other, also, counted);
    }
}
