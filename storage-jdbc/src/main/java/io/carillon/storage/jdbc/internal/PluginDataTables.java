// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.store.Document;
import io.carillon.events.store.PluginDataReader;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads plugin state and documents. */
final class PluginDataTables implements PluginDataReader {

    private static final String DOCUMENTS =
            "SELECT d.collection, d.document_key, d.json, d.revision, d.indexed" + " FROM carillon_document d ";

    private final Readers readers;

    PluginDataTables(Readers readers) {
        this.readers = readers;
    }

    @Override
    public Optional<String> state(String plugin, String key) {
        return readers.one(
                "read state",
                "SELECT json FROM carillon_plugin_state WHERE plugin = ? AND state_key = ?",
                row -> PlainText.decode(row.getString(1)),
                PlainText.encode(plugin),
                PlainText.encode(key));
    }

    @Override
    public List<String> stateKeys(String plugin, String prefix, String after, int limit) {
        String start = PlainText.encode(prefix);
        String end = PlainText.successor(start);
        String past = PlainText.encode(after);
        boolean further = order(past, start) >= 0;
        List<Object> values = new ArrayList<>(List.of(PlainText.encode(plugin), further ? past : start));
        if (!end.isEmpty()) {
            values.add(end);
        }
        return readers.list(
                "list state keys",
                keys(further, end) + Limits.page(limit),
                row -> PlainText.decode(row.getString(1)),
                values.toArray());
    }

    /** One lower bound only: given two, SQLite seeks to the first and walks from there. */
    static String keys(boolean further, String end) {
        return "SELECT state_key FROM carillon_plugin_state WHERE plugin = ? AND state_key " + (further ? ">" : ">=")
                + " ?" + (end.isEmpty() ? "" : " AND state_key < ?") + " ORDER BY state_key LIMIT ";
    }

    private static int order(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<Document> document(String collection, String key) {
        return readers.one(
                "read a document",
                DOCUMENTS + "WHERE d.collection = ? AND d.document_key = ?",
                PluginDataTables::document,
                PlainText.encode(collection),
                PlainText.encode(key));
    }

    @Override
    public List<Document> documents(String collection, String indexed, String value, String after, int limit) {
        String page = " ORDER BY d.document_key LIMIT " + Limits.page(limit);
        String start = PlainText.encode(after);
        String name = PlainText.encode(collection);
        return indexed.isEmpty()
                ? readers.list(
                        "list documents",
                        DOCUMENTS + "WHERE d.collection = ? AND d.document_key > ?" + page,
                        PluginDataTables::document,
                        name,
                        start)
                : readers.list(
                        "look up documents",
                        DOCUMENTS + "JOIN carillon_document_index i ON i.collection = d.collection"
                                + " AND i.document_key = d.document_key WHERE i.collection = ? AND i.name = ?"
                                + " AND i.value_hash = ? AND i.document_key > ?" + page,
                        PluginDataTables::document,
                        name,
                        PlainText.encode(indexed),
                        ChangeWriter.valueHash(value),
                        start);
    }

    private static Document document(ResultSet row) throws SQLException {
        Map<String, String> index = new LinkedHashMap<>();
        FlatJson.parseObject(row.getString(5)).forEach((name, value) -> index.put(name, value.toString()));
        return new Document(
                PlainText.decode(row.getString(1)),
                PlainText.decode(row.getString(2)),
                PlainText.decode(row.getString(3)),
                row.getLong(4),
                index);
    }
}
