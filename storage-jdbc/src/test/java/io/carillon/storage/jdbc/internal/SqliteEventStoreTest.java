// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.StoreFencedException;
import io.carillon.events.store.Change;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoreRefusedException;
import io.carillon.events.store.StoreSettings;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import io.carillon.patience.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SqliteEventStoreTest {

    private final SqliteFixture fixture = new SqliteFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void data_of_a_newer_host_is_refused_and_left_as_it_is() throws IOException {
        fixture.createEmpty().close();
        fixture.execute("INSERT INTO carillon_schema (version, checksum, applied) VALUES (7, 'x', 'now')");
        byte[] before = Files.readAllBytes(fixture.file());

        assertThatThrownBy(fixture::reopen)
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("schema version 7")
                .hasMessageContaining("up to 1");

        assertThat(Files.readAllBytes(fixture.file())).isEqualTo(before);
    }

    @Test
    void a_schema_from_another_script_is_refused() {
        fixture.createEmpty().close();
        fixture.execute("UPDATE carillon_schema SET checksum = 'edited'");

        assertThatThrownBy(fixture::reopen)
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("checksum edited");
    }

    @Test
    void a_file_that_is_no_database_is_refused_and_left_as_it_is() throws IOException {
        byte[] text = "This is not a database. ".repeat(100).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Files.write(fixture.file(), text);

        assertThatThrownBy(fixture::reopen)
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("not an SQLite database");

        assertThat(Files.readAllBytes(fixture.file())).isEqualTo(text);
    }

    @Test
    void a_second_host_is_refused_as_often_as_it_comes() {
        try (EventStore store = fixture.createEmpty()) {
            assertThatThrownBy(fixture::openSecond)
                    .isInstanceOf(StoreRefusedException.class)
                    .hasMessageContaining("in use by another host");
            assertThatThrownBy(fixture::openSecond).isInstanceOf(StoreRefusedException.class);
            assertThat(store.head().position()).isZero();
        }
        fixture.openSecond().close();
    }

    @Test
    void another_process_cannot_lock_the_file_after_a_refusal() throws Exception {
        try (EventStore store = fixture.createEmpty()) {
            assertThatThrownBy(fixture::openSecond).isInstanceOf(StoreRefusedException.class);
            Path java = Path.of(System.getProperty("java.home"), "bin", "java");
            Path source = fixture.file().resolveSibling("Try.java");
            Files.writeString(
                    source,
                    "public class Try { public static void main(String[] a) throws Exception {"
                            + " try (var c = java.nio.channels.FileChannel.open(java.nio.file.Path.of(a[0]),"
                            + " java.nio.file.StandardOpenOption.WRITE)) {"
                            + " System.exit(c.tryLock() == null ? 3 : 0); } } }");
            Process process = new ProcessBuilder(java.toString(), source.toString(), fixture.file() + ".lock")
                    .inheritIO()
                    .start();
            assertThat(process.waitFor()).isEqualTo(3);
            assertThat(store.head().position()).isZero();
        }
    }

    @Test
    void only_the_owner_may_read_the_files() throws IOException {
        try (EventStore store = fixture.createEmpty()) {
            store.commit(List.of(append("a")));
            for (String suffix : List.of("", "-wal", "-shm", ".lock")) {
                Path file = Path.of(fixture.file() + suffix);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void an_engine_that_can_corrupt_its_log_is_refused() {
        assertThatThrownBy(() -> SqliteDialect.requireVersion("3.51.2"))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("3.51.3");
        assertThatThrownBy(() -> SqliteDialect.requireVersion("3.9.9")).isInstanceOf(StoreRefusedException.class);
        SqliteDialect.requireVersion("3.51.3");
        SqliteDialect.requireVersion("3.54.1");
        SqliteDialect.requireVersion("4.0");
    }

    @Test
    void properties_and_parameters_are_refused() {
        for (String url : List.of("sqlite:", "sqlite::memory:", "sqlite:events.db?mode=rwc")) {
            assertThatThrownBy(() -> new JdbcEventStoreProvider()
                            .open(new StoreSettings(url, fixture.file(), Map.of(), SqliteFixture.TIMEOUT)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void who_waits_for_a_commit_to_be_underway_is_told_before_it_waits_for_another_commit() throws Exception {
        try (EventStore store = fixture.createEmpty()) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch told = new CountDownLatch(1);
            AtomicBoolean inTime = new AtomicBoolean();
            fixture.fault().beforeEach(() -> {
                if (begun.getCount() > 0) {
                    begun.countDown();
                    inTime.set(passed(told));
                }
            });
            CompletableFuture<List<UnitOutcome>> first =
                    CompletableFuture.supplyAsync(() -> store.commit(List.of(append("a"))));
            assertThat(passed(begun)).isTrue();

            AtomicInteger times = new AtomicInteger();
            store.commit(List.of(append("b")), () -> {
                times.incrementAndGet();
                told.countDown();
            });

            assertThat(first.get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS)).hasSize(1);
            assertThat(inTime).isTrue();
            assertThat(times).hasValue(1);
        }
    }

    private static boolean passed(CountDownLatch latch) {
        try {
            return latch.await(Patience.LONGEST_SECONDS / 2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_raised_epoch_ends_the_right_to_write_for_good() {
        try (EventStore store = fixture.createEmpty()) {
            store.commit(List.of(append("a")));
            fixture.execute("UPDATE carillon_head SET epoch = 2");

            assertThatThrownBy(() -> store.commit(List.of(append("b")))).isInstanceOf(StoreFencedException.class);
            fixture.execute("UPDATE carillon_head SET epoch = 1");
            assertThatThrownBy(() -> store.commit(List.of(append("c")))).isInstanceOf(StoreFencedException.class);

            assertThat(store.head().position()).isEqualTo(1);
        }
    }

    @Test
    void a_commit_whose_answer_is_lost_is_looked_up() {
        try (EventStore store = fixture.createEmpty()) {
            store.commit(List.of(append("a")));
            // begin, head, types, blocks, events, commit
            fixture.fault().armAfter(6);
            List<UnitOutcome> outcomes = store.commit(List.of(append("b")));

            assertThat(fixture.fault().struck()).isTrue();
            assertThat(outcomes).containsExactly(new UnitOutcome.Committed(List.of(2L)));
            assertThat(store.head().position()).isEqualTo(2);
        }
    }

    @Test
    void a_full_disk_refuses_and_loses_nothing() {
        JdbcEventStoreProvider limited =
                new JdbcEventStoreProvider(source -> new PragmaSource(source, "PRAGMA max_page_count = 60"));
        String text = "x".repeat(200_000);
        try (EventStore store = limited.open(fixture.settings())) {
            assertThat(store.commit(List.of(append("small")))).containsExactly(new UnitOutcome.Committed(List.of(1L)));

            assertThat(store.commit(List.of(append("large", text))))
                    .singleElement()
                    .isInstanceOfSatisfying(UnitOutcome.Rejected.class, rejected -> assertThat(rejected.code())
                            .isEqualTo("store-full"));

            assertThat(store.commit(List.of(append("next")))).containsExactly(new UnitOutcome.Committed(List.of(2L)));
            assertThat(store.readAfter(0, 10)).hasSize(2);
        }
    }

    @Test
    void hot_queries_use_their_indexes() {
        try (EventStore store = fixture.createEmpty()) {
            store.commit(List.of(append("a")));
        }
        assertThat(fixture.plan("SELECT 1 FROM carillon_event_log l WHERE l.id = 'a'"))
                .contains("carillon_event_log_identity");
        assertThat(fixture.plan("SELECT l.position FROM carillon_event_log l WHERE l.type_id = 1 AND l.position < 9"
                        + " ORDER BY l.position DESC LIMIT 5"))
                .contains("carillon_event_log_type")
                .doesNotContain("TEMP B-TREE");
        assertThat(fixture.plan(
                        "SELECT l.position FROM carillon_event_log l WHERE l.subject = 'a' AND +l.type_id IN (1)"
                                + " ORDER BY l.position DESC LIMIT 5"))
                .contains("carillon_event_log_subject")
                .doesNotContain("TEMP B-TREE");
        assertThat(fixture.plan("SELECT l.position FROM carillon_event_log l WHERE l.correlation_id = 'a'"
                        + " AND l.correlation_id <> l.id ORDER BY l.position LIMIT 5"))
                .contains("carillon_event_log_correlation")
                .doesNotContain("TEMP B-TREE");
        assertThat(fixture.plan("SELECT l.position FROM carillon_event_log l WHERE l.position > 5 ORDER BY l.position"))
                .contains("INTEGER PRIMARY KEY");
    }

    @Test
    void keys_of_a_prefix_are_sought_not_walked_to() {
        fixture.createEmpty().close();
        for (boolean further : new boolean[] {true, false}) {
            String sql = PluginDataTables.keys(further, "end").replace("?", "'k'") + 5;
            assertThat(fixture.plan(sql))
                    .contains("plugin=? AND state_key>? AND state_key<?")
                    .doesNotContain("TEMP B-TREE");
            assertThat(sql.split("state_key >", -1))
                    .as("lower bounds of %s", sql)
                    .hasSize(2);
        }
    }

    static WriteUnit append(String id) {
        return append(id, "{}");
    }

    static WriteUnit append(String id, String text) {
        EventDraft draft = EventDraft.builder("sample.happened")
                .id(id)
                .source("/test")
                .timeText("2026-01-02T03:04:05Z")
                .data(EventData.of("text/plain", text.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .build();
        return WriteUnit.of(new Change.Append(NewEvent.of(
                io.carillon.events.Event.of(draft),
                java.time.Instant.parse("2026-01-02T03:04:06Z"),
                io.carillon.events.store.LogHash.body(draft))));
    }
}
