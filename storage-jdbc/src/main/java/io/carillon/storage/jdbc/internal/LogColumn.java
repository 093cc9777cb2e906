// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.Event;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The columns of the log in the order in which they are written and read. */
enum LogColumn {
    POSITION(ColumnType.LONG, EventRow::position),
    ID(ColumnType.TEXT, row -> row.event().id()),
    SOURCE(ColumnType.TEXT, row -> row.event().source()),
    TYPE_ID(ColumnType.INT, EventRow::typeId),
    SUBJECT(ColumnType.TEXT, row -> row.event().subject().orElse(null)),
    STREAM_REVISION(ColumnType.LONG, EventRow::revision),
    TIME_TEXT(ColumnType.TEXT, row -> row.event().timeText()),
    TIME_MICROS(ColumnType.LONG, row -> EventTime.micros(row.event().time())),
    TIME_NANOS(ColumnType.SHORT, row -> EventTime.nanos(row.event().time())),
    RECORDED_MICROS(ColumnType.LONG, row -> EventTime.micros(row.planned().recordedTime())),
    CORRELATION_ID(ColumnType.TEXT, row -> row.event().correlationId().orElse(null)),
    CAUSATION_ID(ColumnType.TEXT, row -> row.event().causationId().orElse(null)),
    ACTOR(ColumnType.TEXT, row -> row.event().actor().orElse(null)),
    TENANT(ColumnType.TEXT, row -> row.event().tenant().orElse(null)),
    SEVERITY(ColumnType.SHORT, EventRow::severity),
    DATA_SCHEMA(ColumnType.TEXT, row -> row.event().dataSchema().orElse(null)),
    CONTENT_TYPE(
            ColumnType.TEXT,
            row -> row.event().data().isNone() ? null : row.event().data().contentType()),
    DATA_ENCODING(ColumnType.TEXT, row -> row.data().encoding()),
    DATA(ColumnType.TEXT, row -> row.data().text()),
    EXTENSIONS(ColumnType.TEXT, EventRow::extensions),
    DELETED(ColumnType.BOOLEAN, row -> false),
    BODY_HASH(ColumnType.BYTES, row -> row.planned().body().bytes()),
    ENVELOPE_HASH(ColumnType.BYTES, row -> row.planned().envelope().bytes()),
    PAYLOAD_HASH(ColumnType.BYTES, row -> row.planned().payload().bytes()),
    CHAIN_HASH(ColumnType.BYTES, row -> row.chain().bytes());

    /** Columns that hold an extension of the event, so that it can be searched for. */
    static final Map<LogColumn, String> PROMOTED = new EnumMap<>(Map.of(
            CORRELATION_ID, Event.CORRELATION_ID,
            CAUSATION_ID, Event.CAUSATION_ID,
            ACTOR, Event.ACTOR,
            TENANT, Event.TENANT));

    /** All, without a copy for each use. */
    static final List<LogColumn> ALL = List.of(values());

    static final int COUNT = ALL.size();

    /** All names, to select or insert. */
    static final String NAMES = Arrays.stream(values()).map(LogColumn::column).collect(Collectors.joining(", "));

    private final ColumnType type;

    @SuppressWarnings("ImmutableEnumChecker") // a function of its argument alone
    private final Function<EventRow, @Nullable Object> value;

    LogColumn(ColumnType type, Function<EventRow, @Nullable Object> value) {
        this.type = type;
        this.value = value;
    }

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    ColumnType type() {
        return type;
    }

    /** Its index in a statement or result, from 1. */
    @SuppressWarnings("EnumOrdinal") // the order of the constants is the order of the columns
    int index() {
        return ordinal() + 1;
    }

    @Nullable
    Object of(EventRow row) {
        return value.apply(row);
    }

    static String promoted(LogColumn column) {
        return Objects.requireNonNull(PROMOTED.get(column));
    }
}
