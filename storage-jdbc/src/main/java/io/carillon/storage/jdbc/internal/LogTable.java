// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.store.EventGroup;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.LogReader;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.StreamInfo;
import io.carillon.events.store.TypeSummary;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the log and what is counted of it. */
final class LogTable implements LogReader {

    /** Columns of the log, then the chain hash of the position before. */
    private static final String COLUMNS = Arrays.stream(LogColumn.values())
                    .map(column -> "l." + column.column())
                    .collect(Collectors.joining(", "))
            + ", (SELECT p.chain_hash FROM carillon_event_log p WHERE p.position = l.position - 1)";

    private static final int PREVIOUS = LogColumn.values().length + 1;
    private static final String FROM = " FROM carillon_event_log l ";
    /** Rows one statement of {@link #readAfter} asks for, so that large events do not fill the memory. */
    private static final int ROWS_AT_ONCE = 250;
    /** Bytes of data after which {@link #readAfter} answers with what it has. */
    private static final long ENOUGH_BYTES = 8 * 1024 * 1024;

    private final Dialect dialect;
    private final Readers readers;
    private final TypeDictionary types;
    private final EventDecoder decoder;

    LogTable(Dialect dialect, Readers readers, TypeDictionary types) {
        this.dialect = dialect;
        this.readers = readers;
        this.types = types;
        this.decoder = new EventDecoder(types);
    }

    @Override
    public LogHead head() {
        return readers.one("read the head", HeadRow.SELECT, HeadRow::read)
                .orElseThrow(() -> new IllegalStateException("the head row is missing"))
                .toLogHead();
    }

    @Override
    public List<StoredEvent> readAfter(long position, int limit) {
        Limits.page(limit);
        return readers.read("read the log", connection -> readAfter(connection, position, limit));
    }

    private List<StoredEvent> readAfter(Connection connection, long position, int limit) throws SQLException {
        List<StoredEvent> events = new ArrayList<>();
        long after = position;
        long bytes = 0;
        boolean more = true;
        while (more && events.size() < limit && bytes < ENOUGH_BYTES) {
            int wanted = Math.min(ROWS_AT_ONCE, limit - events.size());
            List<StoredEvent> part = select(
                    connection,
                    "SELECT " + COLUMNS + FROM + "WHERE l.position > ? ORDER BY l.position LIMIT " + wanted,
                    List.of(after));
            more = part.size() == wanted;
            for (StoredEvent event : part) {
                if (!events.isEmpty() && event.position() != after + 1) {
                    return List.copyOf(events); // Truncated while this was reading: the next call starts behind it.
                }
                events.add(event);
                after = event.position();
                bytes += event.event().data().size();
            }
        }
        return List.copyOf(events);
    }

    @Override
    public List<StoredEvent> find(String id) {
        return readers.read(
                "find an event",
                connection -> select(
                        connection,
                        "SELECT " + COLUMNS + FROM + "WHERE l.id = ? ORDER BY l.position LIMIT " + MAX_PAGE,
                        List.of(PlainText.encode(id))));
    }

    @Override
    public EventPage query(EventQuery query) {
        return readers.read("query the log", connection -> {
            Selection selection = selection(connection, query);
            if (selection.isEmpty()) {
                return new EventPage(List.of(), OptionalLong.empty());
            }
            List<StoredEvent> found = select(
                    connection,
                    "SELECT " + COLUMNS + FROM + "WHERE l.position IN (" + selection.positions(query.limit() + 1)
                            + ") ORDER BY l.position " + selection.direction(),
                    selection.values());
            if (found.size() <= query.limit()) {
                return new EventPage(found, OptionalLong.empty());
            }
            List<StoredEvent> page = found.subList(0, query.limit());
            return new EventPage(page, OptionalLong.of(page.get(page.size() - 1).position()));
        });
    }

    @Override
    public long count(EventQuery query) {
        return readers.read("count events", connection -> {
            Selection selection = selection(connection, Selection.everything(query));
            if (selection.isEmpty()) {
                return 0L;
            }
            return Readers.list(
                            connection,
                            "SELECT count(*)" + FROM + selection.where(),
                            row -> row.getLong(1),
                            selection.values().toArray())
                    .get(0);
        });
    }

    @Override
    public List<EventGroup> groups(EventQuery query, EventGroup.Key key) {
        return readers.read("count events by " + key.name().toLowerCase(Locale.ROOT), connection -> {
            Selection selection = selection(connection, Selection.everything(query));
            if (selection.isEmpty()) {
                return List.<EventGroup>of();
            }
            GroupColumn column = GroupColumn.of(key);
            return Readers.list(
                    connection,
                    column.sql(FROM + selection.where()),
                    row -> new EventGroup(
                            column.value(row.getString(1)),
                            row.getLong(2),
                            EventTime.instant(row.getLong(3)),
                            EventTime.instant(row.getLong(4))),
                    selection.values().toArray());
        });
    }

    private Selection selection(Connection connection, EventQuery query) throws SQLException {
        types.refresh(connection);
        return Selection.of(query, dialect, types, connection);
    }

    private List<StoredEvent> select(Connection connection, String sql, List<Object> values) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
            List<StoredEvent> events = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    events.add(decoder.decode(rows, previous(rows)));
                }
            }
            return List.copyOf(events);
        }
    }

    private static @Nullable Hash previous(ResultSet row) throws SQLException {
        byte[] bytes = row.getBytes(PREVIOUS);
        return bytes == null ? null : Hash.of(bytes);
    }

    @Override
    public List<TypeSummary> types() {
        return readers.list(
                "list the types",
                TypeCounts.SELECT,
                row -> new TypeSummary(
                        row.getString(1),
                        row.getLong(2),
                        EventTime.instant(row.getLong(3)),
                        EventTime.instant(row.getLong(4))));
    }

    @Override
    public Optional<StreamInfo> stream(String subject) {
        String plain = PlainText.encode(subject);
        return readers.one(
                "read a stream",
                "SELECT revision, position FROM (SELECT stream_revision AS revision, position FROM carillon_event_log"
                        + " WHERE subject = ? UNION ALL SELECT revision, position FROM carillon_stream"
                        + " WHERE subject = ?) s ORDER BY position DESC LIMIT 1",
                row -> new StreamInfo(subject, row.getLong(1), row.getLong(2)),
                plain,
                plain);
    }
}
