// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.launcher.Directories;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The database file of a store of scheme {@code sqlite}. It is only read, with the driver of the image; a host may write to it
 * meanwhile.
 *
 * @param bundles folder of the image that holds the driver
 * @param path of the database
 */
public record StoreFile(Path bundles, Path path) {

    /** Of the URLs of stores. */
    public static final String SCHEME = "sqlite:";

    private static final String DRIVER = "org.sqlite.JDBC";
    private static final String PATIENCE = "60000";

    /** The file that the settings name. */
    public static StoreFile of(Directories directories, String url) {
        Path path = directories.data().resolve(url.substring(SCHEME.length())).normalize();
        return new StoreFile(directories.home().resolve("bundles"), path);
    }

    /**
     * The file itself, whatever links lead to it, as a host sees it.
     *
     * @throws Failure if a link leads nowhere, or a folder stands in its place
     */
    Path real() throws IOException {
        boolean there = Files.exists(path);
        if (!there && Files.isSymbolicLink(path) || Files.isDirectory(path)) {
            throw new Failure(
                    Exit.REFUSED,
                    "the store " + path + " is " + (there ? "a folder" : "a link to a file that is not there"),
                    "correct or remove it, or name another file as the store");
        }
        return there ? path.toRealPath() : path;
    }

    /** The same driver for another file. */
    StoreFile at(Path other) {
        return new StoreFile(bundles, other);
    }

    /** What is done with the database. */
    @FunctionalInterface
    private interface Use<T> {
        T with(Connection connection) throws SQLException;
    }

    /** Position of the last event of the log; 0 when it is empty. */
    public long head() {
        return use("read", connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("SELECT coalesce(max(position), 0) FROM carillon_event_log")) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    /** Writes all of it as it is at one moment into a file that is not there yet. */
    void copyTo(Path target) {
        use("copy", connection -> {
            try (PreparedStatement statement = connection.prepareStatement("VACUUM INTO ?")) {
                statement.setString(1, target.toString());
                return statement.execute();
            }
        });
    }

    /** Has the database check itself; returns what is wrong with it, {@code ok} for nothing. */
    String check() {
        return use("check", connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("PRAGMA integrity_check(1)")) {
                row.next();
                return row.getString(1);
            }
        });
    }

    private <T> T use(String act, Use<T> use) {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {driver().toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            Driver driver = (Driver) loader.loadClass(DRIVER).getConstructor().newInstance();
            Properties properties = new Properties();
            properties.put("open_mode", "1");
            properties.put("busy_timeout", PATIENCE);
            try (Connection connection = driver.connect("jdbc:sqlite:" + path, properties)) {
                return use.with(connection);
            }
        } catch (SQLException e) {
            throw new Failure(
                    Exit.INVALID,
                    "cannot " + act + " the store " + path + ": " + e.getMessage(),
                    "is it a store of this host, and may this account read it and write into its folder?",
                    e);
        } catch (IOException | ReflectiveOperationException e) {
            throw new Failure(
                    Exit.FAILED,
                    "the bundles in " + bundles + " cannot open a store: " + e,
                    "unpack the distribution again; its parts belong together",
                    e);
        }
    }

    private Path driver() throws IOException {
        try (Stream<Path> files = Files.walk(bundles, 2)) {
            return files.filter(file -> file.getFileName().toString().matches("sqlite-jdbc-.*\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("there is no sqlite-jdbc"));
        }
    }
}
