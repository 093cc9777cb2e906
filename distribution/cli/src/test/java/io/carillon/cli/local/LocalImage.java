// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.output.Json;
import io.carillon.launcher.Directories;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Directories as of an unpacked distribution, with the driver of its store and with a log of some events. */
final class LocalImage {

    private final Path root;
    private final Map<String, Object> values;

    LocalImage(Path root) throws IOException, URISyntaxException {
        this.root = root;
        this.values = new java.util.TreeMap<>(
                Map.of("http.bind", "127.0.0.1", "http.port", "0", "store.url", "sqlite:events.db"));
        Path driver = Path.of(org.sqlite
                .JDBC
                .class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path bundles = Files.createDirectories(root.resolve("bundles/3"));
        Files.createSymbolicLink(bundles.resolve(driver.getFileName().toString()), driver);
        for (String folder : List.of("conf", "data/access", "data/config", "logs", "plugins")) {
            Files.createDirectories(root.resolve(folder));
        }
        Files.setPosixFilePermissions(
                root.resolve("data/access"), java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    }

    Directories directories() {
        return Directories.of(Map.of("CARILLON_HOME", root.toString()));
    }

    Path data() {
        return root.resolve("data");
    }

    LocalImage with(String key, String value) {
        values.put(key, value);
        return this;
    }

    LocalSettings settings() {
        List<Map<String, Object>> items = new ArrayList<>();
        values.forEach((key, value) -> items.add(Map.of("key", key, "value", value)));
        return new LocalSettings(Json.of(Map.of("items", items, "errors", List.of(), "warnings", List.of())));
    }

    StoreFile store() {
        return StoreFile.of(directories(), "sqlite:events.db");
    }

    /** A connection that writes as a host does; to be closed. */
    Connection writer() throws SQLException {
        return writer(store().path());
    }

    static Connection writer(Path log) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + log);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS carillon_event_log (position INTEGER PRIMARY KEY, data TEXT)");
        }
        return connection;
    }

    static void append(Connection connection, int events) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (int i = 0; i < events; i++) {
                statement.execute("INSERT INTO carillon_event_log (data) VALUES ('" + "x".repeat(100) + "')");
            }
        }
    }
}
