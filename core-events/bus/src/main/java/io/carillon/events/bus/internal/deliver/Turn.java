// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.deliver.Shelf.Place;

/** What a lane does next. */
sealed interface Turn permits Backlog.Step, Extra, Turn.Read, Turn.Fetch {

    /** Reads the log further. */
    record Read(long from, int limit, int term) implements Turn {}

    /** Reads an event that is set aside, or those that wait behind it. */
    record Fetch(Place place, int term) implements Turn {}
}
