// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import java.util.List;
import java.util.OptionalLong;

/**
 * One page of a query.
 *
 * @param events in the order asked for; an immutable list
 * @param next what to give as {@link EventQuery#cursor()} for the next page; empty when there is none
 */
public record EventPage(List<StoredEvent> events, OptionalLong next) {

    public EventPage {
        events = List.copyOf(events);
    }
}
