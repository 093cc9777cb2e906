// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.Event;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The columns of the log in the order in which they are written and read. */
enum LogColumn {
    POSITION("int8", EventRow::position),
    ID("text", row -> row.event().id()),
    SOURCE("text", row -> row.event().source()),
    TYPE_ID("int4", EventRow::typeId),
    SUBJECT("text", row -> row.event().subject().orElse(null)),
    STREAM_REVISION("int8", EventRow::revision),
    TIME_TEXT("text", row -> row.event().timeText()),
    TIME_MICROS("int8", row -> EventTime.micros(row.event().time())),
    TIME_NANOS("int4", row -> EventTime.nanos(row.event().time())),
    RECORDED_MICROS("int8", row -> EventTime.micros(row.planned().recordedTime())),
    CORRELATION_ID("text", row -> row.event().correlationId().orElse(null)),
    CAUSATION_ID("text", row -> row.event().causationId().orElse(null)),
    ACTOR("text", row -> row.event().actor().orElse(null)),
    TENANT("text", row -> row.event().tenant().orElse(null)),
    SEVERITY("int4", EventRow::severity),
    DATA_SCHEMA("text", row -> row.event().dataSchema().orElse(null)),
    CONTENT_TYPE(
            "text",
            row -> row.event().data().isNone() ? null : row.event().data().contentType()),
    DATA_ENCODING("text", row -> row.data().encoding()),
    DATA("text", row -> row.data().text()),
    EXTENSIONS("text", EventRow::extensions),
    DELETED("bool", row -> false),
    BODY_HASH("bytea", row -> row.planned().body().bytes()),
    ENVELOPE_HASH("bytea", row -> row.planned().envelope().bytes()),
    PAYLOAD_HASH("bytea", row -> row.planned().payload().bytes()),
    CHAIN_HASH("bytea", row -> row.chain().bytes());

    /** Columns that hold an extension of the event, so that it can be searched for. */
    static final Map<LogColumn, String> PROMOTED = new EnumMap<>(Map.of(
            CORRELATION_ID, Event.CORRELATION_ID,
            CAUSATION_ID, Event.CAUSATION_ID,
            ACTOR, Event.ACTOR,
            TENANT, Event.TENANT));

    /** All names, to select or insert. */
    static final String NAMES = Arrays.stream(values()).map(LogColumn::column).collect(Collectors.joining(", "));

    private final String sqlType;

    @SuppressWarnings("ImmutableEnumChecker") // a function of its argument alone
    private final Function<EventRow, @Nullable Object> value;

    LogColumn(String sqlType, Function<EventRow, @Nullable Object> value) {
        this.sqlType = sqlType;
        this.value = value;
    }

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its type in PostgreSQL's words. */
    String sqlType() {
        return sqlType;
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
