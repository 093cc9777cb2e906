// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.image.Installation;
import io.carillon.image.Installation.Answer;
import io.carillon.patience.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LaunchIT {

    @TempDir
    Path directory;

    private Installation carillon;

    @BeforeEach
    void install() throws IOException {
        carillon = new Installation(directory);
    }

    @AfterEach
    void end() throws InterruptedException {
        carillon.close();
    }

    @Test
    void a_started_host_says_where_it_is_and_a_stopped_one_leaves_nothing_behind() throws Exception {
        Process host = carillon.start();

        assertThat(carillon.announced().pid()).isEqualTo(host.pid());
        assertThat(carillon.url().getHost()).isEqualTo("127.0.0.1");
        assertThat(carillon.url().getPort()).isPositive();
        assertThat(carillon.announced().store()).isEqualTo("sqlite");
        await().untilAsserted(() -> assertThat(carillon.log()).contains("ready at " + carillon.url()));
        Answer status = carillon.run("status");
        assertThat(status.exit()).isZero();
        assertThat(status.out())
                .contains("running", "pid " + host.pid(), carillon.url().toString(), "sqlite");

        assertThat(carillon.terminate(host)).isLessThan(Patience.onIdleMachine(Duration.ofSeconds(15)));

        assertThat(host.exitValue()).isZero();
        assertThat(carillon.ready()).doesNotExist();
        assertThat(carillon.data().resolve("run/shell.sock")).doesNotExist();
        assertThat(carillon.run("status").out()).startsWith("stopped");
        assertThat(carillon.run("status").exit()).isEqualTo(6);
    }

    @Test
    void what_the_host_keeps_is_for_its_account_only() throws Exception {
        carillon.start();

        for (String name : new String[] {"", "run", "cache", "tmp", "access"}) {
            Path folder = carillon.data().resolve(name);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .as(folder.toString())
                    .isEqualTo("rwx------");
        }
        for (String name : new String[] {"run/ready.json", "run/shell.sock", "events.db"}) {
            Path file = carillon.data().resolve(name);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as(file.toString())
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void a_second_start_on_the_same_data_is_refused_and_the_first_goes_on() throws Exception {
        Process first = carillon.start();

        Answer second = carillon.run("run");

        assertThat(second.exit()).isEqualTo(2);
        assertThat(second.err()).contains("a host runs on " + carillon.data()).contains("pid " + first.pid());
        assertThat(first.isAlive()).isTrue();
        assertThat(carillon.shell("health:check").exit()).isZero();
    }

    @Test
    void a_killed_host_is_not_believed_to_run_and_can_be_started_again() throws Exception {
        carillon.kill(carillon.start());
        assertThat(carillon.ready()).exists();

        assertThat(carillon.run("status").out()).startsWith("stopped");
        assertThat(carillon.shell("event:list").exit()).isEqualTo(6);
        Process again = carillon.start();

        assertThat(carillon.announced().pid()).isEqualTo(again.pid());
    }

    @Test
    void stop_waits_until_the_host_is_gone() throws Exception {
        Process host = carillon.start();

        Answer stop = carillon.run("stop");

        assertThat(stop.exit()).isZero();
        assertThat(stop.out()).contains("stopped", "pid " + host.pid());
        assertThat(host.waitFor(Patience.LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        Answer again = carillon.run("stop");
        assertThat(again.exit()).isEqualTo(6);
        assertThat(again.err()).contains("no host runs on " + carillon.data());
    }

    @ParameterizedTest
    @CsvSource({
        "http.prot=1, http.prot",
        "http.port=many, many",
        "http.port=99999999, 99999999",
        "nothing, needs key=value"
    })
    void a_wrong_option_on_the_command_line_stops_the_start(String option, String named) throws Exception {
        Answer refused = carillon.run("run", "--set", option);

        assertThat(refused.exit()).isEqualTo(option.contains("=") ? 7 : 2);
        assertThat(refused.err()).contains(named);
        assertThat(carillon.ready()).doesNotExist();
    }

    @Test
    void a_wrong_option_in_the_environment_stops_the_start() throws Exception {
        Answer refused = carillon.with("CARILLON_HTTP__PROT", "1").run("run");

        assertThat(refused.exit()).isEqualTo(7);
        assertThat(refused.err()).contains("CARILLON_HTTP__PROT");
    }

    @Test
    void a_wrong_line_in_a_file_stops_the_start_and_is_named() throws Exception {
        Path conf = Files.createDirectories(directory.resolve("conf"));
        Files.copy(carillon.home().resolve("conf/logback.xml"), conf.resolve("logback.xml"));
        Files.writeString(conf.resolve("carillon.json"), "{\n  // comment\n  \"carillon.http\": { \"prot\": 1 }\n}\n");

        Answer refused = carillon.with("CARILLON_CONF", conf.toString()).run("run");

        assertThat(refused.exit()).isEqualTo(7);
        assertThat(refused.err()).contains("carillon.json:3").contains("prot").contains("port");
    }

    @Test
    void every_option_of_the_file_that_comes_with_the_image_can_be_taken_in() throws Exception {
        Path conf = Files.createDirectories(directory.resolve("conf"));
        Files.copy(carillon.home().resolve("conf/logback.xml"), conf.resolve("logback.xml"));
        String file = Files.readString(carillon.home().resolve("conf/carillon.json"));
        String all = file.replace("  // \"", "  \"");
        assertThat(all).isNotEqualTo(file);
        Files.writeString(conf.resolve("carillon.json"), all);

        carillon.with("CARILLON_CONF", conf.toString()).start();

        assertThat(carillon.shell("health:check").out()).containsPattern("settings +ok");
    }

    @Test
    void an_old_java_is_refused_with_a_sentence() throws Exception {
        Path old = Files.createDirectories(directory.resolve("jdk-11/bin"));
        Path java = Files.writeString(old.resolve("java"), "#!/bin/sh\nexit 1\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(directory.resolve("jdk-11/release"), "JAVA_VERSION=\"11.0.20\"\n");

        Answer refused = carillon.with("JAVA_HOME", directory.resolve("jdk-11").toString())
                .run("version");

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("needs Java 17", "Java 11");
    }

    @Test
    void the_command_works_through_a_link_and_from_any_folder() throws Exception {
        Path link = Files.createSymbolicLink(
                directory.resolve("carillon"), carillon.home().resolve("bin/carillon"));
        Process version = new ProcessBuilder(link.toString(), "version")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("carillon 1.");
        assertThat(version.waitFor()).isZero();
    }

    @Test
    void a_data_directory_with_a_long_path_still_has_a_shell() throws Exception {
        carillon.with("CARILLON_DATA", directory.resolve("d".repeat(120)).toString());
        carillon.start();

        assertThat(carillon.shell("event:count").exit()).isZero();
        Path folder = Path.of(Files.readString(carillon.data().resolve("run/shell.path")))
                .getParent();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(carillon.run("stop").exit()).isZero();
        assertThat(folder).doesNotExist();
    }
}
