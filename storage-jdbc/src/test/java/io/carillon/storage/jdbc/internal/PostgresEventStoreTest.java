// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.StoreFencedException;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.StoreRefusedException;
import io.carillon.events.store.StoreSettings;
import io.carillon.events.store.UnitOutcome;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PostgresEventStoreTest {

    private final PostgresFixture fixture = new PostgresFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_user_with_synchronous_commit_off_is_refused() {
        fixture.execute("DROP ROLE IF EXISTS lazy");
        fixture.execute("CREATE ROLE lazy SUPERUSER LOGIN PASSWORD 'lazy'");
        fixture.execute("ALTER ROLE lazy SET synchronous_commit = off");
        StoreSettings settings = new StoreSettings(
                fixture.settings().url(),
                Path.of("unused"),
                Map.of("user", "lazy", "password", "lazy"),
                PostgresFixture.TIMEOUT);

        assertThatThrownBy(() -> new JdbcEventStoreProvider().open(settings))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("set synchronous_commit = on");
    }

    @Test
    void commits_stay_durable_when_the_default_is_turned_off_later() throws SQLException {
        AtomicReference<DataSource> used = new AtomicReference<>();
        JdbcEventStoreProvider provider = new JdbcEventStoreProvider(source -> {
            used.set(source);
            return source;
        });
        try (EventStore store = provider.open(fixture.settings())) {
            fixture.execute("ALTER ROLE postgres SET synchronous_commit = off");
            try {
                assertThat(synchronousCommit(Postgres.connect(fixture.schema())))
                        .isEqualTo("off");

                assertThat(store.commit(List.of(SqliteEventStoreTest.append("a"))))
                        .containsExactly(new UnitOutcome.Committed(List.of(1L)));
                assertThat(synchronousCommit(used.get().getConnection())).isEqualTo("on");
                assertThatThrownBy(fixture::reopen)
                        .isInstanceOf(StoreRefusedException.class)
                        .hasMessageContaining("set synchronous_commit = on");
            } finally {
                fixture.execute("ALTER ROLE postgres RESET synchronous_commit");
            }
        }
    }

    private static String synchronousCommit(Connection opened) throws SQLException {
        try (Connection connection = opened;
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW synchronous_commit")) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void a_server_without_fsync_is_refused() throws IOException {
        try (EmbeddedPostgres careless =
                Postgres.start(() -> EmbeddedPostgres.builder().setServerConfig("fsync", "off"))) {
            String url = "postgresql://localhost:" + careless.getPort() + "/postgres";
            assertThatThrownBy(() -> new JdbcEventStoreProvider().open(PostgresFixture.settings(url)))
                    .isInstanceOf(StoreRefusedException.class)
                    .hasMessageContaining("set fsync = on");
        }
    }

    @Test
    void a_server_without_full_page_writes_is_refused() {
        fixture.execute("ALTER SYSTEM SET full_page_writes = off");
        fixture.execute("SELECT pg_reload_conf()");
        try {
            Awaitility.await().untilAsserted(() -> assertThatThrownBy(
                            () -> fixture.openSecond().close())
                    .isInstanceOf(StoreRefusedException.class)
                    .hasMessageContaining("set full_page_writes = on"));
        } finally {
            fixture.execute("ALTER SYSTEM RESET full_page_writes");
            fixture.execute("SELECT pg_reload_conf()");
        }
        Awaitility.await().ignoreExceptions().until(() -> {
            fixture.openSecond().close();
            return true;
        });
    }

    @Test
    void properties_that_are_not_on_the_list_are_refused_by_name() {
        for (String url : List.of(
                "postgresql://u:geheim@localhost/db?socketFactory=x",
                "postgresql://u:geheim@localhost/db?options=-c")) {
            assertThatThrownBy(() -> new JdbcEventStoreProvider().open(PostgresFixture.settings(url)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(".*\"(socketFactory|options)\".*")
                    .hasMessageNotContaining("geheim");
        }
        assertThatThrownBy(() ->
                        new JdbcEventStoreProvider().open(PostgresFixture.settings("postgresql://u:geh eim@h/db")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("eim")
                .hasNoCause();
    }

    @Test
    void a_server_that_is_not_there_is_unavailable() {
        assertThatThrownBy(() -> new JdbcEventStoreProvider()
                        .open(PostgresFixture.settings("postgresql://localhost:1/carillon")))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageNotContaining("postgres:");
    }

    @Test
    void a_newer_schema_is_refused() {
        fixture.createEmpty().close();
        fixture.execute("INSERT INTO carillon_schema (version, checksum, applied) VALUES (7, 'x', 'now')");

        assertThatThrownBy(fixture::reopen)
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("schema version 7");
    }

    @Test
    void a_raised_epoch_ends_the_right_to_write_for_good() {
        try (EventStore store = fixture.createEmpty()) {
            store.commit(List.of(SqliteEventStoreTest.append("a")));
            fixture.execute("UPDATE carillon_head SET epoch = 2");

            assertThatThrownBy(() -> store.commit(List.of(SqliteEventStoreTest.append("b"))))
                    .isInstanceOf(StoreFencedException.class);
            fixture.execute("UPDATE carillon_head SET epoch = 1");
            assertThatThrownBy(() -> store.commit(List.of(SqliteEventStoreTest.append("c"))))
                    .isInstanceOf(StoreFencedException.class);

            assertThat(store.head().position()).isEqualTo(1);
        }
    }

    @Test
    void a_commit_whose_answer_is_lost_is_looked_up() {
        try (EventStore store = fixture.createEmpty()) {
            store.commit(List.of(SqliteEventStoreTest.append("a")));
            fixture.fault().armAfter(1);
            List<UnitOutcome> outcomes = store.commit(List.of(SqliteEventStoreTest.append("b")));

            assertThat(fixture.fault().struck()).isTrue();
            assertThat(outcomes).containsExactly(new UnitOutcome.Committed(List.of(2L)));
            assertThat(store.head().position()).isEqualTo(2);
        }
    }

    @Test
    void a_connection_that_the_server_ended_is_replaced() {
        try (EventStore store = fixture.createEmpty()) {
            store.commit(List.of(SqliteEventStoreTest.append("a")));
            fixture.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE application_name = 'carillon' AND pid <> pg_backend_pid()");

            assertThat(store.commit(List.of(SqliteEventStoreTest.append("b"))))
                    .containsExactly(new UnitOutcome.Committed(List.of(2L)));
        }
    }
}
