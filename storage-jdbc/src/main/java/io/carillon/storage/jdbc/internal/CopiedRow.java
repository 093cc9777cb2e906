// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row on its way from one store to another.
 *
 * @param values in the order of the columns: String, byte[], Long, Integer, Boolean, or {@code null}
 */
record CopiedRow(CopiedTable table, List<@Nullable Object> values) {

    private static final int OF_A_NUMBER = Long.BYTES;

    CopiedRow {
        values = Collections.unmodifiableList(values);
    }

    static CopiedRow read(CopiedTable table, ResultSet row) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>(table.columns().size());
        for (CopiedTable.Column column : table.columns()) {
            int index = values.size() + 1;
            Object value =
                    switch (column.type()) {
                        case TEXT -> row.getString(index);
                        case BYTES -> row.getBytes(index);
                        case LONG -> row.getLong(index);
                        case INT, SHORT -> row.getInt(index);
                        case BOOLEAN -> row.getBoolean(index);
                    };
            values.add(row.wasNull() ? null : value);
        }
        return new CopiedRow(table, values);
    }

    void bind(PreparedStatement insert) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            if (value == null) {
                insert.setNull(i + 1, Types.VARCHAR); // only texts may be absent
            } else if (value instanceof byte[] bytes) {
                insert.setBytes(i + 1, bytes);
            } else {
                insert.setObject(i + 1, value);
            }
        }
    }

    /** About how much memory it takes. */
    long bytes() {
        long bytes = 0;
        for (Object value : values) {
            bytes += value instanceof String text ? text.length() : OF_A_NUMBER;
        }
        return bytes;
    }

    /** Adds every value with its kind and length, so that no other row adds the same. */
    void addTo(MessageDigest digest) {
        for (Object value : values) {
            if (value == null) {
                digest.update((byte) 'N');
            } else if (value instanceof String text) {
                add(digest, 'S', text.getBytes(StandardCharsets.UTF_8));
            } else if (value instanceof byte[] bytes) {
                add(digest, 'B', bytes);
            } else {
                long number = value instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) value).longValue();
                digest.update((byte) 'L');
                digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
            }
        }
    }

    private static void add(MessageDigest digest, char kind, byte[] bytes) {
        digest.update((byte) kind);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        digest.update(bytes);
    }
}
