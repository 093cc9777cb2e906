// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.Event;
import io.carillon.events.Severity;
import io.carillon.events.store.Hash;
import io.carillon.events.store.NewEvent;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One event with the place it gets in the log.
 *
 * @param extensions as canonical JSON, without the texts that have columns of their own; {@code null} when none is left
 */
record EventRow(
        long position,
        long revision,
        int typeId,
        NewEvent planned,
        DataText data,
        @Nullable String extensions,
        Hash chain) {

    static EventRow of(long position, long revision, int typeId, NewEvent planned, Hash chain) {
        Event event = planned.event();
        SortedMap<String, Object> rest = new TreeMap<>(event.extensions());
        for (LogColumn column : LogColumn.PROMOTED.keySet()) {
            rest.computeIfPresent(LogColumn.promoted(column), (name, value) -> value instanceof String ? null : value);
        }
        return new EventRow(
                position,
                revision,
                typeId,
                planned,
                DataText.of(event.data()),
                rest.isEmpty() ? null : FlatJson.object(rest),
                chain);
    }

    Event event() {
        return planned.event();
    }

    /** Rank of the severity; an event without one counts as INFO. */
    int severity() {
        return rank(event().severity().orElse(Severity.INFO));
    }

    /** Place of a severity in rising order; stored, so it never changes. */
    static int rank(Severity severity) {
        return switch (severity) {
            case TRACE -> 0;
            case DEBUG -> 1;
            case INFO -> 2;
            case WARN -> 3;
            case ERROR -> 4;
            case FATAL -> 5;
        };
    }

    long block() {
        return TimeBlocks.of(position);
    }
}
