// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.CommandLineRun.Outcome;
import io.carillon.cli.output.Json;
import io.carillon.events.store.Change;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.WriteUnit;
import io.carillon.patience.Patience;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is done to a store from the command line. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class StoreTest {

    /** More than two pages. */
    private static final int EVENTS = 70;

    @TempDir
    Path home;

    private BundledImage image;

    @BeforeEach
    void unpack() throws Exception {
        image = new BundledImage(home);
    }

    private Outcome verify(String... words) {
        String[] all = new String[words.length + 2];
        all[0] = "store";
        all[1] = "verify";
        System.arraycopy(words, 0, all, 2, words.length);
        return image.command().run(all);
    }

    @Test
    void a_log_is_verified_without_a_host() throws IOException {
        image.append(EVENTS);

        Outcome verified = verify();

        assertThat(verified.exit()).as(verified.err()).isZero();
        assertThat(verified.out()).contains("succeeded", "70 events verified up to position 70, hash ");
        assertThat(verified.err()).contains("no host runs here", image.store().toString());
        Json json = Json.parse(verify("-o", "json").out());
        assertThat(json.at("state").text()).isEqualTo("succeeded");
        assertThat(json.at("progress", "done").number()).isEqualTo(EVENTS);
        assertThat(json.at("progress", "total").number()).isEqualTo(EVENTS);
        assertThat(json.at("progress").compact()).isEqualTo("{\"done\":70,\"total\":70,\"unit\":\"events\"}");
        assertThat(json.members().keySet()).containsExactly("kind", "store", "state", "progress", "detail");
    }

    @Test
    void a_flipped_byte_a_removed_row_a_swapped_pair_and_a_cut_end_are_found_with_the_first_bad_position()
            throws Exception {
        image.append(EVENTS);
        byte[] good = Files.readAllBytes(image.store());

        damaged(good, "UPDATE carillon_event_log SET data = replace(data, '40', '41') WHERE position = 40");
        assertFound(40, "payload");
        damaged(good, "DELETE FROM carillon_event_log WHERE position = 33");
        assertFound(33, "missing");
        damaged(
                good,
                "UPDATE carillon_event_log SET position = -1 WHERE position = 10",
                "UPDATE carillon_event_log SET position = 10 WHERE position = 11",
                "UPDATE carillon_event_log SET position = 11 WHERE position = -1");
        assertFound(10, "chain");
        damaged(good, "DELETE FROM carillon_event_log WHERE position = 70");
        assertFound(70, "missing");
    }

    private void damaged(byte[] good, String... statements) throws Exception {
        for (String end : new String[] {"-wal", "-shm"}) {
            Files.deleteIfExists(Path.of(image.store() + end));
        }
        Files.write(image.store(), good);
        image.execute(statements);
    }

    private void assertFound(long position, String part) throws IOException {
        Outcome verified = verify();
        assertThat(verified.exit()).as(verified.err()).isEqualTo(Exit.JOB_FAILED);
        assertThat(verified.out()).contains("failed", "position " + position + " ", "FIRST BAD\t" + position + "\n");
        assertThat(Json.parse(verify("-o", "json").out()).at("firstBad").compact())
                .isEqualTo("{\"position\":" + position + ",\"part\":\"" + part + "\"}");
    }

    @Test
    void a_file_that_cannot_be_read_to_its_end_fails_with_how_far_it_was_verified() throws Exception {
        image.append(EVENTS);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + image.store());
                Statement statement = connection.createStatement();
                ResultSet last = statement.executeQuery("SELECT pgoffset, pgsize FROM dbstat WHERE pagetype = 'leaf'"
                        + " AND name = 'carillon_event_log' ORDER BY path DESC LIMIT 1");
                RandomAccessFile file = new RandomAccessFile(image.store().toFile(), "rw")) {
            file.seek(last.getLong(1));
            file.write(new byte[last.getInt(2)]);
        }

        Outcome verified = verify();

        assertThat(verified.exit()).as(verified.err()).isEqualTo(Exit.JOB_FAILED);
        assertThat(verified.out())
                .contains("failed")
                .containsPattern("the log cannot be read behind its first [1-9][0-9]* events: .* is damaged");
    }

    @Test
    void a_truncated_log_is_verified_from_its_oldest_event() {
        image.append(EVENTS);
        try (EventStore store = image.open()) {
            store.commit(List.of(WriteUnit.of(new Change.Truncate(20))));
        }

        assertThat(verify().out()).contains("50 events verified up to position 70");
    }

    @Test
    void what_is_there_and_holds_no_log_is_bad_and_left_alone() throws IOException {
        String words = "This is not a database. ".repeat(100);
        Path text = Files.writeString(home.resolve("text.db"), words);
        Outcome other = verify("--url", "sqlite:" + text);
        assertThat(other.exit()).as(other.err()).isEqualTo(Exit.JOB_FAILED);
        assertThat(other.out()).contains("failed", "text.db", "is not an SQLite database");
        assertThat(text).hasContent(words);

        Path begun = Files.writeString(home.resolve("begun.db"), "SQLite format 3\0" + words);
        Outcome damaged = verify("--url", "sqlite:" + begun);
        assertThat(damaged.exit()).as(damaged.err()).isEqualTo(Exit.JOB_FAILED);

        Path empty = Files.createFile(home.resolve("empty.db"));
        Outcome nothing = verify("--url", "sqlite:" + empty);
        assertThat(nothing.exit()).as(nothing.err()).isEqualTo(Exit.JOB_FAILED);
        assertThat(nothing.out()).contains("failed", "there is no log in");
        assertThat(empty).isEmptyFile();
    }

    @Test
    void what_cannot_be_looked_at_is_told_with_the_words_that_were_given() {
        Outcome none = verify();
        assertThat(none.exit()).as(none.err()).isEqualTo(Exit.NOT_FOUND);
        assertThat(none.err()).contains("there is no store", "did a host run here already?");
        assertThat(image.store()).doesNotExist();

        Outcome misspelt = verify("--url", "sqlite:nope.db");
        assertThat(misspelt.exit()).as(misspelt.err()).isEqualTo(Exit.NOT_FOUND);
        assertThat(misspelt.err())
                .contains("there is no store " + image.data().resolve("nope.db"), "hint: --url sqlite:");
        assertThat(image.data().resolve("nope.db")).doesNotExist();
        assertThat(verify("--url", "memory:").err()).contains("ends with its process");
        Outcome unknown = verify("--url", "oracle:thing");
        assertThat(unknown.exit()).isEqualTo(Exit.REFUSED);
        assertThat(unknown.err()).contains("hint: --url sqlite:FILE or postgresql://");
        Outcome set =
                image.command().with("CARILLON_STORE__URL", "oracle:thing").run("store", "verify");
        assertThat(set.err()).contains("is no store", "config explain store.url");
    }

    @Test
    void a_log_of_another_account_is_left_to_that_one_with_the_whole_command() throws IOException {
        Path theirs = Path.of("/etc/passwd"); // of root
        if (System.getProperty("user.name").equals("root")) {
            theirs = Files.createFile(
                    Files.createDirectory(home.resolve("theirs")).resolve("a.db"));
            Files.setOwner(
                    theirs.resolveSibling(""),
                    theirs.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        }

        Outcome refused = verify("--url", "sqlite:" + theirs);

        assertThat(refused.exit()).as(refused.err()).isEqualTo(Exit.NOT_ALLOWED);
        assertThat(refused.err()).contains(" carillon store verify --url sqlite:" + theirs + "\n");
        image.append(1);
        Outcome unmoved = image.command().run("store", "migrate", "--to", "sqlite:" + theirs);
        assertThat(unmoved.err()).contains(" carillon store migrate --to sqlite:" + theirs + "\n");
    }

    @Test
    void a_host_is_not_named_for_a_log_that_none_has() {
        Outcome refused = verify("--url", "sqlite:a.db", "--server", "http://127.0.0.1:1");

        assertThat(refused.exit()).as(refused.err()).isEqualTo(Exit.REFUSED);
        assertThat(refused.err()).contains("store verify --url works on this machine");
    }

    @Test
    void a_database_that_does_not_answer_is_told_without_its_password() {
        Outcome outcome = image.command()
                .input("postgresql://me:hunter2@127.0.0.1:1/carillon\n")
                .run("store", "verify", "--url", "-");

        assertThat(outcome.exit()).as(outcome.err()).isEqualTo(Exit.UNAVAILABLE);
        assertThat(outcome.err()).contains("//127.0.0.1:1/carillon").doesNotContain("hunter2");
    }

    @Test
    void settings_that_are_wrong_are_told() throws IOException {
        Files.writeString(home.resolve("conf/carillon.json"), "{\"carillon.store\":{\"ulr\":\"sqlite:a.db\"}}");

        Outcome outcome = verify();

        assertThat(outcome.exit()).as(outcome.err()).isEqualTo(Exit.INVALID);
        assertThat(outcome.err()).contains("ulr", "config check");
    }

    @Test
    void a_host_verifies_its_log_itself_and_its_verdict_is_the_exit_code() throws IOException {
        String job = "{\"id\":\"j1\",\"kind\":\"verify\",\"state\":\"%s\",\"progress\":{\"done\":1,\"total\":2,"
                + "\"failed\":0},\"detail\":\"the event at position 2 is missing\"}";
        try (FakeHost host = new FakeHost()) {
            host.on("POST /api/v1/system/verify", 202, job.formatted("queued"))
                    .on("GET /api/v1/jobs/j1", 200, job.formatted("succeeded"))
                    .on("GET /api/v1/jobs/j1", 200, job.formatted("failed"));
            CommandLineRun command = new CommandLineRun(home).with("CARILLON_URL", host.url());

            assertThat(command.run("store", "verify").exit()).isZero();
            Outcome failed = command.run("store", "verify");

            assertThat(failed.exit()).isEqualTo(Exit.JOB_FAILED);
            assertThat(failed.out()).contains("position 2 is missing");
            assertThat(host.asked()).extracting(FakeHost.Asked::method).doesNotContain("DELETE");
        }
    }

    @Test
    void a_log_is_moved_verified_and_it_is_said_what_to_set() throws IOException {
        image.append(EVENTS);

        Outcome moved = image.command().run("store", "migrate", "--to", "sqlite:moved.db");

        assertThat(moved.exit()).as(moved.err()).isZero();
        assertThat(moved.out())
                .contains(
                        "EVENTS\t70\n", "POSITION\t70\n", "HASH\t", "types 1, ", "subscriptions 0, ", "dead letters 0")
                .doesNotContain("carillon_");
        assertThat(moved.err())
                .contains("\"carillon.store\": { \"url\": \"sqlite:moved.db\" }", image.store() + " as a backup");
        Outcome verified = verify("--url", "sqlite:moved.db");
        assertThat(verified.exit()).as(verified.err()).isZero();
        assertThat(verified.out()).contains("70 events verified up to position 70");
        Outcome json = image.command()
                .run("store", "migrate", "--from", "sqlite:moved.db", "--to", "sqlite:third.db", "-o", "json");
        Json told = Json.parse(json.out());
        assertThat(told.at("position").number()).isEqualTo(EVENTS);
        assertThat(told.at("copied", "events").number()).isEqualTo(EVENTS);
        assertThat(told.members().keySet()).containsExactly("from", "to", "storeId", "position", "hash", "copied");
        assertThat(told.at("copied").members().keySet())
                .containsExactly(
                        "events",
                        "types",
                        "streams",
                        "truncatedIds",
                        "subscriptions",
                        "onceKeys",
                        "deadLetters",
                        "pluginStates",
                        "documents");
        assertThat(told.at("hash").text()).isNotEmpty();
    }

    @Test
    void a_place_that_is_not_free_and_a_log_that_cannot_be_moved_are_refused() throws Exception {
        image.append(EVENTS);
        Outcome same = image.command().run("store", "migrate", "--to", "sqlite:events.db");
        assertThat(same.exit()).as(same.err()).isEqualTo(Exit.REFUSED);
        assertThat(same.err())
                .contains("the log is where it was", "events.db already")
                .doesNotContain("moving");
        assertThat(image.command()
                        .run("store", "migrate", "--to", "sqlite:moved.db")
                        .exit())
                .isZero();
        Outcome taken = image.command().run("store", "migrate", "--to", "sqlite:moved.db");
        assertThat(taken.exit()).as(taken.err()).isEqualTo(Exit.REFUSED);
        assertThat(taken.err())
                .contains("moved.db is there already", "events up to position 70")
                .doesNotContain("moving");
        Outcome forgetful = image.command().run("store", "migrate", "--to", "memory:");
        assertThat(forgetful.exit()).as(forgetful.err()).isEqualTo(Exit.REFUSED);
        assertThat(forgetful.err()).contains("memory keeps no log", "hint: --to sqlite:FILE or postgresql://");
        assertThat(image.command()
                        .run("store", "migrate", "--to", "oracle:thing")
                        .err())
                .contains("oracle:thing is no store", "hint: --to sqlite:FILE");
        Outcome memory =
                image.command().with("CARILLON_STORE__URL", "memory:").run("store", "migrate", "--to", "sqlite:new.db");
        assertThat(memory.exit()).as(memory.err()).isEqualTo(Exit.REFUSED);
        assertThat(memory.err()).contains("ends with its process", "events export");
        Outcome form = image.command().run("store", "migrate", "--to", "sqlite:new.db", "-o", "nonsense");
        assertThat(form.exit()).as(form.err()).isEqualTo(Exit.REFUSED);
        assertThat(form.err()).contains("no output form \"nonsense\"").doesNotContain("moving");
        Outcome elsewhere =
                image.command().run("store", "migrate", "--to", "sqlite:new.db", "--server", "http://127.0.0.1:1");
        assertThat(elsewhere.exit()).as(elsewhere.err()).isEqualTo(Exit.REFUSED);
        assertThat(elsewhere.err()).contains("works on this machine", "leave out --server");
        Outcome twice = image.command().run("store", "migrate", "--from", "-", "--to", "-");
        assertThat(twice.exit()).as(twice.err()).isEqualTo(Exit.REFUSED);
        assertThat(twice.err()).contains("standard input has one URL, not two");
        Outcome away = image.command()
                .input("postgresql://me:hunter2@127.0.0.1:1/carillon\n")
                .run("store", "migrate", "--to", "-");
        assertThat(away.exit()).as(away.err()).isEqualTo(Exit.UNAVAILABLE);
        assertThat(away.err())
                .contains("the log is where it was", "could not reach the PostgreSQL server")
                .doesNotContain("hunter2");
        Outcome misspelt = image.command().run("store", "migrate", "--to", "sqlite:nowhere/new.db");
        assertThat(misspelt.exit()).as(misspelt.err()).isEqualTo(Exit.NOT_FOUND);
        assertThat(misspelt.err()).contains("there is no directory", "nowhere");
        assertThat(image.data().resolve("nowhere")).doesNotExist();
        image.execute("DELETE FROM carillon_event_log WHERE position = 33");
        Outcome damaged = image.command().run("store", "migrate", "--to", "sqlite:new.db");
        assertThat(damaged.exit()).as(damaged.err()).isEqualTo(Exit.REFUSED);
        assertThat(damaged.err()).contains("position 33 is missing");
        assertThat(image.data().resolve("new.db")).doesNotExist();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "names of a process's threads are read from /proc")
    void a_move_that_is_interrupted_leaves_nothing_and_says_so() throws Exception {
        image.append(EVENTS);
        Path lock = Path.of(image.store() + ".lock");
        Files.delete(lock);
        Path err = home.resolve("err.txt");
        Process move;
        try (Connection held = DriverManager.getConnection("jdbc:sqlite:" + image.store());
                Statement statement = held.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("BEGIN EXCLUSIVE"); // the move waits to read
            move = image.begin(err, "store", "migrate", "--to", "sqlite:moved.db");
            await(err, () -> Files.exists(lock));
            move.destroy();
            await(err, () -> hasThread(move, "interruption"));
        }

        assertThat(move.waitFor(Patience.LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(err)
                .content()
                .contains("interrupted: the log is where it was, and "
                        + image.data().resolve("moved.db") + " is as before")
                .doesNotContain("error:", "Exception", "\tat ");
        assertThat(image.data().resolve("moved.db")).doesNotExist();
        assertThat(image.data().resolve("moved.db.unfinished")).doesNotExist();
        assertThat(verify().exit()).isZero();
    }

    /** What is looked at until it is so. */
    private interface Question {
        boolean isSo() throws IOException;
    }

    private static void await(Path err, Question question) throws IOException, InterruptedException {
        long end = System.nanoTime() + Patience.LONGEST.toNanos();
        while (!question.isSo()) {
            assertThat(System.nanoTime()).as(Files.readString(err)).isLessThan(end);
            Thread.sleep(5);
        }
    }

    private static boolean hasThread(Process process, String name) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
            for (Path thread : threads.toList()) {
                if (Files.readString(thread.resolve("comm")).strip().equals(name)) {
                    return true;
                }
            }
        } catch (NoSuchFileException e) {
            return false; // a thread that has just ended
        }
        return false;
    }
}
