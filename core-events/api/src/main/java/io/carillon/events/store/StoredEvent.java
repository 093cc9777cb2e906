// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import io.carillon.events.Event;
import java.time.Instant;
import java.util.Objects;

/**
 * An event as the log holds it.
 *
 * @param position place in the log, from 1
 * @param revision place among the events of its subject, from 1; 0 without a subject
 * @param event the event; after deletion its data is {@linkplain io.carillon.events.EventData#none none}
 * @param recordedTime when the host took it, whole microseconds
 * @param body hash of what the caller supplied
 * @param envelope hash of the envelope
 * @param payload hash of the data, kept after deletion
 * @param chain hash that ties it to all before it
 * @param deleted whether the data was deleted; position and hashes stay
 */
public record StoredEvent(
        long position,
        long revision,
        Event event,
        Instant recordedTime,
        Hash body,
        Hash envelope,
        Hash payload,
        Hash chain,
        boolean deleted) {

    public StoredEvent {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(recordedTime, "recordedTime");
        if (position < 1 || revision < 0) {
            throw new IllegalArgumentException("impossible position " + position + " or revision " + revision);
        }
    }
}
