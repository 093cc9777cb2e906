// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.patience.Patience;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL server, started once for all tests; each test takes a schema of its own. */
final class Postgres {

    private static final AtomicInteger SCHEMAS = new AtomicInteger();
    private static final Duration FIRST_START = Duration.ofMinutes(1);
    private static @Nullable EmbeddedPostgres server;

    private Postgres() {}

    static synchronized EmbeddedPostgres server() {
        EmbeddedPostgres running = server;
        if (running == null) {
            try {
                running = start(() -> EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("max_connections", "100"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server = running;
        }
        return running;
    }

    /**
     * Starts a server; once more, at another port, if somebody took the first one between its being found free and its being
     * opened.
     */
    static EmbeddedPostgres start(Supplier<EmbeddedPostgres.Builder> server) throws IOException {
        try {
            return server.get().setPGStartupWait(FIRST_START).start();
        } catch (IOException | IllegalStateException first) {
            try {
                return server.get().setPGStartupWait(Patience.LONGEST).start();
            } catch (IOException | IllegalStateException second) {
                second.addSuppressed(first);
                throw second;
            }
        }
    }

    /** A schema of its own in the one database: much faster than a database of its own. */
    static String createSchema() {
        String name = "carillon_" + SCHEMAS.incrementAndGet();
        execute("public", "CREATE SCHEMA " + name);
        return name;
    }

    static String url(String schema) {
        return "postgresql://localhost:" + server().getPort() + "/postgres?currentSchema=" + schema;
    }

    static Connection connect(String schema) throws SQLException {
        return DriverManager.getConnection("jdbc:" + url(schema), "postgres", "postgres");
    }

    static void execute(String schema, String sql) {
        try (Connection connection = connect(schema);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
