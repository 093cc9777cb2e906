// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.store.EventStore;
import io.carillon.events.store.StoreSettings;
import io.carillon.events.store.UnitOutcome;
import io.carillon.patience.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SchemaTest {

    private static final String SECOND = "CREATE TABLE carillon_second (one INTEGER);\n";

    @TempDir
    private Path folder;

    /** The files at each operation are what a crash would leave there. */
    @Test
    void a_crash_at_any_operation_leaves_a_file_that_can_be_opened() {
        BreakableSource source = new BreakableSource();
        List<Path> crashes = new ArrayList<>();
        source.beforeEach(() -> crashes.add(copy(folder, folder.resolve("crash-" + crashes.size()))));
        new JdbcEventStoreProvider(source::around).open(sqlite(folder)).close();

        assertThat(crashes).hasSizeGreaterThan(20);
        for (Path crash : crashes) {
            try (EventStore store = new JdbcEventStoreProvider().open(sqlite(crash))) {
                assertThat(store.info().schemaVersion()).isEqualTo(1);
                assertThat(store.commit(List.of(SqliteEventStoreTest.append("a"))))
                        .as(crash.toString())
                        .containsExactly(new UnitOutcome.Committed(List.of(1L)));
            }
        }
    }

    @Test
    void a_step_that_fails_in_sqlite_leaves_the_steps_before_it() throws SQLException {
        try (SqliteFixture fixture = new SqliteFixture();
                SqliteDialect dialect = SqliteDialect.open(fixture.settings(), UnaryOperator.identity());
                Connection connection = dialect.writers().getConnection()) {
            List<Migration> steps = Migration.all("sqlite");

            assertThatThrownBy(
                            () -> new Schema(dialect, with(steps, SECOND + "INSERT INTO carillon_none VALUES (1);\n"))
                                    .migrate(connection))
                    .isInstanceOf(SQLException.class);

            assertThat(new Schema(dialect, steps).migrate(connection)).isEqualTo(1);
            assertThat(new Schema(dialect, with(steps, SECOND)).migrate(connection))
                    .isEqualTo(2);
        }
    }

    @Test
    void a_server_process_that_dies_inside_a_step_leaves_the_steps_before_it() throws SQLException {
        try (PostgresFixture fixture = new PostgresFixture();
                PostgresDialect dialect = PostgresDialect.open(fixture.settings(), UnaryOperator.identity())) {
            List<Migration> steps = Migration.all("postgresql");

            try (Connection dying = dialect.writers().getConnection()) {
                assertThatThrownBy(() -> new Schema(
                                        dialect,
                                        with(steps, SECOND + "SELECT pg_terminate_backend(pg_backend_pid());\n"))
                                .migrate(dying))
                        .isInstanceOf(SQLException.class);
            }

            try (Connection connection = dialect.writers().getConnection()) {
                assertThat(new Schema(dialect, steps).migrate(connection)).isEqualTo(1);
                assertThat(new Schema(dialect, with(steps, SECOND)).migrate(connection))
                        .isEqualTo(2);
            }
        }
    }

    @Test
    void hosts_that_open_an_empty_database_together_make_one_schema() throws Exception {
        int hosts = 6;
        ExecutorService threads = Executors.newFixedThreadPool(hosts);
        try (PostgresFixture fixture = new PostgresFixture()) {
            Callable<String> open = () -> {
                try (EventStore store = fixture.openSecond()) {
                    return store.info().storeId();
                }
            };
            List<Future<String>> opened = threads.invokeAll(
                    Stream.generate(() -> open).limit(hosts).toList(), Patience.LONGEST_SECONDS, TimeUnit.SECONDS);

            List<String> ids = new ArrayList<>();
            for (Future<String> each : opened) {
                ids.add(each.get());
            }
            assertThat(ids).hasSize(hosts).containsOnly(ids.get(0));
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Migration> with(List<Migration> steps, String script) {
        List<Migration> all = new ArrayList<>(steps);
        all.add(Migration.parse(steps.size() + 1, script));
        return all;
    }

    private static StoreSettings sqlite(Path folder) {
        return new StoreSettings("sqlite:events.db", folder, Map.of(), SqliteFixture.TIMEOUT);
    }

    private static Path copy(Path from, Path to) {
        try {
            Files.createDirectories(to);
            for (String name : List.of("events.db", "events.db-wal")) {
                if (Files.exists(from.resolve(name))) {
                    Files.copy(from.resolve(name), to.resolve(name));
                }
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
