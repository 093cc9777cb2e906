// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHead;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The head row as it was read.
 *
 * @param version raised by every commit of any host: while it stands still, nothing else changed
 * @param writer who made the newest commit
 */
record HeadRow(long first, long position, Hash hash, long epoch, long version, String writer) {

    static final String SELECT =
            "SELECT first_position, position, hash, epoch, version, writer FROM carillon_head WHERE one = 1";

    static HeadRow read(ResultSet row) throws SQLException {
        return new HeadRow(
                row.getLong(1),
                row.getLong(2),
                Hash.of(row.getBytes(3)),
                row.getLong(4),
                row.getLong(5),
                row.getString(6));
    }

    LogHead toLogHead() {
        return new LogHead(first, position, hash, epoch);
    }
}
