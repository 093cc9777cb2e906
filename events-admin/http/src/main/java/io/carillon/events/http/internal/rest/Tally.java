// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.Event;
import io.carillon.events.Severity;
import io.carillon.events.store.EventGroup;
import io.carillon.events.store.StoredEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events counted one by one, where the store cannot count them. Not for concurrent use. */
final class Tally {

    private final EventGroup.Key key;
    private final @Nullable Buckets buckets;
    private final Map<String, EventGroup> groups = new HashMap<>();

    Tally(EventGroup.Key key, @Nullable Buckets buckets) {
        this.key = key;
        this.buckets = buckets;
    }

    void add(StoredEvent stored) {
        String value = value(stored.event());
        Instant time = stored.recordedTime();
        groups.merge(
                value == null ? "" : value,
                new EventGroup(value, 1, time, time),
                (a, b) -> new EventGroup(
                        a.value(),
                        a.count() + 1,
                        a.first().isBefore(time) ? a.first() : time,
                        a.last().isAfter(time) ? a.last() : time));
        if (buckets != null) {
            buckets.add(stored.event().time());
        }
    }

    private @Nullable String value(Event event) {
        return switch (key) {
            case TYPE -> event.type();
            case SOURCE -> event.source();
            case TENANT -> event.tenant().orElse(null);
            case SEVERITY -> event.severity().orElse(Severity.INFO).name();
        };
    }

    /** The largest first. */
    List<EventGroup> groups() {
        return groups.values().stream()
                .sorted(Comparator.comparingLong(EventGroup::count)
                        .reversed()
                        .thenComparing(EventGroup::value, Comparator.nullsFirst(Comparator.naturalOrder())))
                .limit(EventGroup.MAX_GROUPS)
                .toList();
    }
}
