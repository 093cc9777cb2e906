// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Compares durable appends through the bus with what the engines do without it, and with durable handlers that keep up, in
 * one interleaved run on one machine.
 *
 * <p>Source: docs/benchmarks.md
 */
public final class Append {

    private static final double SQLITE_GOAL = 0.7;
    private static final double POSTGRES_GOAL = 2;
    private static final double HANDLERS_GOAL = 0.7;
    private static final Duration LONGEST_START = Duration.ofMinutes(2);

    /** Each in a process of its own, as a host has one store: what the compiler learns of one is not what another needs. */
    private static final List<String> PAIRS = List.of("sqlite", "handlers", "postgresql");

    private final AppendPlan plan;
    private final Path directory;
    private final List<String> pairs;

    Append(AppendPlan plan, Path directory) {
        this(plan, directory, PAIRS);
    }

    private Append(AppendPlan plan, Path directory, List<String> pairs) {
        this.plan = plan;
        this.directory = directory;
        this.pairs = pairs;
    }

    public static void main(String... arguments) throws Exception {
        List<String> words = List.of(arguments);
        if (words.isEmpty() || !words.get(0).equals("--pair")) {
            AppendPlan plan = AppendPlan.parse(arguments);
            for (String pair : PAIRS) {
                fork(
                        pair,
                        words,
                        plan.output().resolveSibling(pair + "-" + plan.output().getFileName()));
            }
            return;
        }
        AppendPlan plan = AppendPlan.parse(words.subList(2, words.size()).toArray(String[]::new));
        Path directory = Files.createTempDirectory("carillon-append");
        try {
            Report report = new Append(plan, directory, List.of(words.get(1))).run();
            System.out.print(report.table());
            report.write(plan.output());
        } finally {
            delete(directory);
        }
    }

    private static void fork(String pair, List<String> options, Path output) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Append.class.getName(), "--pair", pair));
        command.addAll(options);
        command.addAll(List.of("--output", output.toString()));
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException("measuring " + pair + " ended with " + exit);
        }
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** One pair after the other, so that nothing else is at work in the process while a pair is measured. */
    Report run() throws Exception {
        List<Pairing.Result> results = new ArrayList<>();
        try (Load load = new Load(plan.publishers())) {
            for (String pair : pairs) {
                results.add(
                        switch (pair) {
                            case "sqlite" -> onSqlite(load);
                            case "handlers" -> withHandlers(load);
                            case "postgresql" -> onPostgres(load);
                            default -> throw new IllegalArgumentException("pairs are " + PAIRS + ", got " + pair);
                        });
            }
        }
        return new Report(plan, results);
    }

    private Pairing.Result onSqlite(Load load) throws Exception {
        try (Contender ours = CarillonContender.open("Carillon, SQLite", sqlite("ours"));
                Contender raw = rawSqlite()) {
            return new Pairing(ours, raw, SQLITE_GOAL).run(load, plan);
        }
    }

    private Pairing.Result withHandlers(Load load) throws Exception {
        try (Contender handled = HandledContender.open("8 durable handlers", sqlite("handled"));
                Contender alone = CarillonContender.open("append alone", sqlite("alone"))) {
            return new Pairing(handled, alone, HANDLERS_GOAL).run(load, plan);
        }
    }

    private Pairing.Result onPostgres(Load load) throws Exception {
        try (EmbeddedPostgres database = database();
                Contender ours = CarillonContender.open("Carillon, PostgreSQL", postgres(database, "ours"));
                Contender raw = rawPostgres(database)) {
            return new Pairing(ours, raw, POSTGRES_GOAL).run(load, plan);
        }
    }

    /** Starts one; once more, at another port, if somebody took the first between its being found free and its being opened. */
    private static EmbeddedPostgres database() throws IOException {
        try {
            return builder().start();
        } catch (IOException | IllegalStateException first) {
            try {
                return builder().start();
            } catch (IOException | IllegalStateException second) {
                second.addSuppressed(first);
                throw second;
            }
        }
    }

    /** The library's own settings trade safety for speed. */
    private static EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder()
                .setPGStartupWait(LONGEST_START)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on");
    }

    private SmallHost sqlite(String name) throws Exception {
        return SmallHost.start(directory.resolve(name + "-sqlite"), Map.of("url", "sqlite:events.db"));
    }

    private SmallHost postgres(EmbeddedPostgres database, String name) throws Exception {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        Map<String, String> settings = Map.of(
                "url",
                "postgresql://localhost:" + database.getPort() + "/" + name,
                "user",
                "postgres",
                "password",
                "postgres");
        return SmallHost.start(directory.resolve(name + "-postgresql"), settings);
    }

    /** A store of our own with one event, closed again: it has the tables, the indexes and a row to copy. */
    private static void prepare(SmallHost host) throws Exception {
        try (Contender first = CarillonContender.open("first", host)) {
            first.append();
        }
    }

    private Contender rawSqlite() throws Exception {
        prepare(sqlite("raw"));
        return BatchedSqlite.open(
                directory.resolve("raw-sqlite").resolve("data").resolve("events.db"));
    }

    private Contender rawPostgres(EmbeddedPostgres database) throws Exception {
        prepare(postgres(database, "raw"));
        return AutocommitPostgres.open(database.getDatabase("postgres", "raw"), plan.publishers());
    }
}
