// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.store.Change;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogHash;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoreSettings;
import io.carillon.events.store.WriteUnit;
import io.carillon.patience.Patience;
import io.carillon.storage.jdbc.internal.JdbcEventStoreProvider;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Directories as of an unpacked distribution, with those of its bundles that a store needs without a host. */
final class BundledImage {

    private static final List<String> ONE_OF_EACH = List.of(
            "io.carillon.events.store.EventStore",
            "io.carillon.events.bus.internal.StoreConfig",
            "io.carillon.events.service.internal.settings.OfflineSettings",
            "io.carillon.events.http.internal.problem.ProblemCatalog",
            "io.carillon.storage.jdbc.internal.JdbcEventStoreProvider",
            "com.zaxxer.hikari.HikariDataSource",
            "com.fasterxml.jackson.core.JsonFactory",
            "org.postgresql.ds.PGSimpleDataSource",
            "org.slf4j.LoggerFactory",
            "org.sqlite.JDBC");

    private final Path root;

    BundledImage(Path root) throws IOException, URISyntaxException, ClassNotFoundException {
        this.root = root;
        Path bundles = Files.createDirectories(root.resolve("bundles/3"));
        for (String folder : List.of("conf", "data", "lib", "logs", "plugins")) {
            Files.createDirectories(root.resolve(folder));
        }
        for (String each : ONE_OF_EACH) {
            Path jar = Path.of(Class.forName(each, false, BundledImage.class.getClassLoader())
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Files.createSymbolicLink(bundles.resolve(jar.getFileName()), jar);
        }
    }

    /** A command of this installation. */
    CommandLineRun command() {
        return new CommandLineRun(root).with("CARILLON_HOME", root.toString());
    }

    /** The same in a process of its own. */
    Process begin(Path err, String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        all.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("HOME", root.toString());
        builder.environment().put("CARILLON_HOME", root.toString());
        return builder.start();
    }

    Path data() {
        return root.resolve("data");
    }

    Path store() {
        return data().resolve("events.db");
    }

    /** The log as a host opens it; to be closed. */
    EventStore open() {
        return new JdbcEventStoreProvider()
                .open(new StoreSettings("sqlite:events.db", data(), Map.of(), Patience.LONGEST));
    }

    /** Appends so many events. */
    void append(int events) {
        try (EventStore store = open()) {
            long position = store.head().position();
            List<WriteUnit> units = new ArrayList<>();
            for (int i = 1; i <= events; i++) {
                EventDraft draft = EventDraft.builder("kept.a")
                        .id("e" + (position + i))
                        .source("/test")
                        .timeText("2026-01-31T12:00:00Z")
                        .data(EventData.json("{\"n\":" + i + "}"))
                        .build();
                units.add(WriteUnit.of(new Change.Append(
                        NewEvent.of(Event.of(draft), Instant.EPOCH.plusSeconds(i), LogHash.body(draft)))));
            }
            store.commit(units);
        }
    }

    /** Changes the store past everything that guards it. */
    void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
