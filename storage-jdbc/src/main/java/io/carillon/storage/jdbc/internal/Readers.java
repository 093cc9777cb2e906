// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A small pool of connections that only read. */
final class Readers implements AutoCloseable {

    private static final int CONNECTIONS = 4;
    /** Hikari takes no shorter time-out. */
    private static final long MIN_TIMEOUT_MILLIS = 250;

    /** Reads something with a connection. */
    interface Read<T> {
        T with(Connection connection) throws SQLException;
    }

    /** Makes a value of the current row. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final Dialect dialect;
    private final Failures failures;
    private final Duration timeout;
    private final HikariDataSource pool;

    Readers(Dialect dialect, Failures failures, Duration timeout, Duration connecting) {
        this.dialect = dialect;
        this.failures = failures;
        this.timeout = timeout;
        HikariConfig config = new HikariConfig();
        config.setPoolName("carillon-" + dialect.kind());
        config.setDataSource(dialect.readers());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setReadOnly(true);
        config.setConnectionTimeout(Math.max(MIN_TIMEOUT_MILLIS, connecting.toMillis()));
        config.setValidationTimeout(Math.max(MIN_TIMEOUT_MILLIS, connecting.toMillis()));
        config.setInitializationFailTimeout(-1);
        this.pool = new HikariDataSource(config);
    }

    /**
     * Reads within the time-out.
     *
     * @param attempted what is tried, to follow "could not"
     */
    <T> T read(String attempted, Read<T> read) {
        try (Connection connection = pool.getConnection();
                Dialect.Limit limit = dialect.limit(connection, timeout)) {
            return read.with(connection);
        } catch (SQLException e) {
            throw failures.unavailable(attempted, e);
        }
    }

    /** All rows of a query. */
    <T> List<T> list(String attempted, String sql, RowReader<T> reader, Object... values) {
        return read(attempted, connection -> list(connection, sql, reader, values));
    }

    static <T> List<T> list(Connection connection, String sql, RowReader<T> reader, Object... values)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                select.setObject(i + 1, values[i]);
            }
            List<T> all = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    all.add(reader.read(rows));
                }
            }
            return List.copyOf(all);
        }
    }

    /** The row of a query that has at most one. */
    <T> Optional<T> one(String attempted, String sql, RowReader<T> reader, Object... values) {
        return list(attempted, sql, reader, values).stream().findFirst();
    }

    @Override
    public void close() {
        pool.close();
    }
}
