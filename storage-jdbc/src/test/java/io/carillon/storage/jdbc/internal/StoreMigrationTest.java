// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.Change;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogHash;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoreRefusedException;
import io.carillon.events.store.StoreSettings;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.SubscriptionRecord;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import io.carillon.patience.Patience;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class StoreMigrationTest {

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final String UNUSUAL = "a\u0000b\u0001c \uD83D\uDE00 \uD800 'quoted' \\ \"é\n";

    private static final String END_SESSIONS =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'carillon_away'";

    /** More than one batch of the copy. */
    private static final int EVENTS = 620;

    /** From one operation that is broken to the next; 1 breaks every one. */
    private static final int STEP = Integer.getInteger("carillon.store.step", 8);

    @TempDir
    private Path folder;

    private final List<String> schemas = new ArrayList<>();

    @BeforeEach
    void fill() {
        try (EventStore store = new JdbcEventStoreProvider().open(sqlite("old.db"))) {
            List<WriteUnit> units = new ArrayList<>();
            for (int i = 1; i <= 400; i++) {
                units.add(WriteUnit.of(new Change.Append(event(i))));
            }
            store.commit(units);
            units.clear();
            for (int i = 401; i <= EVENTS; i++) {
                units.add(WriteUnit.of(new Change.Append(event(i))));
            }
            units.add(WriteUnit.of(
                    new Change.PutSubscription(new SubscriptionRecord(
                            "p:" + UNUSUAL, "p", List.of("a.**", "b"), 3, 1, 7, List.of(9L, 10L, 12L), false, TIME)),
                    new Change.PutSubscription(
                            new SubscriptionRecord("q", "q", List.of("**"), 1, 0, 0, List.of(), true, TIME)),
                    new Change.RecordOnce("q", UNUSUAL, TIME),
                    new Change.PutDeadLetter(
                            new DeadLetter("q", 500, 4, UNUSUAL.repeat(50), TIME, TIME.plusNanos(1), "")),
                    new Change.PutState("p", UNUSUAL, "{\"a\":\"" + "ö".repeat(5_000) + "\"}"),
                    new Change.PutState("p", "k", "null"),
                    new Change.PutDocument("c", UNUSUAL, "[1]", Map.of("i", UNUSUAL, "j", "v")),
                    new Change.PutDocument("c", UNUSUAL, "[2]", Map.of("i", UNUSUAL, "j", "w")),
                    new Change.DeleteData(505),
                    new Change.Truncate(17)));
            assertThat(store.commit(units)).noneMatch(UnitOutcome.Rejected.class::isInstance);
        }
    }

    private static NewEvent event(int number) {
        EventDraft.Builder draft = EventDraft.builder("sample.t" + number % 7)
                .id("e" + number)
                .source(number % 5 == 0 ? "/" + "\u6E2F".repeat(400) : "/s")
                .timeText("2026-01-02T03:04:05.123456789Z")
                .data(data(number));
        if (number % 3 == 0) {
            draft.subject("\uD83D\uDE00 's' \\ " + number % 11)
                    .extension("tenant", "t\u00e9")
                    .extension("correlationid", "e1")
                    .extension("flag", true)
                    .extension("count", number);
        }
        EventDraft made = draft.build();
        return NewEvent.of(Event.of(made), TIME.plusMillis(number), LogHash.body(made));
    }

    private static EventData data(int number) {
        byte[] large = new byte[number == 300 ? 900_000 : 3];
        Arrays.fill(large, (byte) number);
        return switch (number % 4) {
            case 0 -> EventData.of("application/octet-stream", large);
            case 1 -> EventData.json("{\"n\":\"\uD83D\uDE00" + number + "\"}");
            case 2 -> EventData.of("text/plain", new byte[] {0, 1, (byte) 0xff});
            default -> EventData.none();
        };
    }

    @AfterEach
    void drop() {
        schemas.forEach(schema -> Postgres.execute("public", "DROP SCHEMA " + schema + " CASCADE"));
    }

    private StoreSettings sqlite(String name) {
        return new StoreSettings("sqlite:" + name, folder, Map.of(), Patience.LONGEST);
    }

    /** A schema of its own; hosts of it have a name of their own, so that those of other tests do not matter. */
    private StoreSettings postgresql() {
        String schema = Postgres.createSchema();
        schemas.add(schema);
        return PostgresFixture.settings(Postgres.url(schema) + "&applicationName=host-" + schema);
    }

    /** With sessions that a slow server ends late. */
    private static StoreMigration patient() {
        return new StoreMigration(UnaryOperator.identity(), UnaryOperator.identity(), Patience.LONGEST);
    }

    /** Listens to nothing. */
    private static void nobody(String act, long[] numbers) {}

    private static Map<String, Object> options(StoreSettings settings) {
        return Map.of(
                "url", settings.url(),
                "dataDirectory", settings.dataDirectory(),
                "properties", settings.properties());
    }

    private static Map<String, Object> move(StoreSettings from, StoreSettings to) {
        return move(patient(), from, to, StoreMigrationTest::nobody);
    }

    private static Map<String, Object> move(
            StoreMigration migration, StoreSettings from, StoreSettings to, BiConsumer<String, long[]> listener) {
        return migration.apply(List.of(options(from), options(to)), listener);
    }

    private Connection connect(StoreSettings settings) throws SQLException {
        return settings.scheme().equals("sqlite")
                ? DriverManager.getConnection("jdbc:sqlite:" + SqliteFile.locate(settings))
                : DriverManager.getConnection("jdbc:" + settings.url(), "postgres", "postgres");
    }

    private Map<String, List<String>> dump(StoreSettings settings) throws SQLException {
        try (Connection connection = connect(settings)) {
            return StoreDump.of(connection);
        }
    }

    private void execute(StoreSettings settings, String sql) throws SQLException {
        try (Connection connection = connect(settings);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void a_store_with_everything_in_it_goes_to_postgresql_and_back_row_for_row() throws SQLException {
        Map<String, List<String>> before = dump(sqlite("old.db"));
        before.forEach((table, rows) -> assertThat(rows).as(table).isNotEmpty());
        StoreSettings server = postgresql();

        Map<String, Object> moved = move(sqlite("old.db"), server);

        assertThat(moved).as("%s", moved).containsEntry("outcome", "moved").containsEntry("position", (long) EVENTS);
        assertThat(String.valueOf(moved.get("rows"))).contains("carillon_event_log=" + (EVENTS - 17));
        assertThat(dump(server)).isEqualTo(before);
        Map<String, Object> back = move(server, sqlite("new.db"));
        assertThat(back).isEqualTo(moved);
        assertThat(dump(sqlite("new.db"))).isEqualTo(before);
        assertThat(folder.resolve("new.db.unfinished")).doesNotExist();
        assertThat(folder.resolve("new.db.unfinished.lock")).doesNotExist();
        goesOn(server);
        goesOn(sqlite("new.db"));
    }

    /** The log is whole, knows what it had, and takes the next event. */
    private static void goesOn(StoreSettings settings) {
        try (EventStore store = new JdbcEventStoreProvider().open(settings)) {
            long position = 17;
            List<StoredEvent> page = store.readAfter(position, 500);
            while (!page.isEmpty()) {
                position = page.get(page.size() - 1).position();
                page = store.readAfter(position, 500);
            }
            assertThat(position).isEqualTo(EVENTS);
            assertThat(store.commit(List.of(
                            WriteUnit.of(new Change.Append(event(3))),
                            WriteUnit.of(new Change.Append(event(EVENTS + 1))))))
                    .containsExactly(
                            new UnitOutcome.Duplicate(List.of(3L)), new UnitOutcome.Committed(List.of(EVENTS + 1L)));
            assertThat(store.document("c", UNUSUAL).orElseThrow().revision()).isEqualTo(2);
        }
    }

    @Test
    void a_log_goes_from_file_to_file_and_from_database_to_database() throws SQLException {
        assertThat(move(sqlite("old.db"), sqlite("sub/new.db"))).containsEntry("outcome", "moved");
        assertThat(dump(sqlite("sub/new.db"))).isEqualTo(dump(sqlite("old.db")));
        StoreSettings one = postgresql();
        StoreSettings other = postgresql();

        assertThat(move(sqlite("sub/new.db"), one)).containsEntry("outcome", "moved");
        assertThat(move(one, other)).containsEntry("outcome", "moved");

        assertThat(dump(other)).isEqualTo(dump(sqlite("old.db")));
    }

    @Test
    void an_empty_log_is_moved_too() throws SQLException {
        new JdbcEventStoreProvider().open(sqlite("empty.db")).close();

        assertThat(move(sqlite("empty.db"), sqlite("new.db"))).containsEntry("outcome", "moved");

        assertThat(dump(sqlite("new.db"))).isEqualTo(dump(sqlite("empty.db")));
    }

    @Test
    void every_table_and_column_that_a_store_has_is_copied() throws SQLException {
        Map<String, Set<String>> copied = new TreeMap<>();
        CopiedTable.ALL.forEach(table -> copied.put(
                table.name(),
                new TreeSet<>(
                        table.columns().stream().map(CopiedTable.Column::name).toList())));
        StoreSettings server = postgresql();
        new JdbcEventStoreProvider().open(server).close();

        try (Connection sqlite = connect(sqlite("old.db"));
                Connection postgresql = connect(server)) {
            assertThat(copied).isEqualTo(StoreDump.columns(sqlite)).isEqualTo(StoreDump.columns(postgresql));
        }
    }

    @Test
    void whatever_breaks_at_whichever_operation_leaves_no_file_and_the_next_attempt_succeeds() throws IOException {
        BreakableSource old = new BreakableSource();
        BreakableSource fresh = new BreakableSource();
        StoreMigration migration = new StoreMigration(old::around, fresh::around, Patience.LONGEST);
        int operations = 0;
        for (BreakableSource broken : List.of(old, fresh)) {
            broken.arm(1);
            for (int operation = 1; brokenAt(migration, broken); broken.arm(operation)) {
                operation += STEP;
                operations += STEP;
                assertThat(names()).as("after operation %s", operation).containsExactly("old.db", "old.db.lock");
            }
            assertThat(names()).contains("new.db").noneMatch(name -> name.contains("unfinished"));
            broken.disarm();
            Files.delete(folder.resolve("new.db"));
        }
        assertThat(operations).isGreaterThan(40);
        assertThat(old.open() + fresh.open()).as("connections left open").isZero();
    }

    /** Moves to {@code new.db}; whether it struck. */
    private boolean brokenAt(StoreMigration migration, BreakableSource broken) {
        Map<String, Object> outcome = move(migration, sqlite("old.db"), sqlite("new.db"), StoreMigrationTest::nobody);
        assertThat(outcome).as("%s", outcome).containsEntry("outcome", broken.struck() ? "unavailable" : "moved");
        return broken.struck();
    }

    /** Files of stores; the lock of a name that was reserved stays, as that of a host does. */
    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("new.db.lock"))
                    .filter(name -> !name.matches("old\\.db-(wal|shm)"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void a_connection_to_the_new_database_that_breaks_leaves_no_log_there() throws SQLException {
        BreakableSource fresh = new BreakableSource();
        StoreMigration migration = new StoreMigration(UnaryOperator.identity(), fresh::around, Patience.LONGEST);
        StoreSettings server = postgresql();
        int operation = 1;
        fresh.arm(operation);
        while ("unavailable"
                .equals(move(migration, sqlite("old.db"), server, StoreMigrationTest::nobody)
                        .get("outcome"))) {
            assertThat(fresh.struck()).isTrue();
            try (Connection connection = connect(server)) {
                assertThat(StoreDump.columns(connection))
                        .as("after operation %s", operation)
                        .isEmpty();
            }
            operation += 2 * STEP;
            fresh.arm(operation);
        }
        assertThat(operation).isGreaterThan(30);
        assertThat(dump(server)).isEqualTo(dump(sqlite("old.db")));
        assertThat(fresh.open()).as("connections left open").isZero();
    }

    @Test
    void an_answer_to_the_commit_that_is_lost_is_not_taken_for_a_failure() throws SQLException {
        BreakableSource fresh = new BreakableSource();
        StoreMigration migration = new StoreMigration(UnaryOperator.identity(), fresh::around, Patience.LONGEST);
        AtomicInteger operations = new AtomicInteger();
        fresh.beforeEach(operations::incrementAndGet);
        assertThat(move(migration, sqlite("old.db"), postgresql(), StoreMigrationTest::nobody))
                .containsEntry("outcome", "moved");
        StoreSettings server = postgresql();
        fresh.armAfter(operations.get());

        Map<String, Object> outcome = move(migration, sqlite("old.db"), server, StoreMigrationTest::nobody);

        assertThat(outcome).containsEntry("outcome", "unavailable");
        assertThat(String.valueOf(outcome.get("text"))).contains("could not find out", "store verify --url");
        assertThat(dump(server)).isEqualTo(dump(sqlite("old.db")));
    }

    @Test
    void a_new_store_that_does_not_hold_what_was_written_is_refused() {
        for (String change : List.of(
                "UPDATE carillon_plugin_state SET json = '2' WHERE state_key = 'k'",
                "UPDATE carillon_event_log SET stream_revision = 77 WHERE position = 50",
                "DELETE FROM carillon_once",
                "UPDATE carillon_event_log SET data = NULL WHERE position = 53")) {
            AtomicReference<Connection> connection = new AtomicReference<>();
            StoreMigration migration =
                    new StoreMigration(UnaryOperator.identity(), source -> seen(source, connection), Patience.LONGEST);

            Map<String, Object> outcome = move(migration, sqlite("old.db"), sqlite("new.db"), (act, numbers) -> {
                if (act.equals("copy") && numbers[0] == numbers[1]) {
                    try (Statement statement = connection.get().createStatement()) {
                        assertThat(statement.executeUpdate(change)).isEqualTo(1);
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });

            assertThat(outcome).as(change).containsEntry("outcome", "refused");
            assertThat(folder.resolve("new.db")).doesNotExist();
        }
    }

    @Test
    void a_disk_that_is_full_leaves_no_file() throws IOException {
        AtomicReference<Connection> connection = new AtomicReference<>();
        StoreMigration migration =
                new StoreMigration(UnaryOperator.identity(), source -> seen(source, connection), Patience.LONGEST);

        Map<String, Object> outcome = move(migration, sqlite("old.db"), sqlite("new.db"), (act, numbers) -> {
            try (Statement statement = connection.get().createStatement()) {
                statement.execute("PRAGMA max_page_count = 60");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });

        assertThat(outcome).as("%s", outcome).containsEntry("outcome", "unavailable");
        assertThat(String.valueOf(outcome.get("text"))).contains("there is no room left");
        assertThat(names()).containsExactly("old.db", "old.db.lock");
    }

    /** Remembers the newest connection of a source. */
    private static DataSource seen(DataSource source, AtomicReference<Connection> connection) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(source, arguments);
                    if (result instanceof Connection opened) {
                        connection.set(opened);
                    }
                    return result;
                });
    }

    @Test
    void who_ends_it_in_between_leaves_no_log() throws Exception {
        StoreSettings server = postgresql();
        List<String> seen = new ArrayList<>();
        for (StoreSettings target : List.of(sqlite("new.db"), server)) {
            for (String act : List.of("copy", "verify")) {
                assertThatThrownBy(() -> move(patient(), sqlite("old.db"), target, (now, numbers) -> {
                            seen.add(now + " " + numbers[0] + " of " + numbers[1]);
                            if (now.equals(act) && numbers[0] > 400) {
                                throw new CancellationException("enough");
                            }
                        }))
                        .isInstanceOf(CancellationException.class);
            }
        }
        assertThat(seen).anyMatch(line -> line.matches("copy 5\\d\\d of \\d\\d\\d"));
        assertThat(names()).containsExactly("old.db", "old.db.lock");
        try (Connection connection = connect(server)) {
            assertThat(StoreDump.columns(connection)).isEmpty();
        }
    }

    @Test
    void what_a_process_left_that_was_killed_is_in_nobodys_way() throws Exception {
        Files.write(folder.resolve("new.db.unfinished"), new byte[5_000]);
        Files.write(folder.resolve("new.db.unfinished-wal"), new byte[5_000]);

        assertThat(move(sqlite("old.db"), sqlite("new.db"))).containsEntry("outcome", "moved");

        assertThat(dump(sqlite("new.db"))).isEqualTo(dump(sqlite("old.db")));
        assertThat(names()).containsExactly("new.db", "old.db", "old.db.lock");
    }

    private static void assertRefused(Map<String, Object> outcome, String... words) {
        assertThat(outcome).as("%s", outcome).containsEntry("outcome", "refused");
        assertThat(String.valueOf(outcome.get("text"))).contains(words);
    }

    @Test
    void a_place_that_is_not_free_is_refused_and_left_as_it_is() throws Exception {
        StoreSettings server = postgresql();
        for (StoreSettings settings : List.of(sqlite("taken.db"), server)) {
            try (EventStore store = new JdbcEventStoreProvider().open(settings)) {
                store.commit(List.of(SqliteEventStoreTest.append("a")));
            }
            Map<String, List<String>> before = dump(settings);
            assertRefused(move(sqlite("old.db"), settings), "it holds the log ", "events up to position 1");
            assertThat(dump(settings)).isEqualTo(before);
        }
        Files.writeString(folder.resolve("text.db"), "not a database");
        assertRefused(move(sqlite("old.db"), sqlite("text.db")), "text.db is there already");
        Files.write(folder.resolve("stale.db-wal"), new byte[100]);
        assertRefused(move(sqlite("old.db"), sqlite("stale.db")), "stale.db-wal is there");
        assertRefused(move(sqlite("old.db"), sqlite("old.db")), "is in", "old.db already");
        assertRefused(
                move(sqlite("old.db"), new StoreSettings("memory:", folder, Map.of(), Patience.LONGEST)),
                "sqlite:FILE");
    }

    @Test
    void a_log_that_is_not_whole_is_refused() throws Exception {
        for (String damage : List.of(
                "UPDATE carillon_event_log SET data = '{}' WHERE position = 405",
                "UPDATE carillon_event_log SET position = 4000 WHERE position = 405",
                "DELETE FROM carillon_event_log WHERE position = 405",
                "DELETE FROM carillon_event_log WHERE position > 610",
                "DELETE FROM carillon_event_log",
                "UPDATE carillon_event_log SET chain_hash = zeroblob(32) WHERE position = 405",
                "UPDATE carillon_head SET hash = zeroblob(32)",
                "UPDATE carillon_head SET first_position = 16")) {
            Files.copy(folder.resolve("old.db"), folder.resolve("copy.db"));
            execute(sqlite("copy.db"), damage);
            assertRefused(move(sqlite("copy.db"), sqlite("new.db")), "the old log is not whole");
            assertThat(folder.resolve("new.db")).doesNotExist();
            for (String end : List.of("", "-wal", "-shm")) {
                folder.resolve("copy.db" + end).toFile().delete();
            }
        }
    }

    @Test
    void a_host_that_starts_in_the_new_place_meanwhile_is_refused_or_waits_for_the_whole_log() throws Exception {
        assertThat(move(patient(), sqlite("old.db"), sqlite("new.db"), (act, numbers) -> assertThatThrownBy(
                                () -> new JdbcEventStoreProvider().open(sqlite("new.db")))
                        .isInstanceOf(StoreRefusedException.class)
                        .hasMessageContaining("in use by another host")))
                .containsEntry("outcome", "moved");
        StoreSettings server = postgresql();
        AtomicReference<CompletableFuture<EventStore>> host = new AtomicReference<>();

        Map<String, Object> moved = move(patient(), sqlite("old.db"), server, (act, numbers) -> {
            if (host.get() == null) {
                host.set(CompletableFuture.supplyAsync(() -> new JdbcEventStoreProvider().open(server)));
                await().atMost(Patience.LONGEST).until(() -> waitsForALock(server));
            }
        });

        assertThat(moved).as("%s", moved).containsEntry("outcome", "moved");
        try (EventStore store = host.get().get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS)) {
            assertThat(store.head().position()).isEqualTo(EVENTS);
        }
        assertThat(dump(server)).isEqualTo(dump(sqlite("old.db")));
    }

    /** Whether a host of this store does. */
    private boolean waitsForALock(StoreSettings server) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type ="
                        + " 'Lock' AND application_name = 'host-" + schemas.get(schemas.size() - 1) + "'")) {
            row.next();
            return row.getInt(1) > 0;
        }
    }

    @Test
    void what_is_no_log_is_refused_as_a_source() throws SQLException {
        StoreSettings server = postgresql();
        assertRefused(move(server, sqlite("new.db")), "there is no log in the postgresql store");
        assertRefused(move(sqlite("none.db"), sqlite("new.db")), "there is no store");
        execute(sqlite("old.db"), "INSERT INTO carillon_schema (version, checksum, applied) VALUES (7, 'x', 'now')");
        assertRefused(move(sqlite("old.db"), sqlite("new.db")), "schema version 7");
        assertThat(folder.resolve("new.db")).doesNotExist();
    }

    @Test
    void a_log_that_a_host_has_is_refused() throws Exception {
        try (EventStore host = new JdbcEventStoreProvider().open(sqlite("old.db"))) {
            assertThat(host.head().position()).isEqualTo(EVENTS);
            assertRefused(move(sqlite("old.db"), sqlite("new.db")), "in use by another host");
        }
        StoreSettings server = postgresql();
        assertThat(move(sqlite("old.db"), server)).containsEntry("outcome", "moved");
        try (EventStore host = new JdbcEventStoreProvider().open(server)) {
            assertThat(host.head().position()).isEqualTo(EVENTS);
            StoreMigration hasty =
                    new StoreMigration(UnaryOperator.identity(), UnaryOperator.identity(), Duration.ZERO);
            assertRefused(
                    move(hasty, server, sqlite("new.db"), StoreMigrationTest::nobody),
                    "hosts have ",
                    "named host-" + schemas.get(0),
                    "stop them");
        }
        await().atMost(Patience.LONGEST)
                .untilAsserted(() -> assertThat(move(server, sqlite("new.db"))).containsEntry("outcome", "moved"));
    }

    @Test
    void a_host_that_writes_to_the_old_log_meanwhile_is_noticed() throws Exception {
        StoreSettings server = postgresql();
        assertThat(move(sqlite("old.db"), server)).containsEntry("outcome", "moved");
        StoreSettings unnamed = PostgresFixture.settings(Postgres.url(schemas.get(0)));

        Map<String, Object> outcome = move(patient(), server, sqlite("new.db"), (act, numbers) -> {
            if (act.equals("verify") && numbers[0] == numbers[1]) {
                try (EventStore host = new JdbcEventStoreProvider().open(unnamed)) {
                    host.commit(List.of(SqliteEventStoreTest.append("meanwhile")));
                }
            }
        });

        assertRefused(outcome, "a host wrote to the old log while it was copied");
        assertThat(folder.resolve("new.db")).doesNotExist();
    }

    @Test
    void the_old_database_has_no_transaction_open_while_the_new_log_is_read() throws Exception {
        StoreSettings server = postgresql();
        assertThat(move(sqlite("old.db"), server)).containsEntry("outcome", "moved");
        List<Long> open = new ArrayList<>();

        Map<String, Object> outcome = move(patient(), server, sqlite("new.db"), (act, numbers) -> {
            if (act.equals("verify")) {
                open.add(transactions(server));
            }
        });

        assertThat(outcome).as("%s", outcome).containsEntry("outcome", "moved");
        assertThat(open).hasSizeGreaterThan(10).containsOnly(0L);
    }

    /** How many transactions a move has open in a server, which ends those that do nothing for a while. */
    private long transactions(StoreSettings server) {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE application_name = 'carillon-store-migrate' AND xact_start IS NOT NULL")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void who_is_interrupted_does_not_ask_for_hosts_again_and_again() {
        StoreSettings server = postgresql();
        assertThat(move(sqlite("old.db"), server)).containsEntry("outcome", "moved");
        BreakableSource old = new BreakableSource();
        AtomicInteger operations = new AtomicInteger();
        old.beforeEach(() -> {
            if (operations.incrementAndGet() == 10) {
                Thread.currentThread().interrupt();
            }
        });
        StoreMigration migration = new StoreMigration(old::around, UnaryOperator.identity(), Duration.ofSeconds(30));
        try (EventStore host = new JdbcEventStoreProvider().open(server)) {
            assertThat(host.head().position()).isEqualTo(EVENTS);

            Map<String, Object> outcome = move(migration, server, sqlite("new.db"), StoreMigrationTest::nobody);

            assertThat(Thread.interrupted()).isTrue();
            assertRefused(outcome, "hosts have ", "stop them");
        }
        assertThat(operations).hasValueBetween(10, 20);
    }

    @Test
    void the_version_of_a_schema_is_told_whoever_has_the_store_and_however_new_it_is() throws Exception {
        StoreSettings server = postgresql();
        assertThat(version(server)).containsEntry("outcome", "none");
        assertThat(version(sqlite("none.db"))).containsEntry("outcome", "none");
        for (StoreSettings settings : List.of(sqlite("one.db"), server)) {
            try (EventStore store = new JdbcEventStoreProvider().open(settings)) {
                assertThat(store.info().schemaVersion()).isEqualTo(1);
                assertThat(version(settings)).isEqualTo(Map.of("outcome", "log", "version", 1, "newest", 1));
            }
            execute(settings, "INSERT INTO carillon_schema (version, checksum, applied) VALUES (7, 'x', 'now')");
            assertThat(version(settings)).containsEntry("version", 7).containsEntry("newest", 1);
        }
        Files.writeString(folder.resolve("text.db"), "This is not a database. ".repeat(100));
        assertThat(version(sqlite("text.db"))).containsEntry("outcome", "refused");
        assertThat(version(PostgresFixture.settings("postgresql://127.0.0.1:1/none")))
                .containsEntry("outcome", "unavailable");
    }

    @Test
    void a_server_that_lets_nobody_in_says_nothing_of_a_log() {
        StoreSettings server =
                PostgresFixture.settings(Postgres.url("public").replace("/postgres?", "/no_such_database?"));

        assertThatThrownBy(() -> new OfflineStore().apply(options(server)))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("has no such database");
    }

    @Test
    void a_server_that_goes_away_is_not_waited_for_as_long_as_for_an_answer() throws Exception {
        String url = Postgres.url("public").replace("/postgres?", "/carillon_away?");
        Postgres.execute("public", "CREATE DATABASE carillon_away");
        new JdbcEventStoreProvider().open(PostgresFixture.settings(url)).close();
        try (EventStore store = (EventStore) new OfflineStore().apply(options(PostgresFixture.settings(url)))) {
            assertThat(store.head().position()).isZero();
            Postgres.execute("public", "ALTER DATABASE carillon_away ALLOW_CONNECTIONS false");
            Postgres.execute("public", END_SESSIONS);

            assertTimeoutPreemptively(Patience.LONGEST, () -> {
                for (int i = 0; i < 2; i++) { // with the connection that broke, and with none
                    assertThatThrownBy(() -> store.readAfter(0, 10)).isInstanceOf(StoreUnavailableException.class);
                }
            });
        }
    }

    private static Map<String, Object> version(StoreSettings settings) {
        return new StoreVersion().apply(options(settings));
    }
}
