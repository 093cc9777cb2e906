// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row as the store itself wrote it. A peer inserts copies of it with identities and positions of their own, so that it
 * writes the same columns, of the same size, into the same indexes.
 */
final class RowTemplate {

    private record Column(String name, int type, @Nullable Object value) {}

    private final List<Column> columns;

    private RowTemplate(List<Column> columns) {
        this.columns = columns;
    }

    /** Reads the newest row of the log. */
    static RowTemplate read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT * FROM carillon_event_log ORDER BY position DESC LIMIT 1")) {
            if (!row.next()) {
                throw new SQLException("the log is empty, there is no row to copy");
            }
            ResultSetMetaData described = row.getMetaData();
            List<Column> columns = new ArrayList<>();
            for (int i = 1; i <= described.getColumnCount(); i++) {
                columns.add(new Column(described.getColumnName(i), described.getColumnType(i), row.getObject(i)));
            }
            return new RowTemplate(columns);
        }
    }

    /** The newest position that was taken. */
    long position() {
        return columns.stream()
                .filter(column -> column.name().equals("position"))
                .map(column -> column.value() instanceof Number number ? number.longValue() : 0L)
                .findFirst()
                .orElseThrow();
    }

    String insert() {
        return "INSERT INTO carillon_event_log ("
                + String.join(", ", columns.stream().map(Column::name).toList()) + ") VALUES ("
                + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
    }

    /** Sets the parameters of {@link #insert}; each row begins a correlation, as the one that was copied did. */
    void bind(PreparedStatement statement, long position) throws SQLException {
        String id = Payload.id();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            switch (column.name()) {
                case "position" -> statement.setLong(i + 1, position);
                case "id", "correlation_id" -> statement.setString(i + 1, id);
                case "subject" -> statement.setString(i + 1, Payload.subject());
                default -> set(statement, i + 1, column);
            }
        }
    }

    private static void set(PreparedStatement statement, int index, Column column) throws SQLException {
        Object value = column.value();
        if (value == null) {
            statement.setNull(index, column.type());
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(index, bytes);
        } else {
            statement.setObject(index, value);
        }
    }
}
