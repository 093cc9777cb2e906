// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import io.carillon.events.Event;
import io.carillon.events.store.StoredEvent;

/**
 * An event on its way from the log to handlers.
 *
 * @param position place in the log, 0 for an ephemeral event, which has none
 * @param recorded when it was published, in milliseconds since 1970; 0 if nobody needs to know
 * @param deleted whether its data was deleted, so that nobody is to handle it any more
 */
public record LogEntry(long position, Event event, long recorded, boolean deleted) {

    /** What the entry counts for where memory is limited: its data and a flat rate for the envelope. */
    static final int ENVELOPE_BYTES = 512;

    /** An entry of which nobody needs to know when it was published. */
    public LogEntry(long position, Event event) {
        this(position, event, 0);
    }

    /** An entry of an event that was not deleted. */
    public LogEntry(long position, Event event, long recorded) {
        this(position, event, recorded, false);
    }

    /** An entry of a stored event. */
    public static LogEntry of(StoredEvent stored) {
        return new LogEntry(
                stored.position(), stored.event(), stored.recordedTime().toEpochMilli(), stored.deleted());
    }

    /** Bytes of memory it is counted for. */
    public long weight() {
        return ENVELOPE_BYTES + (event.data().isNone() ? 0L : event.data().size());
    }
}
