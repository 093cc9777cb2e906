// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoreRefusedException;
import io.carillon.events.store.StoreSettings;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLState;

/**
 * PostgreSQL: several hosts may share one log, the head row puts their commits in order. Events, head and counts are one
 * statement, so that no lock is held while the server waits for this host.
 */
final class PostgresDialect implements Dialect {

    private static final int OLDEST = 130_000;

    private static final long SCHEMA_LOCK = 0x6361_7269_6c6c_6f6eL;

    private static final String MOVE =
            "UPDATE carillon_head SET first_position = ?, position = ?, hash = ?, writer = ?,"
                    + " version = version + 1%s WHERE one = 1 AND epoch = ? AND position = ? AND version = ?";
    private static final String MOVE_ONLY = MOVE.formatted("");
    private static final String APPEND = "WITH h AS (%s RETURNING 1)%s INSERT INTO carillon_event_log ("
            + LogColumn.NAMES + ") SELECT u.* FROM unnest(?::carillon_event_log[]) u, h";
    private static final String COUNT_TYPES = ", t AS (" + TypeCounts.count("h, ") + ")";
    private static final String ADD_TYPES = ", n AS (INSERT INTO carillon_event_type"
            + " (type_id, events, last_seen, first_seen, name)"
            + " SELECT u.type_id, 0, u.seen, u.seen, u.name"
            + " FROM unnest(?::int4[], ?::int8[], ?::text[]) u (type_id, seen, name), h)";
    private static final String WIDEN_BLOCKS = ", b AS (INSERT INTO carillon_time_block AS e (block, earliest, latest)"
            + " SELECT u.* FROM unnest(?::int8[], ?::int8[], ?::int8[]) u, h"
            + " ON CONFLICT (block) DO UPDATE SET earliest = least(e.earliest, excluded.earliest),"
            + " latest = greatest(e.latest, excluded.latest))";
    private static final String MOVE_AND_COUNT = MOVE.formatted(", " + TypeCounts.COUNTED);
    /** What most groups need: their types are known, and their times lie within their block. */
    private static final String APPEND_USUAL = APPEND.formatted(MOVE_ONLY, "");

    private static final String APPEND_AND_WIDEN = APPEND.formatted(MOVE_AND_COUNT, COUNT_TYPES + WIDEN_BLOCKS);
    private static final String APPEND_NEW_TYPES =
            APPEND.formatted(MOVE_AND_COUNT, COUNT_TYPES + ADD_TYPES + WIDEN_BLOCKS);

    private final DataSource writers;
    private final DataSource readers;

    private PostgresDialect(DataSource source, UnaryOperator<DataSource> around) {
        this.writers = around.apply(source);
        this.readers = around.apply(source);
    }

    /**
     * Looks at the server before anything is changed.
     *
     * @throws StoreRefusedException if it would break what the store promises
     */
    static PostgresDialect open(StoreSettings settings, UnaryOperator<DataSource> around) {
        PGSimpleDataSource source = PostgresUrl.source(settings);
        try (Connection connection = around.apply(source).getConnection()) {
            PostgresUrl.pinSynchronousCommit(source, inspect(connection));
            return new PostgresDialect(source, around);
        } catch (SQLException e) {
            throw refusal(e, settings);
        }
    }

    private static RuntimeException refusal(SQLException failure, StoreSettings settings) {
        String state = String.valueOf(failure.getSQLState());
        if (state.startsWith("28")) {
            return new StoreRefusedException(
                    "the PostgreSQL server let nobody in with this user and password; check carillon.store's user and"
                            + " password and the server's pg_hba.conf",
                    failure);
        }
        if (state.equals(PSQLState.INVALID_NAME.getState()) || state.equals("3D000")) {
            return new StoreRefusedException("the PostgreSQL server has no such database; create it first", failure);
        }
        return new StoreUnavailableException(
                "could not reach the PostgreSQL server within " + settings.timeout() + " (SQL state " + state
                        + "); check that it runs and that host and port of carillon.store are right",
                failure);
    }

    /**
     * Looks at a connection on which only the waits were set.
     *
     * @return the value of synchronous_commit
     */
    private static String inspect(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_setting('server_version_num')::int,"
                        + " current_setting('fsync'), current_setting('full_page_writes'),"
                        + " current_setting('synchronous_commit'), current_setting('server_encoding'),"
                        + " current_schema()")) {
            row.next();
            if (row.getInt(1) < OLDEST) {
                throw new StoreRefusedException("the PostgreSQL server has version " + row.getInt(1) / 10_000
                        + ", Carillon needs 13 or newer; upgrade it");
            }
            requireOn("fsync", row.getString(2), "postgresql.conf");
            requireOn("full_page_writes", row.getString(3), "postgresql.conf");
            requireOn("synchronous_commit", row.getString(4), "postgresql.conf, the database and the user");
            if (!row.getString(5).equals("UTF8")) {
                throw new StoreRefusedException("the PostgreSQL database has encoding " + row.getString(5)
                        + "; create one with ENCODING 'UTF8' for Carillon");
            }
            if (row.getString(6) == null) {
                throw new StoreRefusedException("the PostgreSQL database lacks the schema that currentSchema or the"
                        + " user's search_path names; create it first");
            }
            return row.getString(4);
        }
    }

    private static void requireOn(String setting, String value, String where) {
        if (value.equals("off")) {
            throw new StoreRefusedException(
                    "the PostgreSQL server has " + setting + " = off and would lose events it has confirmed; set "
                            + setting + " = on in " + where + ", and reload the server");
        }
    }

    @Override
    public String kind() {
        return "postgresql";
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public DataSource writers() {
        return writers;
    }

    @Override
    public DataSource readers() {
        return readers;
    }

    @Override
    public String version(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductVersion();
    }

    @Override
    public void lockSchema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + SCHEMA_LOCK + ")");
        }
    }

    @Override
    public void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
    }

    @Override
    public void commit(Connection connection) throws SQLException {
        connection.commit();
        connection.setAutoCommit(true);
    }

    @Override
    public void rollback(Connection connection) throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
    }

    @Override
    public PreparedEvent prepare(NewEvent event) {
        return PreparedEvent.of(event).withBytes();
    }

    @Override
    public boolean appendIsOneStatement() {
        return true;
    }

    @Override
    public boolean append(WriterSession session, Append append) throws SQLException {
        GroupPlan plan = append.plan();
        List<EventRow> rows = plan.rows();
        Array events = rows.isEmpty() ? null : array(session, rows);
        PreparedStatement statement = session.statement(rows.isEmpty() ? MOVE_ONLY : statement(plan));
        statement.setLong(1, plan.first());
        statement.setLong(2, plan.position());
        statement.setBytes(3, plan.hash().bytes());
        statement.setString(4, append.writer());
        statement.setLong(5, append.expected().epoch());
        statement.setLong(6, append.expected().position());
        statement.setLong(7, append.expected().version());
        if (events == null) {
            return statement.executeUpdate() == 1;
        }
        ArrayParameters arrays = new ArrayParameters(statement, 8);
        if (!plan.newTypes().isEmpty()) {
            types(arrays, NewType.of(plan));
        }
        if (!plan.newTypes().isEmpty() || !plan.blocks().isEmpty()) {
            blocks(arrays, plan);
        }
        arrays.add(events);
        return statement.executeUpdate() == rows.size();
    }

    private static Array array(WriterSession session, List<EventRow> rows) throws SQLException {
        RowArray.RowType type = session.once(RowArray.RowType.class, RowArray.RowType::read);
        return RowArray.of(rows, type, session.connection());
    }

    private static String statement(GroupPlan plan) {
        if (plan.newTypes().isEmpty() && plan.blocks().isEmpty()) {
            return APPEND_USUAL;
        }
        return (plan.newTypes().isEmpty() ? APPEND_AND_WIDEN : APPEND_NEW_TYPES) + magnitude(plan.position());
    }

    /**
     * Makes another statement of the same for each order of magnitude. The server keeps the plan of a statement, and the one
     * that counts the few newest events of a small log best is to read it from end to end.
     */
    private static String magnitude(long position) {
        return " /* 16^" + (Long.SIZE - Long.numberOfLeadingZeros(position)) / 4 + " */";
    }

    private static void types(ArrayParameters arrays, List<NewType> types) throws SQLException {
        arrays.add("int4", types, NewType::typeId);
        arrays.add("int8", types, NewType::firstSeen);
        arrays.add("text", types, NewType::name);
    }

    private static void blocks(ArrayParameters arrays, GroupPlan plan) throws SQLException {
        List<Map.Entry<Long, TimeBlocks.Span>> spans = List.copyOf(plan.blocks().entrySet());
        arrays.add("int8", spans, Map.Entry::getKey);
        arrays.add("int8", spans, span -> span.getValue().earliest());
        arrays.add("int8", spans, span -> span.getValue().latest());
    }

    @Override
    public String forUpdate() {
        return " FOR UPDATE";
    }

    @Override
    public String keys() {
        return "unnest(?::text[]) k(value)";
    }

    @Override
    public void bindKeys(PreparedStatement statement, int index, Collection<String> keys) throws SQLException {
        statement.setArray(
                index,
                statement
                        .getConnection()
                        .createArrayOf(
                                "text", keys.stream().map(PlainText::encode).toArray(String[]::new)));
    }

    @Override
    public String correlationIs() {
        return "left(l.correlation_id, 128) = left(?, 128) AND l.correlation_id = ? AND l.correlation_id <> l.id";
    }

    /** The sum is not what the index is about. */
    @Override
    public String unindexed(String expression) {
        return "(" + expression + " + 0)";
    }

    @Override
    public Fault classify(SQLException failure) {
        return switch (String.valueOf(failure.getSQLState())) {
            case "23505" -> Fault.DUPLICATE;
            case "53100" -> Fault.FULL;
            case "57014", "55P03", "25P03", "40P01" -> Fault.TIMEOUT;
            case "XX001", "XX002" -> Fault.DAMAGED;
            default -> Fault.OTHER;
        };
    }

    /** The server has the limit. */
    @Override
    public Limit limit(Connection connection, Duration timeout) {
        return () -> {};
    }

    @Override
    public long bytes(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)"
                        + " FROM pg_class c WHERE c.relkind = 'r' AND c.relname LIKE 'carillon\\_%'"
                        + " AND c.relnamespace = current_schema()::regnamespace")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** There is nothing beside the connections. */
    @Override
    public void close() {}
}
