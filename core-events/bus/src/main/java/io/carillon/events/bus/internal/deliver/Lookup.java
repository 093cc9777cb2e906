// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.deliver.Shelf.Place;
import io.carillon.events.bus.internal.log.LogEntry;
import java.util.List;

/** Reads what one durable subscription is to handle, without any lock. */
final class Lookup {

    private static final int FOLLOWERS = 64;

    private final TypeMatch types;
    private final LaneServices services;
    private final Course course;

    Lookup(TypeMatch types, LaneServices services, Course course) {
        this.types = types;
        this.services = services;
        this.course = course;
    }

    /** Reads the log further. */
    void read(Turn.Read read) {
        List<LogEntry> page = null;
        try {
            page = services.log().after(read.from(), read.limit());
        } finally {
            course.read(read, page);
        }
    }

    /** Reads an event that is set aside, or those that wait behind it. */
    void fetch(Turn.Fetch fetch) {
        Place place = fetch.place();
        SetAside event = place.event();
        List<LogEntry> found = null;
        long upTo = 0;
        try {
            if (event.done()) {
                upTo = place.latestHeld();
                long last = upTo;
                var page = services.store()
                        .read(open -> open.query(KeyRule.followers(event.key(), place.upTo(), FOLLOWERS)));
                if (page.events().size() == FOLLOWERS) {
                    upTo = Math.min(upTo, page.events().get(FOLLOWERS - 1).position());
                }
                found = page.events().stream()
                        .filter(each -> each.position() <= last
                                && !each.deleted()
                                && types.wants(each.event().type()))
                        .map(LogEntry::of)
                        .toList();
            } else {
                found = services.log().after(event.position() - 1, 1).stream()
                        .filter(entry -> entry.position() == event.position() && !entry.deleted())
                        .toList();
            }
        } finally {
            course.supply(fetch, found, upTo);
        }
    }
}
