// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.EventStoreProvider;
import io.carillon.events.store.StoreInfo;
import io.carillon.events.store.StoreSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens logs in SQLite files and PostgreSQL databases. */
@Component(immediate = true)
public final class JdbcEventStoreProvider implements EventStoreProvider {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcEventStoreProvider.class);
    private static final String SQLITE = "sqlite";

    private final UnaryOperator<DataSource> around;

    @Activate
    public JdbcEventStoreProvider() {
        this(UnaryOperator.identity());
    }

    /**
     * For tests.
     *
     * @param around puts something between the store and its connections
     */
    JdbcEventStoreProvider(UnaryOperator<DataSource> around) {
        this.around = around;
    }

    @Override
    public Set<String> schemes() {
        return Set.of(SQLITE, "postgresql");
    }

    @Override
    public EventStore open(StoreSettings settings) {
        return switch (settings.scheme()) {
            case SQLITE -> open(SqliteDialect.open(settings, around), settings);
            case "postgresql" -> open(PostgresDialect.open(settings, around), settings);
            default ->
                throw new IllegalArgumentException("this provider opens " + schemes() + ", not " + settings.scheme());
        };
    }

    private static EventStore open(Dialect dialect, StoreSettings settings) {
        try (Connection connection = dialect.writers().getConnection()) {
            int schema = new Schema(dialect, Migration.all(dialect.scripts())).migrate(connection);
            JdbcEventStore store = store(dialect, connection, schema, settings, settings.timeout());
            LOG.info("Storage ready: {} {}, store {}", dialect.kind(), dialect.version(connection), store.storeId());
            return store;
        } catch (SQLException e) {
            StoreUnavailableException failure =
                    new Failures(dialect, settings.timeout()).unavailable("open the log", e);
            closing(dialect, failure);
            throw failure;
        } catch (RuntimeException e) {
            closing(dialect, e);
            throw e;
        }
    }

    /**
     * The store of a log that is there.
     *
     * @param schema version that it has
     * @param connecting the longest wait for a connection to read from
     */
    static JdbcEventStore store(
            Dialect dialect, Connection connection, int schema, StoreSettings settings, Duration connecting)
            throws SQLException {
        String version = dialect.version(connection);
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT store_id, epoch FROM carillon_head WHERE one = 1");
                ResultSet head = select.executeQuery()) {
            if (!head.next()) {
                throw new SQLException("the head row is missing");
            }
            StoreInfo info =
                    new StoreInfo(dialect.kind(), version, head.getString(1), true, dialect.shared(), schema, -1);
            return new JdbcEventStore(dialect, info, head.getLong(2), settings.timeout(), connecting);
        }
    }

    static void closing(Dialect dialect, RuntimeException failure) {
        try {
            dialect.close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
