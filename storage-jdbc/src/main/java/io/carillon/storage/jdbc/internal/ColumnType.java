// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import org.postgresql.core.Oid;

/** Kinds of columns of the log, and the numbers that PostgreSQL has for them. */
enum ColumnType {
    TEXT(Oid.TEXT),
    BYTES(Oid.BYTEA),
    LONG(Oid.INT8),
    INT(Oid.INT4),
    SHORT(Oid.INT2),
    BOOLEAN(Oid.BOOL);

    private final int oid;

    ColumnType(int oid) {
        this.oid = oid;
    }

    int oid() {
        return oid;
    }
}
