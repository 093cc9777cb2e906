// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.store.EventStore;
import io.carillon.events.store.StoreSettings;
import io.carillon.events.tck.StoreFixture;
import io.carillon.patience.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** A SQLite file of its own; checks at the end that no connection was left open. */
final class SqliteFixture implements StoreFixture {

    static final Duration TIMEOUT = Patience.LONGEST;

    private final Path folder;
    private final BreakableSource source = new BreakableSource();
    private final JdbcEventStoreProvider provider = new JdbcEventStoreProvider(source::around);

    SqliteFixture() {
        try {
            folder = Files.createTempDirectory("carillon-sqlite");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file() {
        return folder.resolve("events.db");
    }

    StoreSettings settings() {
        return new StoreSettings("sqlite:events.db", folder, Map.of(), TIMEOUT);
    }

    @Override
    public EventStore createEmpty() {
        return provider.open(settings());
    }

    @Override
    public EventStore reopen() {
        return provider.open(settings());
    }

    @Override
    public EventStore openSecond() {
        return new JdbcEventStoreProvider().open(settings());
    }

    @Override
    public BreakableSource fault() {
        return source;
    }

    /** Runs a statement past the store. */
    void execute(String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How SQLite would run a query. */
    String plan(String sql) {
        StringBuilder plan = new StringBuilder();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
            while (rows.next()) {
                plan.append(rows.getString("detail")).append('\n');
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return plan.toString();
    }

    @Override
    public void damage(long position, Part part) {
        execute(Damage.sql(part, "x'" + "ab".repeat(32) + "'") + position);
    }

    @Override
    public void close() {
        assertThat(source.open()).as("connections left open").isZero();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
