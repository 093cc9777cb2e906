// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.image.Installation;
import io.carillon.image.durability.Entry.Kind;
import io.carillon.patience.Patience;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sixteen writers on two hosts that share one PostgreSQL, while one host or the other stands still. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TwoHostsIT {

    private static final Logger LOG = LoggerFactory.getLogger(TwoHostsIT.class);

    private static final long SEED = Long.getLong("carillon.stall.seed", System.nanoTime());
    private static final int STALLS = Integer.getInteger("carillon.stall.count", 12);
    private static final int PRODUCERS = 8;
    private static final int EVENTS_PER_SECOND = 400;
    private static final int SHORTEST_STALL_MILLIS = 50;
    private static final int LONGEST_STALL_MILLIS = 2_000;
    private static final int STALL_BEYOND_TIMEOUT_MILLIS = (int) Database.TIMEOUT.toMillis() + 2_000;

    /** The store's time-out, after which PostgreSQL takes the head row from a host that stands still; room for the rest. */
    private static final Duration LONGEST_DELAY = Database.TIMEOUT.plusSeconds(2);

    /** How long a host that stood still may take to work off what waited. */
    private static final Duration RECOVERY = Duration.ofSeconds(2);

    @TempDir
    private Path directory;

    private final Random random = new Random(SEED);
    private final List<Stall> stalls = new ArrayList<>();

    /** @param prefix of the producers of the host that stood still, from and to by the monotonic clock */
    private record Stall(String prefix, long from, long to) {

        boolean touches(Entry entry) {
            long begin = entry.millis() - entry.micros() / 1_000;
            return entry.id().startsWith(prefix) && entry.millis() >= from && begin <= to + RECOVERY.toMillis();
        }
    }

    @Test
    void no_reader_skips_a_position_and_a_stalled_host_delays_nobody_for_long() throws Exception {
        Path histories = Files.createDirectory(directory.resolve("histories"));
        try (EmbeddedPostgres database = Database.start();
                Installation a = new Installation(directory.resolve("a"));
                Installation b = new Installation(directory.resolve("b"))) {
            Database.settings(database).forEach(a::with);
            Database.settings(database).forEach(b::with);
            Process hostOfA = a.start();
            Process hostOfB = b.start();
            String tokenOfA = a.token("publisher", "oracle");
            String tokenOfB = b.token("publisher", "oracle");
            Follower followerOfA = Follower.start("a", a, tokenOfA);
            Follower followerOfB = Follower.start("b", b, tokenOfB);
            try (OracleProcess producersOfA =
                            OracleProcess.load(a, histories, "a", PRODUCERS, EVENTS_PER_SECOND, SEED, tokenOfA);
                    OracleProcess producersOfB =
                            OracleProcess.load(b, histories, "b", PRODUCERS, EVENTS_PER_SECOND, SEED + 100, tokenOfB)) {
                for (int i = 0; i < STALLS; i++) {
                    boolean first = random.nextBoolean();
                    int millis = i == STALLS / 2
                            ? STALL_BEYOND_TIMEOUT_MILLIS
                            : random.nextInt(SHORTEST_STALL_MILLIS, LONGEST_STALL_MILLIS);
                    stall(first ? hostOfA : hostOfB, first ? "a" : "b", millis);
                }
                producersOfA.finish();
                producersOfB.finish();
            }
            Verdict verdict = OracleProcess.judge(a, histories, tokenOfA);
            LOG.info("{} stalls, seed {}; {}", STALLS, SEED, verdict.text());
            assertThat(verdict.clean()).as(verdict.text()).isTrue();
            assertThat(verdict.open()).isZero();
            List<Long> log = LongStream.rangeClosed(1, verdict.stored()).boxed().toList();
            for (Follower follower : List.of(followerOfA, followerOfB)) {
                SkipWatch watch = follower.finish();
                watch.end(log);
                assertThat(watch.breaches()).isEmpty();
                assertThat(watch.highest()).isGreaterThanOrEqualTo(verdict.stored());
            }
            assertThat(longestDelay(History.read(histories))).isLessThan(Patience.onIdleMachine(LONGEST_DELAY));
        }
    }

    private void stall(Process host, String prefix, int millis) throws IOException, InterruptedException {
        pause(random.nextInt(100, 500));
        long from = System.nanoTime() / 1_000_000;
        Installation.signal(host, "STOP");
        pause(millis);
        Installation.signal(host, "CONT");
        stalls.add(new Stall(prefix, from, System.nanoTime() / 1_000_000));
    }

    private static void pause(int millis) {
        Duration pause = Duration.ofMillis(millis);
        await().pollDelay(pause).until(() -> true);
    }

    /** The longest wait for an answer from a host that was not the one that stood still. */
    private Duration longestDelay(List<Entry> history) {
        long answered =
                history.stream().filter(entry -> entry.kind() == Kind.OK).count();
        long longest = history.stream()
                .filter(entry -> entry.kind() != Kind.INVOKE)
                .filter(entry -> stalls.stream().noneMatch(stall -> stall.touches(entry)))
                .mapToLong(Entry::micros)
                .max()
                .orElseThrow();
        LOG.info("{} publishes; longest wait at the host that ran: {} ms", answered, longest / 1_000);
        return Duration.ofMillis(longest / 1_000);
    }

    @Test
    void a_sequence_makes_readers_skip_positions() throws Exception {
        SkipWatch watch = new SkipWatch();
        try (EmbeddedPostgres database = Database.start();
                Connection slow = database.getPostgresDatabase().getConnection();
                Connection quick = database.getPostgresDatabase().getConnection();
                Connection reader = database.getPostgresDatabase().getConnection()) {
            update(quick, "CREATE TABLE naive (position bigserial PRIMARY KEY, writer text)");
            slow.setAutoCommit(false);
            for (int round = 0; round < 10; round++) {
                update(slow, "INSERT INTO naive (writer) VALUES ('slow')");
                update(quick, "INSERT INTO naive (writer) VALUES ('quick')");
                watch.page(watch.highest(), positions(reader, watch.highest()));
                slow.commit();
                watch.page(watch.highest(), positions(reader, watch.highest()));
            }
            watch.end(positions(reader, 0));
        }

        assertThat(watch.breaches())
                .contains("after 0 came 2", "position 1 was never shown", "position 3 was never shown");
    }

    private static void update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static List<Long> positions(Connection connection, long after) throws SQLException {
        List<Long> positions = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT position FROM naive WHERE position > " + after + " ORDER BY position")) {
            while (rows.next()) {
                positions.add(rows.getLong(1));
            }
        }
        return positions;
    }
}
