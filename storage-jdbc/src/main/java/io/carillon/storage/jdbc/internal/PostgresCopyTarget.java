// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.StoreSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database that is being filled: tables and rows are one transaction, which the server takes back should this process end.
 * A host that starts on it meanwhile waits for the lock of the schema.
 */
final class PostgresCopyTarget implements CopyTarget {

    private final PostgresDialect dialect;
    private final Connection connection;

    private PostgresCopyTarget(PostgresDialect dialect, Connection connection) {
        this.dialect = dialect;
        this.connection = connection;
    }

    /**
     * Makes the tables.
     *
     * @throws io.carillon.events.store.StoreRefusedException if there is a log already
     */
    static PostgresCopyTarget open(StoreSettings settings, UnaryOperator<DataSource> around) throws SQLException {
        PostgresDialect dialect = PostgresDialect.open(settings, source -> {
            if (source instanceof PGSimpleDataSource postgres) {
                postgres.setReWriteBatchedInserts(true);
            }
            return around.apply(source);
        });
        Connection connection = dialect.writers().getConnection();
        try {
            dialect.begin(connection);
            dialect.lockSchema(connection);
            new Schema(dialect, Migration.all(dialect.scripts())).create(connection, "the database");
            return new PostgresCopyTarget(dialect, connection);
        } catch (SQLException | RuntimeException e) {
            try (connection) { // what fails now does not hide why
                throw e;
            }
        }
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    /** Nothing is seen before the end. */
    @Override
    public void flushed() {}

    @Override
    public void finish() throws SQLException {
        dialect.commit(connection);
    }

    /** The server rolls back what is not committed. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StoreUnavailableException("could not close the connection to the new store", e);
        }
    }
}
