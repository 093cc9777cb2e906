// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.local.Finding.State;
import io.carillon.cli.output.Json;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ExaminationTest {

    @TempDir
    Path root;

    private LocalImage image;

    @BeforeEach
    void unpack() throws Exception {
        image = new LocalImage(root);
    }

    private List<Finding> findings() {
        return findings(image.settings());
    }

    private List<Finding> findings(LocalSettings settings) {
        StoreCheck store = new StoreCheck(image.directories(), settings.value("store.url"));
        return new Examination(image.directories(), settings, store::finding, "").findings();
    }

    private Finding finding(String check) {
        return findings().stream()
                .filter(finding -> finding.check().equals(check))
                .findFirst()
                .orElseThrow(() -> new AssertionError(check + " is not in " + findings()));
    }

    @Test
    void everything_is_looked_at_and_nothing_is_wrong_with_a_fresh_installation() {
        assertThat(findings())
                .extracting(Finding::check)
                .containsExactly(
                        "java",
                        "image",
                        "conf",
                        "data",
                        "logs",
                        "plugins folder",
                        "settings",
                        "host",
                        "port",
                        "store",
                        "disk of data",
                        "disk of logs",
                        "plugins");
        assertThat(findings())
                .filteredOn(finding -> !finding.check().startsWith("disk"))
                .allMatch(finding -> finding.state() == State.OK);
        assertThat(root.resolve("data/events.db")).doesNotExist();
    }

    @Test
    void what_is_missing_is_a_problem_unless_the_first_start_makes_it() throws Exception {
        Files.delete(root.resolve("conf"));
        Files.delete(root.resolve("logs"));
        Files.delete(root.resolve("plugins"));
        Files.writeString(root.resolve("plugins"), "a file");

        assertThat(finding("conf").state()).isEqualTo(State.PROBLEM);
        assertThat(finding("logs").detail()).contains("which the first start makes");
        assertThat(finding("plugins folder").state()).isEqualTo(State.PROBLEM);
        assertThat(finding("plugins folder").hint()).contains("CARILLON_PLUGINS");
    }

    @Test
    void a_folder_of_hashes_that_others_may_read_is_told() throws Exception {
        Files.setPosixFilePermissions(image.data().resolve("access"), PosixFilePermissions.fromString("rwxr-x---"));

        assertThat(finding("access").state()).isEqualTo(State.WARNING);
        assertThat(finding("access").hint()).startsWith("chmod 700 ");
    }

    @Test
    void a_port_that_somebody_has_is_a_problem() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            image.with("http.port", String.valueOf(other.getLocalPort()));

            assertThat(finding("port").state()).isEqualTo(State.PROBLEM);
            assertThat(finding("port").detail()).contains("port " + other.getLocalPort(), "cannot be used");
            assertThat(finding("port").hint()).contains("http.port");
        }
    }

    @Test
    void a_store_opens_or_it_is_a_problem() throws Exception {
        try (Connection connection = image.writer()) {
            LocalImage.append(connection, 3);

            assertThat(finding("store").detail()).endsWith("opens, last position 3");
        }
        Files.writeString(image.store().path(), "this is no database, whatever it is called".repeat(100));
        assertThat(finding("store").state()).isEqualTo(State.PROBLEM);
        assertThat(finding("store").detail()).contains("events.db");

        image.with("store.url", "memory:");
        assertThat(finding("store").state()).isEqualTo(State.WARNING);
        try (ServerSocket database = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            image.with("store.url", "postgresql://ada:hunter2@127.0.0.1:" + database.getLocalPort() + "/carillon");
            assertThat(finding("store").state()).isEqualTo(State.OK);
        }
        image.with("store.url", "postgresql://ada:hunter2@127.0.0.1:1/carillon");
        assertThat(finding("store").state()).isEqualTo(State.PROBLEM);
        assertThat(findings().toString()).doesNotContain("hunter2");
    }

    @Test
    void of_a_host_that_runs_its_own_address_counts_whatever_the_settings_say() {
        image.with("http.port", "8080");
        PortCheck port = new PortCheck(image.settings());

        assertThat(port.finding(true, "http://127.0.0.1:9090").detail())
                .isEqualTo("http://127.0.0.1:9090, which the host has");
        assertThat(port.finding(true, "").state()).isEqualTo(State.WARNING);
    }

    @Test
    void half_of_a_backup_is_a_problem_and_its_store_is_not_opened() throws Exception {
        Files.createFile(image.directories().unfinishedRestore());

        assertThat(finding("restore").state()).isEqualTo(State.PROBLEM);
        assertThat(finding("restore").hint()).contains("carillon restore FILE");
        assertThat(findings()).extracting(Finding::check).doesNotContain("store");
    }

    @Test
    void settings_that_are_wrong_are_told_with_their_sentences() {
        LocalSettings wrong = new LocalSettings(Json.of(Map.of(
                "items", List.of(), "errors", List.of("conf/carillon.json:3: no"), "warnings", List.of("waiting"))));

        assertThat(findings(wrong))
                .filteredOn(finding -> finding.check().equals("settings"))
                .extracting(Finding::state, Finding::detail)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(State.PROBLEM, "conf/carillon.json:3: no"),
                        org.assertj.core.groups.Tuple.tuple(State.WARNING, "waiting"));
    }

    @Test
    void a_jar_that_is_none_is_told() throws Exception {
        Files.writeString(root.resolve("plugins/broken.jar"), "no zip");

        assertThat(finding("plugins").state()).isEqualTo(State.WARNING);
        assertThat(finding("plugins").detail()).startsWith("broken.jar cannot be read as a jar");
    }

    @ParameterizedTest
    @CsvSource({"104857599, PROBLEM", "104857600, WARNING", "1073741823, WARNING", "1073741824, OK"})
    void little_space_is_told_before_there_is_none(long usable, State state) {
        assertThat(Examination.space("disk", usable).state()).isEqualTo(state);
    }
}
