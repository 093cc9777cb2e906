// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LayersTest {

    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, String> properties = new HashMap<>();
    private final List<OptionSet> options = new ArrayList<>();

    @TempDir
    Path conf;

    LayersTest() throws Exception {
        declare(
                "carillon.http",
                "<AD id='port' type='Integer' min='0' max='65535'/><AD id='bind' type='String'/>"
                        + "<AD id='tags' type='String' cardinality='3'/><AD id='on' type='Boolean'/>"
                        + "<AD id='level' type='String'><Option value='low'/><Option value='high'/></AD>");
        declare("com.example.hello-world", "<AD id='max.size' type='Long'/><AD id='key_file' type='String'/>");
    }

    private void declare(String pid, String attributes) throws Exception {
        options.addAll(MetatypeReaderTest.read(MetatypeReaderTest.document(pid, attributes)));
    }

    private void file(String name, String content) throws Exception {
        Path file = conf.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private Merge merge() {
        return new Layers(conf, variables, properties).merge(new OptionCatalog(options), List.of());
    }

    private List<String> errors() {
        return merge().errors().stream().map(SettingError::text).toList();
    }

    @Test
    void the_command_line_wins_over_the_environment_over_files_in_order_of_names() throws Exception {
        file("carillon.json", "{\"carillon.http\": {\"port\": 1, \"bind\": \"a\", \"on\": false, \"level\": \"low\"}}");
        file("config.d/10.json", "{\"http\": {\"bind\": \"b\", \"on\": true, \"level\": \"high\"}}");
        file("config.d/20.json", "{\"http\": {\"bind\": \"c\", \"on\": true}}");
        variables.put("CARILLON_HTTP__BIND", "d");
        variables.put("CARILLON_HTTP__PORT", "2");
        properties.put("carillon.set.http.port", "3");

        Merge merge = merge();

        assertThat(merge.errors()).isEmpty();
        assertThat(merge.values().get("carillon.http"))
                .isEqualTo(Map.of("port", 3, "bind", "d", "on", true, "level", "high"));
    }

    @Test
    void one_underscore_where_two_belong_is_told_and_directories_are_not() {
        variables.put("CARILLON_HTTP_PORT", "1");
        variables.put("CARILLON_PROT", "1");
        variables.put("CARILLON_HOME", "/opt");

        assertThat(merge().pending())
                .containsExactly(
                        "CARILLON_HTTP_PORT: is not a setting; did you mean CARILLON_HTTP__PORT?",
                        "CARILLON_PROT: is not a setting; the name of an option stands after two underscores, as in"
                                + " CARILLON_HTTP__PORT");
    }

    @Test
    void comments_trailing_commas_type_hints_and_reserved_keys_are_read_over() throws Exception {
        file(
                "carillon.json",
                "// first\n{\":configurator:resource-version\": 1, /* here */ \"carillon.http\": {\"port:Integer\": 8081,},}");

        assertThat(errors()).isEmpty();
        assertThat(merge().values().get("carillon.http")).isEqualTo(Map.of("port", 8081));
    }

    @Test
    void a_wrong_key_is_named_with_file_line_and_what_was_meant() throws Exception {
        file("carillon.json", "{\n  \"carillon.http\": {\n    \"prot\": 8080 }}");

        assertThat(errors())
                .containsExactly("conf/carillon.json:3: carillon.http.prot is not an option. Did you mean \"port\"?");
    }

    @Test
    void a_value_of_the_wrong_type_size_or_choice_is_named_with_its_place() throws Exception {
        file(
                "carillon.json",
                "{\"carillon.http\": {\"bind\": 7, \"on\": \"maybe\", \"tags\": [\"a\",\"b\",\"c\",\"d\"]}}");
        variables.put("CARILLON_HTTP__PORT", "65536");
        properties.put("carillon.set.http.level", "hgih");

        assertThat(errors())
                .containsExactlyInAnyOrder(
                        "conf/carillon.json:1: carillon.http.bind must be a text in quotes, got 7",
                        "conf/carillon.json:1: carillon.http.on must be true or false (boolean), got \"maybe\"",
                        "conf/carillon.json:1: carillon.http.tags takes at most 3 values, got 4",
                        "CARILLON_HTTP__PORT: carillon.http.port must be 0 to 65535, got 65536",
                        "--set http.level: carillon.http.level must be one of low, high, got \"hgih\". Did you mean \"high\"?");
    }

    @Test
    void the_limits_themselves_are_allowed() {
        for (String port : new String[] {"0", "65535"}) {
            properties.put("carillon.set.http.port", port);
            assertThat(errors()).isEmpty();
        }
        for (String port : new String[] {"-1", "65536", "1.5", "x", ""}) {
            properties.put("carillon.set.http.port", port);
            assertThat(errors()).as(port).hasSize(1);
        }
    }

    @Test
    void lists_come_as_arrays_from_json_and_from_commas() throws Exception {
        file("carillon.json", "{\"carillon.http\": {\"tags\": [\"a,b\", \"c\"]}}");
        assertThat((String[]) value("carillon.http", "tags")).containsExactly("a,b", "c");

        variables.put("CARILLON_HTTP__TAGS", "x, y");
        assertThat((String[]) value("carillon.http", "tags")).containsExactly("x", "y");

        variables.put("CARILLON_HTTP__TAGS", "");
        assertThat((String[]) value("carillon.http", "tags")).isEmpty();
    }

    private Object value(String pid, String key) {
        return merge().values().getOrDefault(pid, Map.of()).getOrDefault(key, "nothing");
    }

    @Test
    void dots_and_dashes_are_underscores_and_case_does_not_matter_in_the_environment() {
        variables.put("carillon_Com_Example_Hello_World__Max_Size", "9");

        assertThat(value("com.example.hello-world", "max.size")).isEqualTo(9L);
    }

    @Test
    void a_variable_that_could_mean_two_options_is_refused() throws Exception {
        declare("com.example.hello.world", "<AD id='max_size' type='Long'/>");
        variables.put("CARILLON_COM_EXAMPLE_HELLO_WORLD__MAX_SIZE", "9");

        assertThat(errors()).singleElement().asString().contains("could mean", "com.example.hello-world.max.size");
        assertThat(merge().values()).isEmpty();
    }

    @Test
    void a_value_can_come_from_a_file_unless_the_option_itself_is_called_so() throws Exception {
        Path secret = Files.writeString(conf.resolve("secret"), "127.0.0.1\n");
        variables.put("CARILLON_HTTP__BIND_FILE", secret.toString());
        variables.put("CARILLON_COM_EXAMPLE_HELLO_WORLD__KEY_FILE", "/not/read");

        assertThat(value("carillon.http", "bind")).isEqualTo("127.0.0.1");
        assertThat(value("com.example.hello-world", "key_file")).isEqualTo("/not/read");

        variables.put("CARILLON_HTTP__BIND_FILE", "/does/not/exist");
        assertThat(errors()).singleElement().asString().contains("CARILLON_HTTP__BIND_FILE", "/does/not/exist");

        variables.put("CARILLON_HTTP__BIND_FILE", secret.toString());
        variables.put("CARILLON_HTTP__BIND", "::1");
        assertThat(errors()).singleElement().asString().contains("keep one of them");
    }

    @Test
    void variables_without_two_underscores_are_not_settings_and_unknown_ones_are_told() {
        variables.put("CARILLON_HOME", "/x");
        variables.put("CARILLON_JAVA_OPTS", "-Xmx1g");
        variables.put("OTHER__THING", "1");
        variables.put("CARILLON_HTPP__PORT", "1");
        variables.put("CARILLON_HTTP__PROT", "1");

        assertThat(merge().pending())
                .containsExactly(
                        "CARILLON_HTPP__PORT: no installed bundle has such an option. Did you mean \"CARILLON_HTTP__PORT\"?");
        assertThat(errors())
                .containsExactly(
                        "CARILLON_HTTP__PROT: carillon.http has no such option. Did you mean \"CARILLON_HTTP__PORT\"?");
    }

    @Test
    void files_that_are_not_json_objects_of_objects_are_refused_with_their_line() throws Exception {
        for (String content : new String[] {
            "{\n\"a\": {\"b\": }", "{\n\"a\": 1}", "{\n\"a\": {\"b\": {}}}", "{\n\"a\": {\"b\": null}}"
        }) {
            file("carillon.json", content);
            assertThat(errors()).as(content).singleElement().asString().startsWith("conf/carillon.json:2: ");
        }
        file("carillon.json", "{\"a\": {\"b\": 1, \"b\": 2}}");
        assertThat(errors()).singleElement().asString().contains("Duplicate field 'b'");
        file("carillon.json", "{} {}");
        assertThat(errors()).singleElement().asString().contains("after the end");
    }

    @Test
    void a_pid_that_nobody_declares_waits_as_it_is_written() throws Exception {
        file("carillon.json", "{\"com.example.later\": {\"n\": 5, \"l\": [1, 2]}, \"carillon.webhooks\": {\"n\": 1}}");

        Merge merge = merge();

        assertThat(merge.errors()).isEmpty();
        assertThat(merge.values().get("com.example.later"))
                .containsEntry("n", 5L)
                .containsKey("l");
        assertThat(merge.pending())
                .containsExactlyInAnyOrder(
                        "conf/carillon.json:1: no installed bundle has options for com.example.later",
                        "conf/carillon.json:1: no installed bundle has options for carillon.webhooks");
    }

    @Test
    void a_section_that_is_nearly_one_of_ours_is_as_wrong_as_a_key_that_is_nearly_one() throws Exception {
        file("carillon.json", "{\"carillon.htpp\": {\"port\": 1}}");

        assertThat(merge().pending()).isEmpty();
        assertThat(merge().errors()).singleElement().satisfies(error -> {
            assertThat(error.fatal()).isTrue();
            assertThat(error.pid()).isEqualTo("carillon.http");
            assertThat(error.text())
                    .isEqualTo("conf/carillon.json:1: no installed bundle has options for carillon.htpp."
                            + " Did you mean \"carillon.http\"?");
        });
    }

    @Test
    void a_section_without_options_is_looked_at_too() throws Exception {
        file("carillon.json", "{\n\"carillon.htp\": {},\n\"carillon.http\": {},\n\"com.example.none\": {}}");

        assertThat(errors())
                .singleElement()
                .asString()
                .startsWith("conf/carillon.json:2: no installed bundle has options for carillon.htp")
                .contains("Did you mean \"carillon.http\"");
        assertThat(merge().pending())
                .singleElement()
                .asString()
                .startsWith("conf/carillon.json:4: no installed bundle has options for com.example.none");
        assertThat(merge().values()).isEmpty();
    }

    @Test
    void what_is_wrong_is_told_in_the_order_it_is_written_in() throws Exception {
        file(
                "carillon.json",
                "{\"carillon.http\": {\n\"zz\": 1,\n\"port\": \"x\",\n\n\n\n\n\n\n\"aa\": 1},\n\"com.example.hello-world\": {\"q\": 1}}");
        file("config.d/5.json", "{\"carillon.http\": {\"bb\": 1}}");
        properties.put("carillon.set.http.cc", "1");

        assertThat(errors())
                .extracting(text -> text.substring(0, text.indexOf(": ")))
                .containsExactly(
                        "conf/carillon.json:2",
                        "conf/carillon.json:3",
                        "conf/carillon.json:10",
                        "conf/carillon.json:11",
                        "conf/config.d/5.json:1",
                        "--set http.cc");
    }

    @Test
    void the_container_cannot_be_set_past_the_host() throws Exception {
        file("carillon.json", "{\"org.apache.felix.http\": {\"org.apache.felix.http.host\": \"0.0.0.0\"}}");

        assertThat(merge().values()).isEmpty();
        assertThat(merge().errors()).singleElement().satisfies(error -> {
            assertThat(error.pid()).isEqualTo("carillon.http");
            assertThat(error.text()).contains("derived from carillon.http");
        });
    }

    @Test
    void a_set_option_without_a_pid_is_refused() {
        properties.put("carillon.set.port", "1");

        assertThat(errors()).containsExactly("--set port: must name an option, like --set http.port=8080");
    }
}
