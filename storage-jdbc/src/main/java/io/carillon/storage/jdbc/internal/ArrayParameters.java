// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sets one array parameter of a statement after the other. Not for concurrent use. */
final class ArrayParameters {

    /** Takes a value of a row. */
    interface Value<T> {
        @Nullable
        Object of(T row);
    }

    private final PreparedStatement statement;
    private int index;

    ArrayParameters(PreparedStatement statement, int index) {
        this.statement = statement;
        this.index = index;
    }

    /** One value for each row. */
    <T> void add(String type, List<T> rows, Value<T> value) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>(rows.size());
        for (T row : rows) {
            values.add(value.of(row));
        }
        Object[] typed = values.toArray(empty(type));
        add(statement.getConnection().createArrayOf(type, typed));
    }

    void add(Array array) throws SQLException {
        statement.setArray(index++, array);
    }

    private static @Nullable Object[] empty(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "int4" -> new Integer[0];
            case "int8" -> new Long[0];
            default -> new String[0];
        };
    }
}
