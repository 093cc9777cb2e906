// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.StartFrom;
import io.carillon.events.TypePattern;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.StoredEvent;
import java.time.Instant;
import java.util.List;

/** Finds places in the log: the position behind which a subscription begins. */
final class LogPlaces {

    private final StoreHolder store;

    LogPlaces(StoreHolder store) {
        this.store = store;
    }

    /**
     * The position before the first event that is meant.
     *
     * @param types which events {@link StartFrom.Last} counts
     * @param head what {@link StartFrom#NOW} means
     */
    long find(StartFrom from, List<TypePattern> types, long head) {
        if (from instanceof StartFrom.Position place) {
            return Math.max(place.position(), first()) - 1;
        } else if (from instanceof StartFrom.Time time) {
            return beforeTime(time.time());
        } else if (from instanceof StartFrom.Last last) {
            return beforeLast(last.events(), types);
        }
        return from == StartFrom.BEGINNING ? first() - 1 : head;
    }

    private long first() {
        return store.read(EventStore::head).first();
    }

    /** Times of recording ascend with the positions, so the first one is found by halving. */
    private long beforeTime(Instant time) {
        LogHead head = store.read(EventStore::head);
        long before = head.first() - 1;
        long after = head.position() + 1;
        while (before + 1 < after) {
            long middle = (before + after) >>> 1;
            StoredEvent event =
                    store.read(open -> open.readAfter(middle - 1, 1)).get(0);
            if (event.recordedTime().isBefore(time)) {
                before = middle;
            } else {
                after = middle;
            }
        }
        return before;
    }

    private long beforeLast(int count, List<TypePattern> types) {
        EventPage page = store.read(open ->
                open.query(EventQuery.builder().types(types).limit(count).build()));
        List<StoredEvent> newest = page.events();
        return newest.size() < count ? first() - 1 : newest.get(count - 1).position() - 1;
    }
}
