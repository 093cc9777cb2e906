// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.image.Installation;
import io.carillon.image.Installation.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LogLevelIT {

    private static final String LOGGER = "io.carillon.events.bus";

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
    void a_level_holds_until_it_is_taken_back_or_the_host_stops() throws Exception {
        Process host = carillon.start();
        dropHello();
        greet();
        assertThat(carillon.log()).doesNotContain(" DEBUG ");
        assertThat(carillon.shell("log:level " + LOGGER).out()).isEqualTo("info\n");

        Answer set = carillon.shell("log:level " + LOGGER + " debug");
        assertThat(set.exit()).as(set.err()).isZero();
        assertThat(set.out()).isEqualTo(LOGGER + " is at debug until the host stops\n");
        greet();
        await().untilAsserted(() -> assertThat(carillon.log())
                .containsPattern(" DEBUG .*delivered eventId=.* subscription=com.example.hello:main"));
        assertThat(carillon.shell("log:tail --level debug").out()).contains("delivered eventId=");

        assertThat(carillon.shell("log:level " + LOGGER + " default").exit()).isZero();
        int before = carillon.log().length();
        greet();
        assertThat(carillon.log().substring(before)).doesNotContain(" DEBUG ").contains("event:publish");

        assertThat(carillon.shell("log:level " + LOGGER + " trace").exit()).isZero();
        carillon.terminate(host);
        carillon.start();
        assertThat(carillon.shell("log:level " + LOGGER).out()).isEqualTo("info\n");
    }

    @Test
    void no_record_is_lost_or_doubled_while_levels_change() throws Exception {
        carillon.start();

        for (int i = 0; i < 5; i++) {
            assertThat(carillon.shell("log:level any.logger" + i + " debug").exit())
                    .isZero();
        }

        for (int i = 0; i < 5; i++) {
            String record = ": log:level any.logger" + i + " debug";
            assertThat(carillon.log().lines().filter(line -> line.endsWith(record)))
                    .hasSize(1);
        }
        assertThat(carillon.shell("log:level").out())
                .contains("any.logger4", "ROOT", "org.eclipse.jetty")
                .doesNotContain("carillon.log.levels");
    }

    @Test
    void a_wrong_level_is_answered_with_those_there_are() throws Exception {
        carillon.start();

        Answer refused = carillon.shell("log:level root LOUD");

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err())
                .startsWith("error: \"LOUD\" is not a level")
                .contains("trace, debug, info, warn, error, off");
        assertThat(carillon.shell("log:level root").out()).isEqualTo("info\n");
    }

    private void dropHello() throws IOException {
        try (Stream<Path> files = Files.list(carillon.home().resolve("share/plugins"))) {
            Path jar = files.filter(file -> file.getFileName().toString().contains("hello"))
                    .findFirst()
                    .orElseThrow();
            Files.copy(jar, carillon.plugins().resolve("hello.jar"));
        }
        await().atMost(Installation.PATIENCE)
                .untilAsserted(
                        () -> assertThat(carillon.shell("plugin:list").out()).contains("active"));
    }

    /** Has the plugin handle an event, and waits until it has. */
    private void greet() throws Exception {
        String before = carillon.shell("event:count --type hello.greeted").out();
        assertThat(carillon.shell("event:publish scan.completed libraryId=films filesScanned:=1")
                        .exit())
                .isZero();
        await().atMost(Installation.PATIENCE).until(() -> !carillon.shell("event:count --type hello.greeted")
                .out()
                .equals(before));
    }
}
