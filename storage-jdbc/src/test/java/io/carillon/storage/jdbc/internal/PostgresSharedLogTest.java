// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.StoreSettings;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.UnitOutcome;
import io.carillon.patience.Patience;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hosts do to each other while one of them holds the head row, or loses its server process. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PostgresSharedLogTest {

    private static final String HOLD = "SELECT 1 FROM carillon_head FOR UPDATE";

    private final PostgresFixture fixture = new PostgresFixture();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        threads.shutdownNow();
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_commit_whose_server_process_is_ended_while_it_waits_is_made_once(boolean anotherHostIsFaster)
            throws Exception {
        try (EventStore store = fixture.createEmpty();
                EventStore other = fixture.openSecond();
                Connection holder = Postgres.connect(fixture.schema())) {
            store.commit(List.of(SqliteEventStoreTest.append("a")));
            hold(holder);
            Future<List<UnitOutcome>> commit =
                    threads.submit(() -> store.commit(List.of(SqliteEventStoreTest.append("b"))));
            int waiting = awaitWaiting("WITH h AS%");
            Future<List<UnitOutcome>> faster = anotherHostIsFaster
                    ? threads.submit(() -> other.commit(List.of(SqliteEventStoreTest.append("c"))))
                    : null;

            fixture.execute("SELECT pg_terminate_backend(" + waiting + ")");
            awaitWaiting("%carillon_head%FOR UPDATE");
            holder.rollback();

            List<UnitOutcome> outcomes = new ArrayList<>(commit.get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS));
            if (faster != null) {
                outcomes.addAll(faster.get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS));
            }
            List<Long> positions = LongStream.rangeClosed(2, anotherHostIsFaster ? 3 : 2)
                    .boxed()
                    .toList();
            assertThat(outcomes)
                    .flatExtracting(outcome -> ((UnitOutcome.Committed) outcome).positions())
                    .containsExactlyInAnyOrderElementsOf(positions);
            assertThat(store.readAfter(1, 10)).extracting(StoredEvent::position).isEqualTo(positions);
            assertThat(store.find("b")).hasSize(1);
        }
    }

    @Test
    void commits_whose_server_processes_are_ended_at_any_moment_lose_and_double_nothing() throws Exception {
        int commits = 60;
        try (EventStore store = fixture.createEmpty();
                EventStore other = fixture.openSecond()) {
            List<Future<List<Long>>> writers = new ArrayList<>();
            for (EventStore each : List.of(store, other)) {
                String name = each == store ? "one-" : "two-";
                writers.add(threads.submit(() -> {
                    List<Long> positions = new ArrayList<>();
                    for (int i = 0; i < commits; i++) {
                        positions.addAll(commitUntilAnswered(each, name + i));
                    }
                    return positions;
                }));
            }
            int ended = 0;
            while (!writers.stream().allMatch(Future::isDone)) {
                ended += count("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                        + " WHERE application_name = 'carillon' AND query LIKE 'WITH h AS%'"
                        + " AND (state = 'active' OR random() < 0.05)");
            }

            List<Long> positions = new ArrayList<>();
            for (Future<List<Long>> each : writers) {
                positions.addAll(each.get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS));
            }
            assertThat(ended).isPositive();
            assertThat(positions).containsExactlyInAnyOrderElementsOf(positions(2L * commits));
            assertThat(store.readAfter(0, 1_000))
                    .extracting(StoredEvent::position)
                    .isEqualTo(positions(2L * commits));
        }
    }

    /** A host that stops in a transaction, and one whose statement does not end. */
    @ParameterizedTest
    @ValueSource(strings = {"", "SELECT pg_sleep(600)"})
    void a_host_that_holds_the_head_row_delays_others_by_its_time_out_at_most(String next) throws Exception {
        AtomicReference<DataSource> connections = new AtomicReference<>();
        JdbcEventStoreProvider stalling = new JdbcEventStoreProvider(source -> {
            connections.set(source);
            return source;
        });
        try (EventStore store = open(new JdbcEventStoreProvider(), Patience.LONGEST);
                EventStore stalled = openHasty(stalling, Duration.ofSeconds(5));
                Connection holder = connections.get().getConnection()) {
            store.commit(List.of(SqliteEventStoreTest.append("a")));
            hold(holder);
            Future<?> running = threads.submit(() -> {
                try (Statement statement = holder.createStatement()) {
                    return next.isEmpty() || statement.execute(next);
                }
            });

            Future<List<UnitOutcome>> commit =
                    threads.submit(() -> store.commit(List.of(SqliteEventStoreTest.append("b"))));

            // The time-out of the stalled host; without it, that of the waiting host ends the wait with a failure.
            assertThat(commit.get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS))
                    .containsExactly(new UnitOutcome.Committed(List.of(2L)));
            Awaitility.await().until(running::isDone);
            if (!next.isEmpty()) {
                holder.rollback();
            }
            assertThat(commitUntilAnswered(stalled, "c")).containsExactly(3L);
        }
    }

    @Test
    void a_commit_that_waits_longer_than_its_time_out_is_given_up_and_leaves_nothing() throws Exception {
        try (EventStore store = openHasty(new JdbcEventStoreProvider(), Duration.ofSeconds(2));
                EventStore patient = open(new JdbcEventStoreProvider(), Patience.LONGEST);
                Connection holder = Postgres.connect(fixture.schema())) {
            hold(holder);

            Future<List<UnitOutcome>> commit =
                    threads.submit(() -> store.commit(List.of(SqliteEventStoreTest.append("a"))));

            assertThat(commit)
                    .failsWithin(Patience.LONGEST_SECONDS, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withCauseInstanceOf(StoreUnavailableException.class)
                    .withMessageContaining("longer than PT2S");
            holder.rollback();
            assertThat(patient.head().position()).isZero();
            assertThat(commitUntilAnswered(store, "a")).containsExactly(1L);
        }
    }

    @Test
    void two_hosts_with_8_writers_each_make_one_dense_log_while_the_head_row_is_held_now_and_then() throws Exception {
        int writers = 8;
        int each = 20;
        int total = 2 * writers * each;
        try (EventStore one = open(new JdbcEventStoreProvider(), Patience.LONGEST);
                EventStore two = open(new JdbcEventStoreProvider(), Patience.LONGEST)) {
            List<Future<List<Long>>> written = new ArrayList<>();
            List<Future<List<Long>>> read = new ArrayList<>();
            for (EventStore store : List.of(one, two)) {
                read.add(threads.submit(() -> follow(store, total)));
                for (int writer = 0; writer < writers; writer++) {
                    String name = (store == one ? "one-" : "two-") + writer + "-";
                    written.add(threads.submit(write(store, name, each)));
                }
            }
            int stalls = stallUntil(() -> written.stream().allMatch(Future::isDone));

            List<Long> positions = new ArrayList<>();
            for (Future<List<Long>> writer : written) {
                positions.addAll(writer.get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS));
            }
            assertThat(stalls).isPositive();
            assertThat(positions).containsExactlyInAnyOrderElementsOf(positions(total));
            for (Future<List<Long>> reader : read) {
                assertThat(reader.get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS))
                        .isEqualTo(positions(total));
            }
            assertThat(one.readAfter(0, 1_000))
                    .extracting(event -> event.event().id())
                    .doesNotHaveDuplicates()
                    .hasSize(total);
        }
    }

    private static Callable<List<Long>> write(EventStore store, String name, int events) {
        return () -> {
            List<Long> positions = new ArrayList<>();
            for (int i = 0; i < events; i++) {
                positions.addAll(committed(store.commit(List.of(SqliteEventStoreTest.append(name + i)))));
            }
            return positions;
        };
    }

    /** Positions in the order in which a reader comes by them. */
    private static List<Long> follow(EventStore store, int total) {
        List<Long> seen = new ArrayList<>();
        long position = 0;
        while (seen.size() < total && !Thread.currentThread().isInterrupted()) {
            for (StoredEvent event : store.readAfter(position, 5)) {
                position = event.position();
                seen.add(position);
            }
        }
        return seen;
    }

    private int stallUntil(Callable<Boolean> over) throws Exception {
        Random random = new Random(11);
        int stalls = 0;
        try (Connection holder = Postgres.connect(fixture.schema());
                Statement statement = holder.createStatement()) {
            while (!over.call()) {
                hold(holder);
                statement.execute("SELECT pg_sleep(" + random.nextInt(80) / 1_000.0 + ")");
                holder.rollback();
                statement.execute("SELECT pg_sleep(" + random.nextInt(40) / 1_000.0 + ")");
                holder.rollback();
                stalls++;
            }
        }
        return stalls;
    }

    private static void hold(Connection holder) throws SQLException {
        holder.setAutoCommit(false);
        try (Statement statement = holder.createStatement()) {
            statement.execute(HOLD);
        }
    }

    private static List<Long> commitUntilAnswered(EventStore store, String id) {
        AtomicReference<List<Long>> positions = new AtomicReference<>();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(1))
                .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                .until(() -> {
                    positions.set(committed(store.commit(List.of(SqliteEventStoreTest.append(id)))));
                    return true;
                });
        return positions.get();
    }

    private static List<Long> committed(List<UnitOutcome> outcomes) {
        assertThat(outcomes).hasSize(1);
        return outcomes.get(0) instanceof UnitOutcome.Duplicate duplicate
                ? duplicate.positions()
                : ((UnitOutcome.Committed) outcomes.get(0)).positions();
    }

    private static List<Long> positions(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    /** The server process that waits for a lock with such a statement. */
    private int awaitWaiting(String statement) {
        return Awaitility.await()
                .until(
                        () -> count("SELECT coalesce(max(pid), 0) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                + " AND application_name = 'carillon' AND query LIKE '" + statement + "'"),
                        pid -> pid > 0);
    }

    private int count(String sql) throws SQLException {
        try (Connection connection = Postgres.connect(fixture.schema());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }

    /** One whose time-out is so short that a slow machine may exceed it at the start. */
    private EventStore openHasty(JdbcEventStoreProvider provider, Duration timeout) {
        return Awaitility.await()
                .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                .until(() -> open(provider, timeout), store -> true);
    }

    private EventStore open(JdbcEventStoreProvider provider, Duration timeout) {
        return provider.open(new StoreSettings(
                fixture.settings().url(),
                Path.of("unused"),
                Map.of("user", "postgres", "password", "postgres"),
                timeout));
    }
}
