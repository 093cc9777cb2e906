// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.store.CorruptEventException;
import io.carillon.events.store.Hash;
import io.carillon.events.store.StoreRefusedException;
import io.carillon.events.store.StoredEvent;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies every row of one store into another as it is, then reads the other from end to end: each table must have the rows that
 * were read, and the log every hash. Memory is bounded by one batch, whatever the size of the store.
 */
final class StoreCopy {

    /** Rows that the driver holds at once; each may be as large as events can be. */
    private static final int FETCHED = 32;

    private static final int BATCH_ROWS = 500;
    private static final long BATCH_BYTES = 4 * 1024 * 1024;

    /** Is told how far it is, with each batch; ends it with what it throws. */
    interface Listener {
        /**
         * Tells.
         *
         * @param act {@code copy} or {@code verify}
         */
        void at(String act, long done, long total);
    }

    private final Failures sourceFailures;
    private final Connection source;
    private final CopyTarget target;
    private final Failures targetFailures;
    private final Listener listener;
    private final Map<CopiedTable, byte[]> digests = new HashMap<>();
    private final Map<CopiedTable, Long> rows = new LinkedHashMap<>();
    private long total;
    private long done;

    /**
     * A copy.
     *
     * @param source in a transaction that sees one moment
     */
    StoreCopy(
            Failures sourceFailures, Connection source, Failures targetFailures, CopyTarget target, Listener listener) {
        this.sourceFailures = sourceFailures;
        this.source = source;
        this.targetFailures = targetFailures;
        this.target = target;
        this.listener = listener;
    }

    /**
     * Copies every row; behind this the source is not read any more.
     *
     * @return the number of rows of each table
     */
    Map<CopiedTable, Long> copy() {
        try {
            for (CopiedTable table : CopiedTable.ALL) {
                total += count(table);
            }
            for (CopiedTable table : CopiedTable.ALL) {
                copy(table);
            }
        } catch (SQLException e) {
            throw sourceFailures.unavailable("read the old log", e);
        }
        return rows;
    }

    /**
     * Reads the copy from end to end; the target is not finished yet.
     *
     * @throws StoreRefusedException if the source is damaged, or the target does not hold what was written
     */
    void verify() {
        try {
            done = 0;
            for (CopiedTable table : CopiedTable.ALL) {
                verify(table);
            }
        } catch (SQLException e) {
            throw targetFailures.unavailable("read the new log", e);
        }
    }

    private long count(CopiedTable table) throws SQLException {
        try (Statement statement = source.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table.name())) {
            row.next();
            return row.getLong(1);
        }
    }

    /** What is done with a row. */
    private interface Use {
        void with(CopiedRow row, ResultSet current) throws SQLException;
    }

    private static long each(Connection connection, CopiedTable table, Use use) throws SQLException {
        long rows = 0;
        try (PreparedStatement select = connection.prepareStatement(table.select())) {
            select.setFetchSize(FETCHED);
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) {
                    use.with(CopiedRow.read(table, result), result);
                    rows++;
                }
            }
        }
        return rows;
    }

    private void copy(CopiedTable table) throws SQLException {
        MessageDigest digest = sha256();
        try (Batch batch = new Batch(table)) {
            rows.put(table, each(source, table, (row, current) -> {
                row.addTo(digest);
                batch.add(row);
            }));
            batch.write();
        }
        digests.put(table, digest.digest());
    }

    /** Rows that are written together. */
    private final class Batch implements AutoCloseable {

        private final PreparedStatement insert;
        private int size;
        private long bytes;

        Batch(CopiedTable table) {
            try {
                if (table.equals(CopiedTable.HEAD)) {
                    try (Statement statement = target.connection().createStatement()) {
                        statement.execute("DELETE FROM " + table.name()); // the one that the schema began with
                    }
                }
                insert = target.connection().prepareStatement(table.insert());
            } catch (SQLException e) {
                throw unwritten(e);
            }
        }

        void add(CopiedRow row) {
            try {
                row.bind(insert);
                insert.addBatch();
            } catch (SQLException e) {
                throw unwritten(e);
            }
            size++;
            bytes += row.bytes();
            if (size >= BATCH_ROWS || bytes >= BATCH_BYTES) {
                write();
            }
        }

        void write() {
            try {
                insert.executeBatch();
                target.flushed();
            } catch (SQLException e) {
                throw unwritten(e);
            }
            done += size;
            size = 0;
            bytes = 0;
            listener.at("copy", done, total);
        }

        private RuntimeException unwritten(SQLException e) {
            return targetFailures.unavailable("write the new log", e);
        }

        @Override
        public void close() {
            try {
                insert.close();
            } catch (SQLException e) {
                throw unwritten(e);
            }
        }
    }

    private void verify(CopiedTable table) throws SQLException {
        MessageDigest digest = sha256();
        Chain chain = new Chain();
        long found = each(target.connection(), table, (row, current) -> {
            row.addTo(digest);
            if (table.equals(CopiedTable.LOG)) {
                chain.add(current);
            }
            if (++done % FETCHED == 0) {
                listener.at("verify", done, total);
            }
        });
        Long copied = rows.get(table);
        if (copied == null || found != copied || !MessageDigest.isEqual(digests.get(table), digest.digest())) {
            throw new StoreRefusedException(
                    "the new store holds " + found + " rows in " + table.name() + ", and not the " + copied
                            + " that were written to it; nothing was moved. Look at its disk and server");
        }
        if (table.equals(CopiedTable.LOG)) {
            chain.requireHead();
        }
        listener.at("verify", done, total);
    }

    /** The log of the target as it is read. */
    private final class Chain {

        private final EventDecoder decoder = new EventDecoder(new TypeDictionary());
        private @Nullable StoredEvent last;

        void add(ResultSet row) throws SQLException {
            StoredEvent before = last;
            long position = row.getLong(LogColumn.POSITION.index());
            if (before != null && position != before.position() + 1) {
                throw damaged("the event at position " + (before.position() + 1) + " is missing", null);
            }
            try {
                last = decoder.decode(row, before == null ? null : before.chain());
            } catch (CorruptEventException e) {
                throw damaged("the event at position " + position + " is damaged", e);
            }
        }

        void requireHead() throws SQLException {
            HeadRow head;
            try (Statement statement = target.connection().createStatement();
                    ResultSet row = statement.executeQuery(HeadRow.SELECT)) {
                row.next();
                head = HeadRow.read(row);
            }
            StoredEvent newest = last;
            boolean whole = newest == null
                    ? head.first() == head.position() + 1
                    : newest.position() == head.position()
                            && newest.chain().equals(head.hash())
                            && rows.getOrDefault(CopiedTable.LOG, 0L) == head.position() - head.first() + 1;
            if (!whole || newest == null && head.position() == 0 && !head.hash().equals(Hash.ZERO)) {
                throw damaged(
                        "its events do not lead from position " + head.first() + " to the head at " + head.position(),
                        null);
            }
        }

        private StoreRefusedException damaged(String what, @Nullable Exception cause) {
            String text = "the old log is not whole: " + what
                    + "; nothing was moved. carillon store verify tells more; restore a backup";
            return cause == null ? new StoreRefusedException(text) : new StoreRefusedException(text, cause);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
