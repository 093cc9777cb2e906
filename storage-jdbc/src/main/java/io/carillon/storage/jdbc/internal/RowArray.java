// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.PgArray;

/**
 * Rows of the log as one array parameter, in PostgreSQL's binary form of an array of the table's row type: one parameter,
 * whose rows were encoded while other groups committed.
 *
 * <p>Source: PostgreSQL's array_recv.
 */
final class RowArray {

    private static final int HEADER = 5 * Integer.BYTES;

    /**
     * Numbers that the server gave the table's row type. They belong to one connection at most: another may find the table
     * made anew.
     *
     * @param row of one row
     * @param array of an array of rows
     */
    record RowType(int row, int array) {

        static RowType read(Connection connection) throws SQLException {
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT oid::int8, typarray::int8 FROM pg_type"
                                    + " WHERE oid = (SELECT reltype FROM pg_class WHERE oid = 'carillon_event_log'::regclass)");
                    ResultSet found = select.executeQuery()) {
                if (!found.next()) {
                    throw new SQLException("the table carillon_event_log has no row type");
                }
                return new RowType((int) found.getLong(1), (int) found.getLong(2));
            }
        }
    }

    private RowArray() {}

    /** All columns of {@link LogColumn}, in their order. */
    static Array of(List<EventRow> rows, RowType type, Connection connection) throws SQLException {
        List<RowBytes> parts = new ArrayList<>(rows.size());
        int size = HEADER;
        for (EventRow row : rows) {
            RowBytes part = row.prepared().bytes();
            if (part == null) {
                part = RowBytes.of(row.prepared());
            }
            parts.add(part);
            size = Math.addExact(size, Integer.BYTES + part.size());
        }
        ByteBuffer array = ByteBuffer.allocate(size)
                .putInt(1) // dimensions
                .putInt(0) // no row is NULL
                .putInt(type.row())
                .putInt(rows.size())
                .putInt(1); // index of the first
        for (int i = 0; i < rows.size(); i++) {
            array.putInt(parts.get(i).size());
            parts.get(i).copy(rows.get(i), array);
        }
        return new PgArray(connection.unwrap(BaseConnection.class), type.array(), array.array());
    }
}
