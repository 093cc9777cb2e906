// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a group adds to one type.
 *
 * @param firstSeen recorded time of its first event here, microseconds
 * @param lastSeen recorded time of its newest
 */
record TypeTally(int typeId, String name, long events, long firstSeen, long lastSeen) {

    /** One per type, in ascending number. */
    static List<TypeTally> of(Collection<EventRow> rows) {
        Map<Integer, TypeTally> tallies = new TreeMap<>();
        for (EventRow row : rows) {
            long recorded = EventTime.micros(row.planned().recordedTime());
            tallies.merge(
                    row.typeId(),
                    new TypeTally(row.typeId(), row.event().type(), 1, recorded, recorded),
                    TypeTally::then);
        }
        return List.copyOf(tallies.values());
    }

    private TypeTally then(TypeTally later) {
        return new TypeTally(typeId, name, events + later.events, firstSeen, later.lastSeen);
    }
}
