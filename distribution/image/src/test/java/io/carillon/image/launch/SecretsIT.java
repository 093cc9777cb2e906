// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.image.Installation;
import io.carillon.image.durability.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A password that the database insists on reaches the store, and no file. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SecretsIT {

    private static final String SECRET = "can4ry-Kf83hsQ0";

    @TempDir
    Path directory;

    private Installation carillon;

    @BeforeEach
    void install() throws IOException {
        carillon = new Installation(directory.resolve("host"));
    }

    @AfterEach
    void end() throws InterruptedException {
        carillon.close();
    }

    @Test
    void a_password_is_used_and_never_written_down() throws Exception {
        try (EmbeddedPostgres postgres = Database.start()) {
            demandPassword(postgres);
            carillon.with("CARILLON_STORE__URL", "postgresql://127.0.0.1:" + postgres.getPort() + "/carillon")
                    .with("CARILLON_STORE__USER", "carillon");

            Process host = carillon.with("CARILLON_STORE__PASSWORD", SECRET).start();
            useStore();
            carillon.kill(host);
            assertThat(filesWith(SECRET)).isEmpty();

            Path file = Files.writeString(directory.resolve("password"), SECRET + "\n");
            carillon.without("CARILLON_STORE__PASSWORD").with("CARILLON_STORE__PASSWORD_FILE", file.toString());
            host = carillon.start();
            useStore();
            assertThat(filesWith(SECRET)).isEmpty();
            carillon.terminate(host);
            assertThat(filesWith(SECRET)).isEmpty();
        }
    }

    /** An account of its own whose password is checked; that of the server's owner is not. */
    private static void demandPassword(EmbeddedPostgres postgres) throws SQLException, IOException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE USER carillon PASSWORD '" + SECRET + "'");
            statement.execute("CREATE DATABASE carillon OWNER carillon");
            try (ResultSet file = statement.executeQuery("SHOW hba_file")) {
                assertThat(file.next()).isTrue();
                Files.writeString(Path.of(file.getString(1)), """
                        host all postgres 127.0.0.1/32 trust
                        host all all 127.0.0.1/32 scram-sha-256
                        """);
            }
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    private void useStore() throws Exception {
        assertThat(carillon.announced().store()).isEqualTo("postgresql");
        assertThat(carillon.shell("event:publish secret.kept").out()).startsWith("durable");
        assertThat(filesWith("\"pid\"")).as("the search finds what is there").isNotEmpty();
    }

    private List<Path> filesWith(String text) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(directory.resolve("host"), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && content(file).contains(text)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
                if (why instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw why;
            }
        });
        return found;
    }

    /** What a file holds; nothing when the host has just removed it. */
    private static String content(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
