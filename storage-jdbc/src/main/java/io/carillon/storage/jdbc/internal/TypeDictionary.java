// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of the event types, from 1 without holes; a type never leaves. Bounded by
 * {@link io.carillon.events.store.LogReader#MAX_TYPES}. Threads: safe for concurrent use.
 */
final class TypeDictionary {

    private static final String NEWER =
            "SELECT type_id, name FROM carillon_event_type WHERE type_id > ? ORDER BY type_id";

    private final Map<String, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, String> names = new ConcurrentHashMap<>();

    @Nullable
    Integer id(String name) {
        return ids.get(name);
    }

    /** The name of a number, read from the store when it is new here; {@code null} when the store has none. */
    @Nullable
    String name(int id, Connection connection) throws SQLException {
        String name = names.get(id);
        if (name == null) {
            refresh(connection);
            name = names.get(id);
        }
        return name;
    }

    int size() {
        return ids.size();
    }

    /** All names with their numbers; live, not a copy. */
    Map<String, Integer> all() {
        return ids;
    }

    void learn(String name, int id) {
        names.put(id, name);
        ids.put(name, id);
    }

    /** Reads what came since. */
    void refresh(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NEWER)) {
            select.setInt(1, size());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    learn(rows.getString(2), rows.getInt(1));
                }
            }
        }
    }
}
