// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.store.CorruptEventException;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHash;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoredEvent;

/**
 * One event of the log with what its chain hash was made from.
 *
 * @param previous chain hash of the position before
 */
record LogRow(StoredEvent stored, Hash previous) {

    /** Heap taken by an event without its texts and data, with its index entries, measured and rounded up; bytes. */
    private static final long OVERHEAD = 1_200;

    static LogRow of(NewEvent event, long position, long revision, Hash previous) {
        Hash chain = LogHash.chain(previous, position, event.envelope(), event.payload());
        return new LogRow(
                new StoredEvent(
                        position,
                        revision,
                        event.event(),
                        event.recordedTime(),
                        event.body(),
                        event.envelope(),
                        event.payload(),
                        chain,
                        false),
                previous);
    }

    Event event() {
        return stored.event();
    }

    /** The event, once it matches its hashes; of deleted data only the chain can be checked. */
    StoredEvent checked() {
        require(
                "chain",
                stored.chain(),
                LogHash.chain(previous, stored.position(), stored.envelope(), stored.payload()));
        if (!stored.deleted()) {
            require("envelope", stored.envelope(), LogHash.envelope(event(), stored.recordedTime()));
            require("payload", stored.payload(), LogHash.payload(event().data()));
        }
        return stored;
    }

    private void require(String what, Hash expected, Hash found) {
        if (!expected.equals(found)) {
            throw new CorruptEventException(stored.position(), what);
        }
    }

    LogRow withoutData() {
        Event event =
                Event.of(event().toDraft().toBuilder().data(EventData.none()).build());
        return new LogRow(
                new StoredEvent(
                        stored.position(),
                        stored.revision(),
                        event,
                        stored.recordedTime(),
                        stored.body(),
                        stored.envelope(),
                        stored.payload(),
                        stored.chain(),
                        true),
                previous);
    }

    /** What the event takes of the heap, estimated; bytes. */
    long bytes() {
        Event event = event();
        long bytes = OVERHEAD
                + event.data().size()
                + event.id().length()
                + event.source().length()
                + event.type().length()
                + event.timeText().length()
                + event.subject().map(String::length).orElse(0)
                + event.dataSchema().map(String::length).orElse(0);
        for (var extension : event.extensions().entrySet()) {
            bytes += extension.getKey().length()
                    + extension.getValue().toString().length()
                    + 100L;
        }
        return bytes;
    }
}
