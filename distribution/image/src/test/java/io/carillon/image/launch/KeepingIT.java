// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.image.Installation;
import io.carillon.image.Installation.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does to keep a host well: look it over, set options, keep copies and take one back. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class KeepingIT {

    private static final String SECRET = "can4ry-Kf83hsQ0";

    @TempDir
    Path directory;

    private Installation carillon;

    @BeforeEach
    void install() throws IOException {
        carillon = new Installation(directory).with("HOME", directory.toString());
    }

    @AfterEach
    void end() throws InterruptedException {
        carillon.close();
    }

    private Answer done(String... words) throws Exception {
        Answer answer = carillon.run(words);
        assertThat(answer.exit()).as(answer.out() + answer.err()).isZero();
        return answer;
    }

    @Test
    void a_host_is_looked_over_set_copied_while_it_runs_and_put_back() throws Exception {
        Process host = carillon.start("--set", "store.url=sqlite:other.db");
        Path support = directory.resolve("support.zip");
        Path backup = directory.resolve("backup.zip");
        done("events", "pub", "kept.a", "n:=1");
        assertThat(done("config", "set", "log.eventLine", "true").err()).contains("it is in force");
        assertThat(done("config", "set", "bus.maxSetAside", "500").err()).contains("when the host starts again");

        assertThat(done("doctor", "--bundle", support.toString()).out())
                .contains(
                        "[+] host ",
                        carillon.url() + ", which the host has",
                        "other.db opens, last position",
                        "health of store",
                        "health of bus");
        assertThat(text(support))
                .contains("log.eventLine", "health", "There is no file in ")
                .doesNotContain("car_");
        Answer verified = done("store", "verify");
        assertThat(verified.out()).contains("succeeded", "events verified up to position");
        assertThat(carillon.run("store", "verify", "--url", "sqlite:other.db").err())
                .contains("in use by another host");
        assertThat(done("upgrade", "--check").out())
                .contains("the host that runs is ", "other.db has schema version 1, as this version writes it");
        Answer copied = done("backup", backup.toString());
        assertThat(copied.out()).contains("backup.zip");
        assertThat(copied.err()).contains("other.db: events up to position ");
        Answer untrusted = carillon.with(
                        "CARILLON_CA", directory.resolve("none.pem").toString())
                .run("backup", directory.resolve("second.zip").toString());
        assertThat(untrusted.exit()).as(untrusted.err()).isEqualTo(7);
        assertThat(untrusted.err()).contains("none.pem", "hint: --ca, CARILLON_CA or that of the context");
        carillon.without("CARILLON_CA");
        Path ready = carillon.ready();
        Path hidden = Files.move(ready, directory.resolve("ready.json"));
        Answer untold = carillon.run("backup", directory.resolve("second.zip").toString());
        assertThat(untold.exit()).as(untold.err()).isEqualTo(6);
        assertThat(untold.err()).contains("cannot be asked yet where its log is", "hint: ");
        assertThat(directory.resolve("second.zip")).doesNotExist();
        Files.move(hidden, ready);
        assertThat(carillon.run("restore", backup.toString(), "--force").err()).contains("a host runs on");
        assertThat(carillon.run("store", "migrate", "--to", "sqlite:new.db").err())
                .contains("a host runs on");
        done("events", "pub", "lost.b", "n:=2");
        carillon.terminate(host);

        carillon.with("CARILLON_STORE__URL", "sqlite:other.db");
        Path half = Files.writeString(carillon.data().resolve("restore-unfinished.json"), "{}");
        Answer refused = carillon.run("run");
        assertThat(refused.exit()).as(refused.err()).isEqualTo(7);
        assertThat(refused.err()).contains("a restore was interrupted", "hint: carillon restore FILE");
        Files.delete(half);
        assertThat(done("restore", backup.toString(), "--force").err()).contains("before-restore-", "other.db");
        carillon.start();
        assertThat(done("events", "list", "-o", "ndjson").out())
                .contains("kept.a", "carillon.config.changed")
                .doesNotContain("lost.b");
        assertThat(done("config", "get", "bus.maxSetAside").out()).isEqualTo("500\n");
    }

    @Test
    void a_log_in_a_database_is_looked_for_without_its_password_and_copied_by_its_own_tools() throws Exception {
        Path support = directory.resolve("support.zip");
        carillon.with("CARILLON_STORE__URL", "postgresql://127.0.0.1:1/carillon")
                .with("CARILLON_STORE__PASSWORD", SECRET);

        Answer looked = carillon.run("doctor", "--bundle", support.toString());
        Answer refused = carillon.run("backup");

        assertThat(looked.exit()).isEqualTo(1);
        assertThat(looked.out()).contains("[-] store ", "127.0.0.1 port 1 does not answer");
        assertThat(text(support)).contains("store.password").doesNotContain(SECRET);
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("PostgreSQL", "pg_dump");
    }

    /** All texts of a zip. */
    private static String text(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
                text.append(new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return text.toString();
    }
}
