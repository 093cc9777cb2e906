// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.carillon.events.admin.OptionStatus;
import io.carillon.events.admin.OptionStatus.Source;
import io.carillon.events.admin.SettingRefusedException;
import io.carillon.events.admin.SettingRefusedException.Reason;
import io.carillon.events.admin.SettingsAdmin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OptionViewTest {

    private final Map<String, String> variables = new HashMap<>();

    @TempDir
    Path home;

    private Path conf;
    private OptionCatalog catalog = new OptionCatalog(List.of());
    private List<Setting> changed = List.of();

    @BeforeEach
    void declare() throws Exception {
        conf = Files.createDirectories(home.resolve("conf"));
        List<OptionSet> sets = MetatypeReaderTest.read(MetatypeReaderTest.document(
                "carillon.store",
                "<AD id='url' type='String' default='sqlite:events.db' description='Where'/>"
                        + "<AD id='password' type='Password' default=''/>"
                        + "<AD id='properties' type='String' cardinality='9' default=''/>"));
        List<OptionSet> more = MetatypeReaderTest.read(
                MetatypeReaderTest.document(
                        "carillon.bus",
                        "<AD id='queueEvents' type='Integer' min='1' max='100' default='10'/><AD id='max.size' type='Long' default='7'/>"));
        List<OptionSet> log = MetatypeReaderTest.read(
                MetatypeReaderTest.document("carillon.log", "<AD id='format' type='String' default='text'/>"));
        catalog = new OptionCatalog(List.of(sets.get(0), more.get(0), log.get(0)));
    }

    private Map<String, OptionStatus> view() {
        Merge merge = new Layers(conf, variables, Map.of()).merge(catalog, changed);
        assertThat(merge.errors()).isEmpty();
        return OptionView.of(catalog, merge).stream().collect(Collectors.toMap(OptionStatus::key, status -> status));
    }

    private OptionStatus option(String key) {
        return Objects.requireNonNull(view().get(key), key);
    }

    private Change change(Map<String, Object> values, String... removed) {
        return Change.of(catalog, List.copyOf(view().values()), changed, values, Set.of(removed));
    }

    @Test
    void a_value_tells_its_layer_and_place() throws Exception {
        Files.writeString(conf.resolve("carillon.json"), "{\n\"carillon.store\": {\n\"url\": \"memory:\"}}");
        Path credentials = Files.createDirectories(home.resolve("credentials"));
        Files.writeString(credentials.resolve("store.password"), "hunter2\n");
        Files.writeString(credentials.resolve("somebody.elses"), "x");
        variables.put("CREDENTIALS_DIRECTORY", credentials.toString());
        variables.put("CARILLON_STORE__PROPERTIES", "ssl=on,trustPassword=secret1");

        assertThat(option("store.url")).satisfies(url -> {
            assertThat(url.value()).isEqualTo("memory:");
            assertThat(url.defaultValue()).isEqualTo("sqlite:events.db");
            assertThat(url.source()).isEqualTo(Source.FILE);
            assertThat(url.where()).isEqualTo("conf/carillon.json:3");
            assertThat(url.locked()).isTrue();
            assertThat(url.description()).isEqualTo("Where");
        });
        assertThat(option("store.password")).satisfies(password -> {
            assertThat(password.value()).isEqualTo(OptionStatus.MASK);
            assertThat(password.source()).isEqualTo(Source.CREDENTIAL);
            assertThat(password.where()).isEqualTo("$CREDENTIALS_DIRECTORY/store.password");
        });
        assertThat(option("store.properties").value())
                .isEqualTo(List.of("ssl=on", "trustPassword=" + OptionStatus.MASK));
        assertThat(option("store.properties").where()).isEqualTo("CARILLON_STORE__PROPERTIES");
        assertThat(option("bus.queueEvents"))
                .satisfies(queue -> assertThat(queue.value()).isEqualTo(10))
                .satisfies(queue -> assertThat(queue.source()).isEqualTo(Source.DEFAULT))
                .satisfies(queue -> assertThat(queue.locked()).isFalse())
                .satisfies(queue -> assertThat(queue.restart()).isTrue());
        assertThat(option("store.url").restart()).isTrue();
        assertThat(option("log.format").restart()).isFalse();
        assertThat(view().toString()).doesNotContain("hunter2").doesNotContain("secret1");
    }

    @Test
    void a_secret_that_changes_shows_the_same_and_has_another_mark() {
        variables.put("CARILLON_STORE__PASSWORD", "hunter2");
        OptionStatus first = option("store.password");
        OptionStatus again = option("store.password");
        variables.put("CARILLON_STORE__PASSWORD", "hunter3");
        OptionStatus second = option("store.password");

        assertThat(second.value()).isEqualTo(first.value()).isEqualTo(OptionStatus.MASK);
        assertThat(again.mark()).isEqualTo(first.mark());
        assertThat(second.mark()).isNotEqualTo(first.mark()).isNotEmpty();
        assertThat(option("bus.queueEvents").mark()).isEmpty();
    }

    @Test
    void the_environment_wins_over_a_credential_and_a_credential_over_a_file() throws Exception {
        Path credentials = Files.createDirectories(home.resolve("credentials"));
        Files.writeString(credentials.resolve("bus.queueEvents"), "20");
        Files.writeString(credentials.resolve("carillon.bus.max.size"), "20");
        variables.put("CREDENTIALS_DIRECTORY", credentials.toString());
        Files.createDirectories(conf.resolve("config.d"));
        Files.writeString(conf.resolve("config.d/a.json"), "{\"bus\": {\"queueEvents\": 30}}");

        assertThat(option("bus.queueEvents").value()).isEqualTo(20);

        variables.put("CARILLON_BUS__QUEUEEVENTS", "40");
        assertThat(option("bus.queueEvents").value()).isEqualTo(40);
    }

    @Test
    void a_credential_of_a_known_pid_with_a_wrong_name_is_told() throws Exception {
        Path credentials = Files.createDirectories(home.resolve("credentials"));
        Files.writeString(credentials.resolve("store.passwort"), "x");
        variables.put("CREDENTIALS_DIRECTORY", credentials.toString());

        assertThat(new Layers(conf, variables, Map.of())
                        .merge(catalog, List.of())
                        .errors())
                .extracting(SettingError::text)
                .containsExactly("$CREDENTIALS_DIRECTORY/store.passwort: carillon.store.passwort is not an option."
                        + " Did you mean \"password\"?");
    }

    @Test
    void a_change_is_the_weakest_layer_and_can_be_taken_back() throws Exception {
        changed = change(Map.of("bus.queueEvents", 50, "carillon.bus.max.size", 8))
                .settings();

        assertThat(option("bus.queueEvents"))
                .satisfies(queue -> assertThat(queue.value()).isEqualTo(50))
                .satisfies(queue -> assertThat(queue.source()).isEqualTo(Source.UI))
                .satisfies(queue -> assertThat(queue.locked()).isFalse());
        assertThat(option("bus.max.size").value()).isEqualTo(8L);

        changed = change(Map.of(), "bus.queueEvents", "bus.max.size").settings();
        assertThat(changed).isEmpty();

        changed = change(Map.of("bus.queueEvents", 50)).settings();
        Files.writeString(conf.resolve("carillon.json"), "{\"bus\": {\"queueEvents\": 60}}");
        assertThat(option("bus.queueEvents").value()).isEqualTo(60);
        refused(Map.of("bus.queueEvents", 70), Reason.LOCKED, "conf/carillon.json:1");
    }

    @Test
    void a_change_that_does_not_fit_is_refused_with_the_reason() {
        refused(Map.of("bus.queueEvnts", 1), Reason.UNKNOWN, "Did you mean \"bus.queueEvents\"?");
        refused(Map.of("bus.queueEvents", "many"), Reason.INVALID, "whole number");
        refused(Map.of("bus.queueEvents", 101), Reason.INVALID, "1 to 100");
        refused(Map.of("bus.queueEvents", 99999999999999L), Reason.INVALID, "a whole number, 1 to 100 (integer), got");
        refused(
                Map.of("bus.max.size", "9223372036854775808"),
                Reason.INVALID,
                "-9223372036854775808 to 9223372036854775807 (long)");
        refused(Map.of("store.url", "memory:"), Reason.LOCKED, "conf/, the environment and the command line only");
        Map<String, Object> many = IntStream.rangeClosed(0, SettingsAdmin.MAX_CHANGES)
                .boxed()
                .collect(Collectors.toMap(i -> "bus.k" + i, i -> i));
        refused(many, Reason.INVALID, "at most 100");
    }

    private void refused(Map<String, Object> values, Reason reason, String text) {
        assertThatExceptionOfType(SettingRefusedException.class)
                .isThrownBy(() -> change(values))
                .withMessageContaining(text)
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    @Test
    void the_layer_is_kept_in_a_file_that_is_read_as_it_was_written_and_is_for_its_owner_only() throws Exception {
        UiLayer layer = new UiLayer(home);
        assertThat(layer.read()).isEmpty();
        Map<String, Map<String, Object>> values = Map.of(
                "carillon.bus", Map.of("queueEvents", 50L, "name", "a\"b", "on", true, "list", List.of("x", "y")));

        layer.write(values);

        assertThat(layer.read())
                .extracting(Setting::key, Setting::value)
                .containsExactlyInAnyOrder(
                        tuple("queueEvents", 50L),
                        tuple("name", "a\"b"),
                        tuple("on", true),
                        tuple("list", List.of("x", "y")));
        Path file = home.resolve("config/settings.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.resolveSibling(""))))
                .isEqualTo("rwx------");
    }

    @Test
    void what_was_changed_and_is_no_option_any_more_stops_nobody() {
        changed = List.of(
                new Setting("carillon.bus", "gone", 1L, Source.UI, "data/config/settings.json:2"),
                new Setting("carillon.store", "url", "memory:", Source.UI, "data/config/settings.json:3"));

        Merge merge = new Layers(conf, variables, Map.of()).merge(catalog, changed);

        assertThat(merge.errors()).hasSize(2).noneMatch(SettingError::fatal);
        assertThat(merge.values()).isEmpty();
    }
}
