// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.Event;
import io.carillon.events.store.Change;
import io.carillon.events.store.NewEvent;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An event as its columns hold it, but for its place in the log: worked out before its turn to be committed comes.
 *
 * @param micros its time, microseconds
 * @param extensions as canonical JSON, without the texts that have columns of their own; {@code null} when none is left
 * @param bytes the row as PostgreSQL takes it; {@code null} for another engine
 */
record PreparedEvent(
        NewEvent event,
        Identity identity,
        @Nullable String subject,
        long micros,
        DataText data,
        @Nullable String extensions,
        @Nullable RowBytes bytes) {

    /** Without bytes. */
    static PreparedEvent of(NewEvent planned) {
        Event event = planned.event();
        SortedMap<String, Object> rest = new TreeMap<>(event.extensions());
        for (LogColumn column : LogColumn.PROMOTED.keySet()) {
            rest.computeIfPresent(LogColumn.promoted(column), (name, value) -> value instanceof String ? null : value);
        }
        return new PreparedEvent(
                planned,
                Identity.of(event),
                event.subject().orElse(null),
                EventTime.micros(event.time()),
                DataText.of(event.data()),
                rest.isEmpty() ? null : FlatJson.object(rest),
                null);
    }

    /** What was prepared here, or is now. */
    static PreparedEvent of(Change.Append append) {
        PreparedEvent known = known(append);
        return known == null ? of(append.event()) : known;
    }

    /** Its subject, without preparing it. */
    static @Nullable String subject(Change.Append append) {
        PreparedEvent known = known(append);
        return known == null ? append.event().event().subject().orElse(null) : known.subject();
    }

    @SuppressWarnings("ReferenceEquality") // what was prepared of this very object; comparing contents costs more
    private static @Nullable PreparedEvent known(Change.Append append) {
        return append.prepared() instanceof PreparedEvent prepared && prepared.event() == append.event()
                ? prepared
                : null;
    }

    PreparedEvent withBytes() {
        return new PreparedEvent(event, identity, subject, micros, data, extensions, RowBytes.of(this));
    }
}
