// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.CommandLineRun.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators tell a host. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OperatorTest extends AgainstFakeHost {

    private static final String UPLOAD = "/api/v1/system/config/plugins.upload";

    private static String option(String key, String type, String value, String effect) {
        return "{\"key\":\"" + key + "\",\"type\":\"" + type + "\",\"several\":false,\"value\":\"" + value
                + "\",\"source\":\"ui\",\"effect\":\"" + effect + "\",\"refusal\":\"hello refused it: no\"}";
    }

    @Test
    void an_option_is_set_and_it_is_said_from_when_on_it_counts() throws IOException {
        host.on("GET " + UPLOAD, 200, option("plugins.upload", "boolean", "false", "in-force"))
                .on("PUT " + UPLOAD, 200, option("plugins.upload", "boolean", "true", "in-force"))
                .on("PUT " + UPLOAD, 200, option("plugins.upload", "boolean", "true", "next-start"))
                .on("PUT " + UPLOAD, 200, option("plugins.upload", "boolean", "true", "stored"))
                .on("PUT " + UPLOAD, 200, option("plugins.upload", "boolean", "true", "refused"));

        Outcome set = command().run("config", "set", "plugins.upload", "true");

        assertThat(set.exit()).as(set.err()).isZero();
        assertThat(set.out()).startsWith("plugins.upload\ttrue\t");
        assertThat(set.err()).isEqualTo("it is in force\n");
        assertThat(last().json().compact()).isEqualTo("{\"value\":\"true\"}");
        assertThat(command().run("config", "set", "plugins.upload", "-5").err()).contains("when the host starts again");
        assertThat(last().json().compact()).isEqualTo("{\"value\":\"-5\"}");
        assertThat(command().run("config", "set", "plugins.upload", "true").err())
                .isEqualTo("it is stored; nobody says whether it was taken\n");
        Outcome refused = command().run("config", "set", "plugins.upload", "true");
        assertThat(refused.exit()).isEqualTo(Exit.INVALID);
        assertThat(refused.out()).startsWith("plugins.upload\ttrue\t");
        assertThat(refused.err()).contains("stored, but hello refused it: no", "config unset plugins.upload");
    }

    @Test
    void an_option_is_set_by_the_words_of_the_other_commands_too() throws IOException {
        host.on("GET " + UPLOAD, 200, option("plugins.upload", "string", "", "in-force"))
                .on("PUT " + UPLOAD, 200, option("plugins.upload", "string", "a=b", "in-force"));

        Outcome set = command().run("config", "set", "plugins.upload=a=b");

        assertThat(set.exit()).as(set.err()).isZero();
        assertThat(last().json().compact()).isEqualTo("{\"value\":\"a=b\"}");
        assertThat(command().run("config", "set", "plugins.upload=").exit()).isZero();
        assertThat(last().json().compact()).isEqualTo("{\"value\":\"\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "config set http.port, config set http.port VALUE",
        "config set =1, config set =1 VALUE",
        "config set http.port=1 2, config set KEY VALUE",
        "config get http.port=1, config set KEY VALUE",
        "config explain http.port=1, config set KEY VALUE",
        "config unset http.port=1, config set KEY VALUE"
    })
    void a_key_or_value_in_the_wrong_place_is_told_with_the_form(String words, String form) {
        assertThat(refused(words.split(" ")).err()).contains("carillon " + form);
    }

    @Test
    void of_a_cause_with_many_lines_a_list_shows_the_first() {
        String cause = "java.lang.IllegalStateException: no port\\n\\tat a.B.c(B.java:1)";
        String items = "{\"items\":[{\"position\":\"7\",\"event\":{\"type\":\"a.b\"},\"attempts\":3,\"last\":\"x\","
                + "\"cause\":\"" + cause + "\"},{\"position\":\"8\",\"event\":{\"type\":\"a.b\"},\"attempts\":3,"
                + "\"last\":\"x\",\"cause\":\"" + "long ".repeat(100) + "\"}]}";
        host.on("GET /api/v1/subscriptions/p:h/dead-letters", 200, items);

        String piped = command().run("subs", "dead-letters", "ls", "p:h").out();

        assertThat(piped.lines()).hasSize(2).first().asString().endsWith("\tjava.lang.IllegalStateException: no port");
        assertThat(piped.lines().skip(1).findFirst().orElseThrow())
                .endsWith("…")
                .hasSizeLessThan(250);
        assertThat(command()
                        .run("subs", "dead-letters", "ls", "p:h", "-o", "json")
                        .out())
                .isEqualTo(items + "\n");
    }

    @Test
    void options_of_a_plugin_that_it_refuses_are_told() {
        String config = "/api/v1/plugins/hello/config";
        host.on("GET " + config, 200, "{\"items\":[],\"problems\":[]}")
                .on("PUT " + config, 200, "{\"items\":[],\"problems\":[\"stored, but hello refused it: no\"]}");

        Outcome refused = command().run("plugin", "config", "hello", "a=b");

        assertThat(refused.exit()).isEqualTo(Exit.INVALID);
        assertThat(refused.err()).isEqualTo("error: stored, but hello refused it: no\n");
    }

    @Test
    void an_option_is_explained_with_what_it_takes() {
        host.on(
                "GET /api/v1/system/config",
                200,
                "{\"items\":[{\"key\":\"a.names\",\"type\":\"string\",\"several\":true,\"value\":[\"x\"],"
                        + "\"choices\":[\"x\",\"y\"]},{\"key\":\"a.key\",\"type\":\"secret\",\"several\":false,"
                        + "\"value\":\"\"},{\"key\":\"a.port\",\"type\":\"integer\",\"several\":false,\"value\":1,"
                        + "\"range\":\"0 to 9\"}]}");

        assertThat(command().run("config", "explain", "a.names").out()).contains("list of string", "x, y");
        assertThat(command().run("config", "explain", "a.key").out()).contains("type\tsecret\n");
        assertThat(command().run("config", "explain", "a.port").out()).contains("type\tinteger\n", "0 to 9");
    }

    @Test
    void what_was_set_is_taken_back() {
        host.on("DELETE " + UPLOAD, 200, option("plugins.upload", "boolean", "false", "in-force"));

        Outcome unset = command().run("config", "unset", "plugins.upload");

        assertThat(unset.exit()).as(unset.err()).isZero();
        assertThat(unset.out()).startsWith("plugins.upload\tfalse\t");
    }

    @Test
    void a_secret_comes_from_standard_input_only() throws IOException {
        String key = "/api/v1/system/config/com.example.hello.key";
        String secret = option("com.example.hello.key", "secret", "••••••••", "in-force");
        host.on("GET " + key, 200, secret).on("PUT " + key, 200, secret);

        Outcome refused = command().run("config", "set", "com.example.hello.key", "hunter2");

        assertThat(refused.exit()).isEqualTo(Exit.REFUSED);
        assertThat(refused.err()).contains("is a secret", "config set com.example.hello.key - < FILE");
        assertThat(host.asked()).extracting(FakeHost.Asked::method).containsExactly("GET");
        assertThat(command()
                        .input("hunter2\n")
                        .run("config", "set", "com.example.hello.key", "-")
                        .exit())
                .isZero();
        assertThat(last().json().compact()).isEqualTo("{\"value\":\"hunter2\"}");
        assertThat(command().run("config", "set", "com.example.hello.key", "-").err())
                .contains("no value on standard input");
    }

    @Test
    void an_option_that_is_refused_is_told_with_what_was_meant() {
        host.on(
                "GET /api/v1/system/config/plugins.uplaod",
                404,
                "{\"code\":\"not-found\",\"detail\":\"there is no option of this key; did you mean \\\"plugins.upload\\\"?\"}");

        Outcome refused = command().run("config", "set", "plugins.uplaod", "true");

        assertThat(refused.exit()).isEqualTo(Exit.NOT_FOUND);
        assertThat(refused.err()).contains("did you mean \"plugins.upload\"?");
        assertThat(host.asked()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "now, now",
        "latest, now",
        "beginning, beginning",
        "earliest, beginning",
        "00000000000000001042, position:00000000000000001042",
        "position:1042, position:1042",
        "last:100, last:100",
        "-10m, time:-10m",
        "10m, time:-10m",
        "time:2h, time:-2h",
        "-2w, time:-14d",
        "2w, time:-14d",
        "last:1000, last:1000",
        "2026-01-31T12:00:00Z, time:2026-01-31T12:00:00Z"
    })
    void a_subscription_is_put_where_people_say(String place, String told) throws IOException {
        host.on("PATCH /api/v1/subscriptions/p:h", 200, "{\"name\":\"p:h\"}");

        Outcome moved = command().run("subs", "seek", "p:h", place, "--force");

        assertThat(moved.exit()).as(moved.err()).isZero();
        assertThat(last().json().compact()).isEqualTo("{\"position\":\"" + told + "\"}");
    }

    @ParameterizedTest
    @CsvSource({"yesterday", "500ms", "-10x", "last:", "position:-1", "--frce"})
    void what_is_no_place_is_told_before_anything_is_sent(String place) {
        assertThat(refused("subs", "seek", "p:h", place, "--force").err())
                .contains("\"" + place + "\" is no place in the log", "now, beginning, position:N");
    }

    @ParameterizedTest
    @CsvSource({"last:0, 0", "last:1001, 1001", "last:9999999999, 9999999999"})
    void a_place_further_back_than_the_host_counts_is_told_with_the_limit(String place, String got) {
        assertThat(refused("subs", "seek", "p:h", place, "--force").err())
                .contains("last: goes back 1 to 1000 events, got " + got, "beginning, position:N");
    }

    @ParameterizedTest
    @CsvSource({"2w", "-2w"})
    void weeks_are_told_as_days(String since) {
        host.on("GET /api/v1/events", 200, "{\"items\":[]}");

        assertThat(command().run("events", "list", "--since", since).exit()).isZero();

        assertThat(last().uri().getQuery()).contains("from=-14d");
    }

    @Test
    void a_span_that_is_no_place_is_none_for_a_range_either() {
        host.on("GET /api/v1/events", 200, "{\"items\":[]}");

        command().run("events", "list", "--since", "500ms");

        assertThat(last().uri().getQuery()).contains("from=500ms");
    }

    @Test
    void what_is_cleared_has_a_beginning_and_an_end() throws IOException {
        host.on("POST /api/v1/events/clear", 200, "{\"cleared\":3}");

        Outcome cleared = command().typed().input("CLEAR\n").run("events", "clear", "--from", "10", "--to", "7d");

        assertThat(cleared.exit()).as(cleared.err()).isZero();
        assertThat(cleared.err()).contains("3 events (from 10, before 7d)");
        assertThat(host.asked())
                .extracting(asked -> asked.uri().getQuery())
                .containsExactly("from=10&to=-7d", "from=10&to=-7d");
        assertThat(last().json().at("expect").number()).isEqualTo(3);
    }

    @Test
    void an_empty_name_is_refused_before_anything_is_sent() {
        assertThat(refused("events", "explain", "").err()).contains("error: the name or id is empty", "hint: ");
    }

    @Test
    void a_file_of_certificates_that_is_none_is_told_of_a_host_without_tls_too() {
        Outcome refused = command().run("events", "list", "--ca", "no-such.pem");

        assertThat(refused.exit()).isEqualTo(Exit.INVALID);
        assertThat(refused.err()).contains("no-such.pem", "--ca");
        assertThat(host.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"events import ", "plugin check ", "plugin install ", "restore ", "events pub a.b --data @"})
    void a_file_that_is_not_there_is_not_found_and_a_folder_is_none(String words) {
        String[] missing = (words + home.resolve("nope")).split(" ");

        Outcome none = command().run(missing);

        assertThat(none.exit()).as(none.err()).isEqualTo(Exit.NOT_FOUND);
        assertThat(none.err()).contains("there is no file " + home.resolve("nope") + "\n", "hint: ");
        assertThat(refused((words + home).split(" ")).err())
                .contains(" is not a file\n", "hint: ")
                .doesNotContain("java.");
    }

    @ParameterizedTest
    @CsvSource({"backup %s", "doctor --bundle %s", "events export --to-file %s"})
    void a_file_is_not_written_into_a_directory_that_is_not_there(String words) {
        Path file = home.resolve("nowhere/deep/file");

        Outcome refused = command()
                .with("CARILLON_HOME", home.toString())
                .run(words.formatted(file).split(" "));

        assertThat(refused.exit()).isEqualTo(Exit.REFUSED);
        assertThat(refused.err())
                .contains("there is no directory ", "to write file to", "hint: make it")
                .doesNotContain("java.");
        assertThat(refused.out()).isEmpty();
        assertThat(host.asked()).isEmpty();
    }

    @Test
    void a_subscription_is_put_to_the_beginning() throws IOException {
        host.on("PATCH /api/v1/subscriptions/p:h", 200, "{\"name\":\"p:h\"}");

        assertThat(command().run("subs", "reset", "p:h").exit()).isEqualTo(Exit.REFUSED);
        assertThat(command().run("subs", "reset", "p:h", "--force").exit()).isZero();

        assertThat(host.asked()).hasSize(1);
        assertThat(last().json().compact()).isEqualTo("{\"position\":\"beginning\"}");
    }

    @Test
    void a_replay_has_a_name_and_only_counts_where_that_is_asked() throws IOException {
        String job = "{\"id\":\"j\",\"kind\":\"replay\",\"state\":\"succeeded\",\"progress\":{\"done\":3}}";
        host.on("POST /api/v1/events/replay", 202, job).on("GET /api/v1/jobs/j", 200, job);

        Outcome counted = command().run("replay", "start", "--type", "order.**", "--name", "Incident 12", "--dry-run");

        assertThat(counted.exit()).as(counted.err()).isZero();
        assertThat(host.asked().get(0).json().compact())
                .isEqualTo("{\"types\":[\"order.**\"],\"name\":\"Incident 12\",\"dryRun\":true}");
    }

    @ParameterizedTest
    @CsvSource({"table", "json", "ndjson", "csv"})
    void when_nobody_reads_any_more_the_command_ends_without_a_word(String form) {
        String item = "{\"name\":\"p:h\",\"types\":[\"a\"]}";
        host.on("GET /api/v1/subscriptions", 200, "{\"items\":[" + (item + ",").repeat(999) + item + "]}");

        Outcome cut = command().readUpTo(50).run("subs", "ls", "-o", form);

        assertThat(cut.exit()).isEqualTo(Exit.OUTPUT_CLOSED);
        assertThat(cut.err()).isEmpty();
    }

    @Test
    void an_export_that_nobody_reads_to_its_end_ends_without_a_word() {
        String job = "{\"id\":\"j\",\"state\":\"succeeded\",\"progress\":{\"done\":2}}";
        host.on("POST /api/v1/events/export", 202, job)
                .on("GET /api/v1/jobs/j", 200, job)
                .on("GET /api/v1/jobs/j/file", 200, "application/x-ndjson", "{\"n\":1}\n{\"n\":2}\n");

        Outcome cut = command().readUpTo(5).run("events", "export", "-q");

        assertThat(cut.exit()).isEqualTo(Exit.OUTPUT_CLOSED);
        assertThat(cut.err()).isEmpty();
    }

    @Test
    void a_certificate_to_trust_is_kept_with_the_context_and_looked_at_first() throws IOException {
        Outcome refused = command().run("context", "add", "home", "https://h.example", "--ca", "no-such.pem");

        assertThat(refused.exit()).isEqualTo(Exit.INVALID);
        assertThat(refused.err()).contains("no-such.pem", "--ca");
        assertThat(home.resolve(".config/carillon/contexts.json")).doesNotExist();

        Outcome fromEnvironment =
                command().with("CARILLON_CA", "none-there.pem").run("context", "add", "home", "https://h.example");

        assertThat(fromEnvironment.exit()).isEqualTo(Exit.INVALID);
        assertThat(fromEnvironment.err()).contains("none-there.pem", "CARILLON_CA");
    }

    @Test
    void an_option_that_is_not_there_is_told_with_what_was_meant() {
        host.on(
                "GET /api/v1/system/config",
                200,
                "{\"items\":[{\"key\":\"http.host\"},{\"key\":\"http.port\",\"value\":8080},{\"key\":\"log.level\"}]}");

        for (String verb : List.of("get", "explain")) {
            Outcome none = command().run("config", verb, "http.prot");

            assertThat(none.exit()).isEqualTo(Exit.NOT_FOUND);
            assertThat(none.err()).contains("http.prot is not an option; did you mean \"http.port\"?");
        }
        assertThat(command().run("config", "get", "quite.another").err()).doesNotContain("did you mean");
    }
}
