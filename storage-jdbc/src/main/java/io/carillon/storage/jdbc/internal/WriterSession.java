// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The connection that writes, with its statements kept prepared. Not for concurrent use. */
final class WriterSession implements AutoCloseable {

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    /** Facts about the connection, by their class. */
    private final Map<Class<?>, Object> facts = new HashMap<>();

    private @Nullable Runnable beforeNext;

    private WriterSession(Connection connection) {
        this.connection = connection;
    }

    static WriterSession open(DataSource source) throws SQLException {
        return new WriterSession(source.getConnection());
    }

    Connection connection() {
        return connection;
    }

    /** Has something run once before the next transaction begins or statement is taken; {@code null} for nothing. */
    void beforeNext(@Nullable Runnable action) {
        beforeNext = action;
    }

    /** Begins a transaction. */
    void begin(Dialect dialect) throws SQLException {
        runBefore();
        dialect.begin(connection);
    }

    private void runBefore() {
        Runnable first = beforeNext;
        if (first != null) {
            beforeNext = null;
            first.run();
        }
    }

    /**
     * The statement for this text, from a fixed set of texts. It stays open until the session is closed.
     *
     * @return without parameters or batch of an earlier use
     */
    @SuppressWarnings("resource") // closed with the connection
    PreparedStatement statement(String sql) throws SQLException {
        runBefore();
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        statement.clearBatch();
        return statement;
    }

    /** The statement for this text as it was left. */
    PreparedStatement current(String sql) {
        return Objects.requireNonNull(statements.get(sql), "statement was not used before");
    }

    /** What is found out once for each connection. */
    <T> T once(Class<T> kind, Reading<T> reading) throws SQLException {
        T known = kind.cast(facts.get(kind));
        if (known == null) {
            known = reading.of(connection);
            facts.put(kind, known);
        }
        return known;
    }

    /** Finds something out. */
    interface Reading<T> {
        T of(Connection connection) throws SQLException;
    }

    @Override
    public void close() throws SQLException {
        statements.clear();
        connection.close();
    }
}
