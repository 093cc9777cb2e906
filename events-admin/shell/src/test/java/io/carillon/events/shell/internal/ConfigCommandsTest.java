// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.admin.OptionStatus;
import io.carillon.events.admin.SettingRefusedException;
import io.carillon.events.admin.SettingsAdmin;
import io.carillon.events.admin.UptakeAdmin.Uptake;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ConfigCommandsTest {

    private static final OptionStatus PORT = new OptionStatus(
            "http.port",
            "carillon.http",
            "http",
            OptionStatus.Type.INTEGER,
            false,
            9090,
            8080,
            OptionStatus.Source.FILE,
            "conf/carillon.json:3",
            true,
            true,
            "Port to listen on",
            "0",
            "65535",
            List.of(),
            "");

    private static final OptionStatus NAMES = new OptionStatus(
            "com.example.hello.names",
            "com.example.hello",
            "hello",
            OptionStatus.Type.STRING,
            true,
            List.of("a", "b\u001b[31m"),
            List.of(),
            OptionStatus.Source.UI,
            "",
            false,
            false,
            "",
            null,
            null,
            List.of("a", "b"),
            "");

    private final List<String> changes = new ArrayList<>();
    private Uptake became = new Uptake.InForce();

    private final TestShell shell = new TestShell()
            .with(
                    "config",
                    new ConfigCommands(
                            new SettingsAdmin() {
                                @Override
                                public List<OptionStatus> list() {
                                    return List.of(NAMES, PORT);
                                }

                                @Override
                                public Optional<OptionStatus> get(String key) {
                                    return list().stream()
                                            .filter(option -> option.key().equals(key))
                                            .findFirst();
                                }

                                @Override
                                public List<OptionStatus> of(String owner) {
                                    return List.of();
                                }

                                @Override
                                public List<String> problems() {
                                    return List.of();
                                }

                                @Override
                                public void set(
                                        Map<String, Object> values,
                                        Set<String> removed,
                                        String by,
                                        Runnable condition) {
                                    condition.run();
                                    if (values.containsKey("http.port")) {
                                        throw new SettingRefusedException(
                                                "http.port",
                                                SettingRefusedException.Reason.LOCKED,
                                                "http.port is set in a file");
                                    }
                                    changes.add(values + " " + removed + " " + by);
                                }
                            },
                            option -> became),
                    "list",
                    "get",
                    "set",
                    "unset",
                    "explain");

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void options_are_listed_with_the_place_their_value_came_from() {
        assertThat(shell.run("config:list http")).isZero();

        assertThat(shell.out())
                .contains("http.port", "9090", "conf/carillon.json:3")
                .doesNotContain("hello");
    }

    @Test
    void a_value_is_printed_alone_and_safely() {
        assertThat(shell.run("config:get com.example.hello.names")).isZero();

        assertThat(shell.out()).isEqualTo("a,b\\u001b[31m\n");
    }

    @Test
    void an_option_is_explained() {
        assertThat(shell.run("config:explain http.port")).isZero();

        assertThat(shell.out())
                .contains(
                        "9090", "8080", "file", "conf/carillon.json:3", "integer", "0 to 65535", "not here", "Port to");
    }

    @Test
    void a_change_names_its_author_and_a_refusal_its_reason() {
        assertThat(shell.run("config:set com.example.hello.names=a,b")).isZero();
        assertThat(shell.out()).endsWith("names: changed; in force\n");
        assertThat(shell.run("config:unset com.example.hello.names")).isZero();
        assertThat(changes)
                .containsExactly(
                        "{com.example.hello.names=a,b} [] shell:tester", "{} [com.example.hello.names] shell:tester");
        assertThat(shell.out()).endsWith("names: taken back; in force\n");

        assertThat(shell.run("config:set http.port=1")).isEqualTo(CommandException.USAGE);
        assertThat(shell.err()).contains("http.port is set in a file");
        assertThat(shell.run("config:set http.port")).isEqualTo(CommandException.USAGE);
        assertThat(shell.run("config:get http.prot")).isEqualTo(CommandException.NOT_FOUND);
    }

    @Test
    void what_became_of_a_change_is_said_and_a_refusal_is_a_failure() {
        became = new Uptake.NextStart();
        assertThat(shell.run("config:set com.example.hello.names=a")).isZero();
        assertThat(shell.out()).endsWith("names: changed; it takes effect when the host starts again\n");

        became = new Uptake.Stored();
        assertThat(shell.run("config:set com.example.hello.names=a")).isZero();
        assertThat(shell.out()).endsWith("names: changed; stored, and nobody says whether it was taken\n");

        became = new Uptake.Refused("hello", "a is no name");
        assertThat(shell.run("config:set com.example.hello.names=a")).isEqualTo(CommandException.INVALID);
        assertThat(shell.err()).contains("names is stored, but hello refused it: a is no name");
    }

    @Test
    void a_list_is_said_to_be_one() {
        assertThat(shell.run("config:explain com.example.hello.names")).isZero();

        assertThat(shell.out()).contains("list of string");
    }
}
