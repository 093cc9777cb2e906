// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.StoreRefusedException;
import io.carillon.events.store.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * Opens a log that is there, to read it without a host; nothing is made and nothing migrated. The {@code carillon} command
 * loads this class from the image, which is why it speaks in types of the JDK only: {@code url}, {@code dataDirectory} and
 * {@code properties} go in, an {@link io.carillon.events.store.EventStore} comes out. What is there and holds no log, or is
 * damaged so that none can be seen, is an {@link IllegalStateException}.
 */
public final class OfflineStore implements Function<Map<String, Object>, AutoCloseable> {

    /** Nobody waits for an answer: what takes long is work. */
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    /** A server that was there and lets nobody in any more is away. */
    private static final Duration CONNECTING = Duration.ofSeconds(15);

    @Override
    public AutoCloseable apply(Map<String, Object> options) {
        StoreSettings settings = settings(options);
        Dialect dialect = opened(settings);
        try (Connection connection = dialect.readers().getConnection()) {
            if (new Schema(dialect, Migration.all(dialect.scripts())).check(connection) == 0) {
                throw new IllegalStateException(noLog(dialect));
            }
            return JdbcEventStoreProvider.store(
                    dialect, connection, requireLog(dialect, connection), settings, CONNECTING);
        } catch (SQLException e) {
            StoreUnavailableException unavailable =
                    new Failures(dialect, settings.timeout()).unavailable("open the log", e);
            RuntimeException failure = dialect.classify(e) == Dialect.Fault.DAMAGED
                    ? new IllegalStateException(unavailable.getMessage(), e)
                    : unavailable;
            JdbcEventStoreProvider.closing(dialect, failure);
            throw failure;
        } catch (RuntimeException e) {
            JdbcEventStoreProvider.closing(dialect, e);
            throw e;
        }
    }

    private static Dialect opened(StoreSettings settings) {
        try {
            return existing(settings, UnaryOperator.identity());
        } catch (StoreRefusedException e) {
            if (e.getCause() instanceof SQLException && settings.scheme().equals("sqlite")) {
                throw new IllegalStateException(e.getMessage(), e); // of the file; a server says who is let in
            }
            throw e;
        }
    }

    private static String noLog(Dialect dialect) {
        return "there is no log in the " + dialect.kind() + " store";
    }

    /** Settings of what the command hands over. */
    static StoreSettings settings(Map<String, Object> options) {
        return settings(options, TIMEOUT);
    }

    static StoreSettings settings(Map<String, Object> options, Duration timeout) {
        @SuppressWarnings("unchecked") // what the command makes
        Map<String, String> properties = (Map<String, String>) options.getOrDefault("properties", Map.of());
        return new StoreSettings(
                String.valueOf(options.get("url")),
                (Path) Objects.requireNonNull(options.get("dataDirectory")),
                properties,
                timeout);
    }

    /**
     * The engine of a log that should be there.
     *
     * @throws StoreRefusedException if there is no such file, or a host has it
     */
    static Dialect existing(StoreSettings settings, UnaryOperator<DataSource> around) {
        if (settings.scheme().equals("postgresql")) {
            return PostgresDialect.open(settings, around);
        }
        Path file = SqliteFile.locate(settings);
        if (!Files.exists(file)) {
            throw new StoreRefusedException("there is no store " + file + "; did a host run here already?");
        }
        return SqliteDialect.open(settings, around);
    }

    /**
     * Makes sure that there is a log of the version that this host reads.
     *
     * @return the version
     */
    static int requireLog(Dialect dialect, Connection connection) throws SQLException {
        Schema schema = new Schema(dialect, Migration.all(dialect.scripts()));
        int version = schema.check(connection);
        if (version == 0) {
            throw new StoreRefusedException(noLog(dialect));
        }
        if (version < schema.newest()) {
            throw new StoreRefusedException("the " + dialect.kind() + " store has schema version " + version
                    + ", this version of Carillon reads " + schema.newest()
                    + "; start a host on it once, which brings it there");
        }
        return version;
    }
}
