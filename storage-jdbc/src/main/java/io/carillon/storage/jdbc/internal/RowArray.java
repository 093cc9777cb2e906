// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.PgArray;

/**
 * Rows of the log as one array parameter, in PostgreSQL's binary form of an array of the table's row type. The server takes
 * it apart in one step; an array for each column costs it one for each value. Not for concurrent use.
 *
 * <p>Source: PostgreSQL's array_recv and record_recv.
 */
final class RowArray {

    private static final int TYPICAL_ROW = 1_536;

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

    private byte[] bytes;
    private int size;

    private RowArray(int rows) {
        this.bytes = new byte[Math.multiplyExact(rows, TYPICAL_ROW)];
    }

    /** All columns of {@link LogColumn}, in their order. */
    static Array of(List<EventRow> rows, RowType type, Connection connection) throws SQLException {
        RowArray array = new RowArray(rows.size());
        array.int4(1); // dimensions
        array.int4(0); // no row is NULL
        array.int4(type.row());
        array.int4(rows.size());
        array.int4(1); // index of the first
        for (EventRow row : rows) {
            array.row(row);
        }
        return new PgArray(
                connection.unwrap(BaseConnection.class), type.array(), Arrays.copyOf(array.bytes, array.size));
    }

    private void row(EventRow row) {
        int begin = size;
        int4(0);
        int4(LogColumn.COUNT);
        for (LogColumn column : LogColumn.ALL) {
            value(column, column.of(row));
        }
        lengthAt(begin);
    }

    private void value(LogColumn column, @Nullable Object value) {
        int4(column.type().oid());
        if (value == null) {
            int4(-1);
            return;
        }
        int begin = size;
        int4(0);
        switch (column.type()) {
            case TEXT -> put(value.toString().getBytes(StandardCharsets.UTF_8));
            case BYTES -> put((byte[]) value);
            case LONG -> int8(((Number) value).longValue());
            case INT -> int4(((Number) value).intValue());
            case SHORT -> int2(((Number) value).intValue());
            case BOOLEAN -> put(new byte[] {(byte) ((Boolean) value ? 1 : 0)});
        }
        lengthAt(begin);
    }

    /** Fills in how many bytes follow. */
    private void lengthAt(int begin) {
        int end = size;
        size = begin;
        int4(end - begin - Integer.BYTES);
        size = end;
    }

    private void int8(long value) {
        int4((int) (value >>> Integer.SIZE));
        int4((int) value);
    }

    private void int4(int value) {
        int2(value >>> Short.SIZE);
        int2(value);
    }

    private void int2(int value) {
        room(Short.BYTES);
        bytes[size++] = (byte) (value >>> Byte.SIZE);
        bytes[size++] = (byte) value;
    }

    private void put(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    private void room(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * bytes.length)));
        }
    }
}
