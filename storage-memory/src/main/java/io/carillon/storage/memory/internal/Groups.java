// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import io.carillon.events.Event;
import io.carillon.events.Severity;
import io.carillon.events.store.EventGroup;
import io.carillon.events.store.StoredEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events counted by the values of one attribute. Not for concurrent use. */
final class Groups {

    private static final Comparator<EventGroup> LARGEST_FIRST = Comparator.comparingLong(EventGroup::count)
            .reversed()
            .thenComparing(EventGroup::value, Comparator.nullsFirst(Comparator.naturalOrder()));

    private final EventGroup.Key key;
    private final Map<Optional<String>, EventGroup> groups = new HashMap<>();

    Groups(EventGroup.Key key) {
        this.key = key;
    }

    void add(StoredEvent stored) {
        String value = value(stored.event());
        Instant time = stored.recordedTime();
        groups.merge(Optional.ofNullable(value), new EventGroup(value, 1, time, time), Groups::join);
    }

    private @Nullable String value(Event event) {
        return switch (key) {
            case TYPE -> event.type();
            case SOURCE -> event.source();
            case TENANT -> event.tenant().orElse(null);
            case SEVERITY -> event.severity().orElse(Severity.INFO).name();
        };
    }

    private static EventGroup join(EventGroup a, EventGroup b) {
        return new EventGroup(
                a.value(),
                a.count() + b.count(),
                a.first().isBefore(b.first()) ? a.first() : b.first(),
                a.last().isAfter(b.last()) ? a.last() : b.last());
    }

    List<EventGroup> largest() {
        return groups.values().stream()
                .sorted(LARGEST_FIRST)
                .limit(EventGroup.MAX_GROUPS)
                .toList();
    }
}
