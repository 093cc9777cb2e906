// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.store.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A row of the log in PostgreSQL's binary form of a row: number of columns, then type, length and value of each. What
 * depends on the event's place is filled in when the row is copied. Immutable.
 *
 * <p>Source: PostgreSQL's record_recv.
 */
final class RowBytes {

    private static final int TYPICAL = 1_536;

    private final byte[] bytes;
    /** Where the values begin that depend on the place. */
    private final int position;

    private final int type;
    private final int revision;
    private final int chain;

    private RowBytes(byte[] bytes, int[] places) {
        this.bytes = bytes;
        this.position = places[LogColumn.POSITION.index()];
        this.type = places[LogColumn.TYPE_ID.index()];
        this.revision = places[LogColumn.STREAM_REVISION.index()];
        this.chain = places[LogColumn.CHAIN_HASH.index()];
    }

    static RowBytes of(PreparedEvent event) {
        EventRow row = new EventRow(0, 0, 0, event, Hash.ZERO);
        Form form = new Form();
        form.int4(LogColumn.COUNT);
        int[] places = new int[LogColumn.COUNT + 1];
        for (LogColumn column : LogColumn.ALL) {
            form.int4(column.type().oid());
            places[column.index()] = form.size + Integer.BYTES;
            form.value(column.type(), column.of(row));
        }
        return new RowBytes(Arrays.copyOf(form.bytes, form.size), places);
    }

    int size() {
        return bytes.length;
    }

    /** Appends the row of an event that has found its place. */
    void copy(EventRow row, ByteBuffer target) {
        int begin = target.position();
        target.put(bytes);
        target.putLong(begin + position, row.position());
        target.putInt(begin + type, row.typeId());
        target.putLong(begin + revision, row.revision());
        target.put(begin + chain, row.chain().bytes());
    }

    /** Bytes that grow. Not for concurrent use. */
    private static final class Form {

        private byte[] bytes = new byte[TYPICAL];
        private int size;

        void value(ColumnType type, @Nullable Object value) {
            if (value == null) {
                int4(-1);
                return;
            }
            switch (type) {
                case TEXT -> put(value.toString().getBytes(StandardCharsets.UTF_8));
                case BYTES -> put((byte[]) value);
                case LONG -> {
                    int4(Long.BYTES);
                    int4((int) (((Number) value).longValue() >>> Integer.SIZE));
                    int4((int) ((Number) value).longValue());
                }
                case INT -> {
                    int4(Integer.BYTES);
                    int4(((Number) value).intValue());
                }
                case SHORT -> {
                    int4(Short.BYTES);
                    int2(((Number) value).intValue());
                }
                case BOOLEAN -> {
                    int4(1);
                    room(1);
                    bytes[size++] = (byte) ((Boolean) value ? 1 : 0);
                }
            }
        }

        void int4(int value) {
            int2(value >>> Short.SIZE);
            int2(value);
        }

        private void int2(int value) {
            room(Short.BYTES);
            bytes[size++] = (byte) (value >>> Byte.SIZE);
            bytes[size++] = (byte) value;
        }

        private void put(byte[] value) {
            int4(value.length);
            room(value.length);
            System.arraycopy(value, 0, bytes, size, value.length);
            size += value.length;
        }

        private void room(int more) {
            int needed = Math.addExact(size, more);
            if (needed > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * Math.min(bytes.length, Integer.MAX_VALUE / 4)));
            }
        }
    }
}
