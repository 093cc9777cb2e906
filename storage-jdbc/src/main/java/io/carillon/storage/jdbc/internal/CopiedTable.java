// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table of the schema as it is copied from one store to another. Texts and bytes are ordered alike by both engines.
 *
 * @param keys how many of its columns, from the first on, are its key
 */
record CopiedTable(String name, int keys, List<Column> columns) {

    /** One of its columns. */
    record Column(String name, ColumnType type) {}

    static final CopiedTable LOG = new CopiedTable(
            "carillon_event_log",
            1,
            LogColumn.ALL.stream()
                    .map(column -> new Column(column.column(), column.type()))
                    .toList());

    static final CopiedTable HEAD = table(
            "carillon_head",
            1,
            "one INT, store_id TEXT, epoch LONG, version LONG, writer TEXT, first_position LONG, position LONG,"
                    + " counted_to LONG, hash BYTES");

    /** All but the record of the schema, which each store has of its own; types before the events that refer to them. */
    static final List<CopiedTable> ALL = List.of(
            HEAD,
            table("carillon_event_type", 1, "type_id INT, name TEXT, events LONG, first_seen LONG, last_seen LONG"),
            LOG,
            table("carillon_time_block", 1, "block LONG, earliest LONG, latest LONG"),
            table("carillon_stream", 1, "subject TEXT, revision LONG, position LONG"),
            table("carillon_truncated_id", 2, "id TEXT, source TEXT, position LONG, body_hash BYTES"),
            table(
                    "carillon_subscription",
                    1,
                    "name TEXT, plugin TEXT, types TEXT, generation INT, since LONG, position LONG, finished TEXT,"
                            + " enabled BOOLEAN, created TEXT"),
            table("carillon_once", 2, "subscription TEXT, once_key TEXT, recorded TEXT"),
            table(
                    "carillon_dead_letter",
                    2,
                    "subscription TEXT, position LONG, attempts INT, cause TEXT, first_attempt TEXT, last_attempt TEXT,"
                            + " note TEXT"),
            table("carillon_plugin_state", 2, "plugin TEXT, state_key TEXT, json TEXT"),
            table("carillon_document", 2, "collection TEXT, document_key TEXT, json TEXT, revision LONG, indexed TEXT"),
            table("carillon_document_index", 4, "collection TEXT, name TEXT, value_hash BYTES, document_key TEXT"));

    CopiedTable {
        columns = List.copyOf(columns);
    }

    private static CopiedTable table(String name, int keys, String columns) {
        List<Column> parsed = new ArrayList<>();
        for (String column : columns.split(", ", -1)) {
            String[] parts = column.split(" ", -1);
            parsed.add(new Column(parts[0], ColumnType.valueOf(parts[1].toUpperCase(Locale.ROOT))));
        }
        return new CopiedTable(name, keys, parsed);
    }

    /** All rows in the order of the key. */
    String select() {
        return "SELECT " + names(columns.stream()) + " FROM " + name + " ORDER BY "
                + names(columns.stream().limit(keys));
    }

    String insert() {
        return "INSERT INTO " + name + " (" + names(columns.stream()) + ") VALUES ("
                + columns.stream().map(column -> "?").collect(Collectors.joining(", ")) + ")";
    }

    private static String names(Stream<Column> columns) {
        return columns.map(Column::name).collect(Collectors.joining(", "));
    }
}
