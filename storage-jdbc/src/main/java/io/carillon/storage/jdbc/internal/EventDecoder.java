// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.InvalidEventException;
import io.carillon.events.store.CorruptEventException;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHash;
import io.carillon.events.store.StoredEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of rows and checks each against its hashes. The payload of a deleted event is gone; its hash stands for it.
 */
final class EventDecoder {

    private static final String ENVELOPE = "envelope";
    private static final String PAYLOAD = "payload";
    private static final String CHAIN = "chain";

    private final TypeDictionary types;

    EventDecoder(TypeDictionary types) {
        this.types = types;
    }

    /**
     * The event of the current row.
     *
     * @param previous chain hash of the position before; {@code null} when that is not in the log any more
     * @throws CorruptEventException if a hash does not match
     */
    StoredEvent decode(ResultSet row, @Nullable Hash previous) throws SQLException {
        long position = row.getLong(LogColumn.POSITION.index());
        boolean deleted = row.getBoolean(LogColumn.DELETED.index());
        Hash envelope = hash(row, LogColumn.ENVELOPE_HASH, position, ENVELOPE);
        Hash payload = hash(row, LogColumn.PAYLOAD_HASH, position, PAYLOAD);
        Hash chain = hash(row, LogColumn.CHAIN_HASH, position, CHAIN);
        EventData data = data(row, position, deleted);
        Event stored = event(row, position, data);
        Instant recorded = EventTime.instant(row.getLong(LogColumn.RECORDED_MICROS.index()));
        if (!LogHash.envelope(stored, recorded).equals(envelope)) {
            throw new CorruptEventException(position, ENVELOPE);
        }
        if (!deleted && !LogHash.payload(data).equals(payload)) {
            throw new CorruptEventException(position, PAYLOAD);
        }
        Hash before = position == 1 ? Hash.ZERO : previous;
        if (before != null
                && !LogHash.chain(before, position, envelope, payload).equals(chain)) {
            throw new CorruptEventException(position, CHAIN);
        }
        Event event = deleted
                ? Event.of(stored.toDraft().toBuilder().data(EventData.none()).build())
                : stored;
        return new StoredEvent(
                position,
                row.getLong(LogColumn.STREAM_REVISION.index()),
                event,
                recorded,
                hash(row, LogColumn.BODY_HASH, position, "body"),
                envelope,
                payload,
                chain,
                deleted);
    }

    private static Hash hash(ResultSet row, LogColumn column, long position, String what) throws SQLException {
        byte[] bytes = row.getBytes(column.index());
        if (bytes == null || bytes.length != Hash.BYTES) {
            throw new CorruptEventException(position, what);
        }
        return Hash.of(bytes);
    }

    /** The data; empty but with its content type when it was deleted. */
    private static EventData data(ResultSet row, long position, boolean deleted) throws SQLException {
        String contentType = row.getString(LogColumn.CONTENT_TYPE.index());
        if (contentType == null) {
            return EventData.none();
        }
        if (deleted) {
            return EventData.of(contentType, new byte[0]);
        }
        String encoding = row.getString(LogColumn.DATA_ENCODING.index());
        try {
            return EventData.of(contentType, new DataText(encoding, row.getString(LogColumn.DATA.index())).bytes());
        } catch (IllegalArgumentException notAsWritten) {
            throw damaged(position, PAYLOAD, notAsWritten);
        }
    }

    private Event event(ResultSet row, long position, EventData data) throws SQLException {
        String type = types.name(
                row.getInt(LogColumn.TYPE_ID.index()), row.getStatement().getConnection());
        if (type == null) {
            throw new CorruptEventException(position, ENVELOPE);
        }
        try {
            EventDraft.Builder event = EventDraft.builder(type)
                    .id(text(row, LogColumn.ID))
                    .source(text(row, LogColumn.SOURCE))
                    .subject(text(row, LogColumn.SUBJECT))
                    .timeText(text(row, LogColumn.TIME_TEXT))
                    .dataSchema(text(row, LogColumn.DATA_SCHEMA))
                    .data(data);
            for (Map.Entry<LogColumn, String> each : LogColumn.PROMOTED.entrySet()) {
                event.extension(each.getValue(), text(row, each.getKey()));
            }
            String rest = text(row, LogColumn.EXTENSIONS);
            if (rest != null) {
                FlatJson.parseObject(rest).forEach(event::extension);
            }
            return Event.of(event.build());
        } catch (InvalidEventException | IllegalArgumentException | DateTimeException notAsWritten) {
            throw damaged(position, ENVELOPE, notAsWritten);
        }
    }

    private static CorruptEventException damaged(long position, String what, RuntimeException cause) {
        CorruptEventException damaged = new CorruptEventException(position, what);
        damaged.initCause(Objects.requireNonNull(cause));
        return damaged;
    }

    private static @Nullable String text(ResultSet row, LogColumn column) throws SQLException {
        return row.getString(column.index());
    }
}
