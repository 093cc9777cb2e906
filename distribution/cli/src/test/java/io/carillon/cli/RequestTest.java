// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.CommandLineRun.Outcome;
import io.carillon.cli.output.Json;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RequestTest extends AgainstFakeHost {

    private static final String RECEIPT = "{\"results\":[{\"id\":\"018f\",\"source\":\"/rest/x\","
            + "\"sequence\":\"00000000000000000042\",\"durability\":\"durable\"}]}";

    @BeforeEach
    void answer() {
        host.on("POST /api/v1/events", 201, RECEIPT);
    }

    @Test
    void words_become_an_event_and_the_receipt_one_line() throws IOException {
        Outcome published = command()
                .run("events", "pub", "scan.completed", "libraryId=films", "n:=1284", "--correlation", "scan-42");

        assertThat(published.out()).isEqualTo("durable  00000000000000000042  scan.completed  018f\n");
        assertThat(last().header("Content-type")).isEqualTo("application/json");
        assertThat(last().json().compact())
                .isEqualTo(Json.parse("{\"type\":\"scan.completed\",\"correlationid\":\"scan-42\","
                                + "\"data\":{\"libraryId\":\"films\",\"n\":1284}}")
                        .compact());
    }

    @ParameterizedTest
    @CsvSource({"n:=not-json, 7", "=x, 2", "plain, 2"})
    void a_field_that_is_none_is_told_before_anything_is_sent(String field, int exit) {
        Outcome refused = command().run("events", "pub", "a.b", field);

        assertThat(refused.exit()).isEqualTo(exit);
        assertThat(host.asked()).isEmpty();
    }

    @Test
    void lines_are_published_in_batches_with_ids_that_make_a_retry_safe() throws IOException {
        String lines = IntStream.rangeClosed(1, 501)
                .mapToObj(i -> "{\"type\":\"a.b\",\"data\":{\"n\":" + i + "},\"sequence\":\"1\"}")
                .collect(Collectors.joining("\n", "", "\n\n"));

        assertThat(command().input(lines).run("events", "pub", "-").exit()).isZero();

        assertThat(host.asked()).hasSize(2);
        assertThat(host.asked().get(0).header("Content-type")).isEqualTo("application/json");
        assertThat(host.asked().get(0).json().elements()).hasSize(500).allSatisfy(event -> {
            assertThat(event.at("source").isNull()).isTrue();
            assertThat(event.at("id").text()).hasSize(36);
            assertThat(event.at("sequence").isNull()).isTrue();
        });
        assertThat(host.asked().get(1).json().elements()).hasSize(1);
    }

    @Test
    void an_array_is_taken_too_and_a_broken_line_is_named() {
        assertThat(command()
                        .input("[{\"type\":\"a.b\"},\n{\"type\":\"c.d\"}]")
                        .run("events", "pub", "-")
                        .exit())
                .isZero();
        assertThat(host.asked()).hasSize(1);

        Outcome broken = command().input("{\"type\":\"a.b\"}\n{\"typ\"\n").run("events", "pub", "-");
        assertThat(broken.exit()).isEqualTo(Exit.INVALID);
        assertThat(broken.err()).contains("line 2 is not JSON");
        assertThat(command().input("{\"data\":1}\n").run("events", "pub", "-").err())
                .contains("line 1 is no event");
    }

    @Test
    void events_that_name_their_source_go_apart_from_those_for_which_the_host_does() throws IOException {
        String lines =
                "{\"type\":\"a.b\"}\n{\"type\":\"c.d\",\"source\":\"/x\",\"tenantid\":\"t\"}\n{\"type\":\"e.f\"}\n";

        assertThat(command().input(lines).run("events", "pub", "-").exit()).isZero();

        assertThat(host.asked())
                .extracting(asked -> asked.header("Content-type"))
                .containsExactly("application/json", "application/cloudevents-batch+json", "application/json");
        assertThat(host.asked()
                        .get(1)
                        .json()
                        .elements()
                        .get(0)
                        .at("specversion")
                        .text())
                .isEqualTo("1.0");
        assertThat(command()
                        .input(lines)
                        .run("events", "pub", "-", "--source", "/y")
                        .exit())
                .isZero();
        assertThat(host.asked()).hasSize(4);
        assertThat(command()
                        .input("{\"type\":\"a.b\",\"tenantid\":\"t\"}")
                        .run("events", "pub", "-")
                        .err())
                .contains("line 1 has \"tenantid\"", "--source");
    }

    private FakeHost exporting(long events) {
        String job = "{\"id\":\"j\",\"state\":\"succeeded\",\"progress\":{\"done\":" + events + "}}";
        return host.on("POST /api/v1/events/export", 202, "{\"id\":\"j\"}")
                .on("GET /api/v1/jobs/j", 200, job)
                .on("GET /api/v1/jobs/j/result", 200, "text/plain", "2 events written; fetch them from the job's file");
    }

    @Test
    void an_export_of_many_events_is_the_file_of_the_job_and_all_of_it() throws IOException {
        exporting(2).on("GET /api/v1/jobs/j/file", 200, "application/x-ndjson", "{\"n\":1}\n{\"n\":2}\n");
        Path file = home.resolve("m.ndjson");

        assertThat(command().run("events", "export").out()).isEqualTo("{\"n\":1}\n{\"n\":2}\n");
        Outcome exported = command().run("events", "export", "--to-file", file.toString());

        assertThat(exported.exit()).as(exported.err()).isZero();
        assertThat(exported.err()).contains("2 events, 16 bytes");
        assertThat(file).hasContent("{\"n\":1}\n{\"n\":2}\n");
    }

    @Test
    void an_export_with_less_than_the_host_wrote_is_none() {
        exporting(3).on("GET /api/v1/jobs/j/file", 200, "application/x-ndjson", "{\"n\":1}\n{\"n\":2}\n");
        Path file = home.resolve("m.ndjson");

        Outcome less = command().run("events", "export", "--to-file", file.toString());

        assertThat(less.exit()).isEqualTo(Exit.FAILED);
        assertThat(less.err()).contains("the host wrote 3 events and 2 of them came");
        assertThat(file).doesNotExist();
    }

    @Test
    void a_table_of_events_is_counted_by_its_rows() throws IOException {
        exporting(1).on("GET /api/v1/jobs/j/file", 200, "text/csv", "id,data\r\n1,\"{\n\"\"a\"\":\n1}\"\r\n");

        Outcome table = command().run("events", "export", "-o", "csv");

        assertThat(table.exit()).as(table.err()).isZero();
        assertThat(host.asked().get(0).json().compact()).isEqualTo("{\"format\":\"csv\"}");
        assertThat(command().run("events", "export", "-o", "json").err()).contains("-o ndjson or -o csv");
        assertThat(command().run("events", "export", "--format", "xml").exit()).isEqualTo(Exit.REFUSED);
    }

    @Test
    void a_list_within_a_row_is_told_without_brackets() {
        host.on("GET /api/v1/tokens", 200, "{\"items\":[{\"name\":\"ci\",\"scopes\":[\"a:read\",\"b:read\"]}]}");

        assertThat(command().run("tokens", "ls").out()).endsWith("\ta:read, b:read\n");
    }

    @Test
    void codes_are_listed_and_one_that_is_none_is_not_looked_up_in_itself() {
        host.on("GET /problems", 200, "text/plain", "404 not-found: Not found\n");

        assertThat(command().run("errors", "lookup").out()).isEqualTo("404 not-found: Not found\n");
        Outcome none = command().run("errors", "lookup", "no-such");
        assertThat(none.exit()).isEqualTo(Exit.NOT_FOUND);
        assertThat(none.err()).contains("no-such is not a code").doesNotContain("lookup not-found");
    }

    @Test
    void filters_go_into_the_query_as_they_were_given() {
        host.on("GET /api/v1/events", 200, "{\"items\":[]}");

        command().run("events", "list", "--type", "a.**", "--type", "b&c", "--since", "15m", "--data", "/n=>1 0");

        assertThat(last().line())
                .isEqualTo("GET /api/v1/events?type=a.**&type=b%26c&data=%2Fn%3D%3E1%200&from=-15m&limit=50");
    }

    @Test
    void ids_stay_one_segment_of_the_path() {
        command().run("events", "get", "a/../b?c");

        assertThat(last().line()).isEqualTo("GET /api/v1/events/a%2F..%2Fb%3Fc");
    }

    @Test
    void clearing_counts_first_and_then_says_what_it_expects() throws IOException {
        host.on("POST /api/v1/events/clear", 200, "{\"cleared\":1284,\"unread\":3,\"dryRun\":true}")
                .on("POST /api/v1/events/clear", 200, "{\"cleared\":1284,\"auditEventId\":\"a1\"}");

        Outcome cleared = command().typed().input("CLEAR\n").run("events", "clear", "--type", "test.done");

        assertThat(cleared.exit()).isZero();
        assertThat(cleared.err()).contains("1 284 events (type=test.done)", "3 of them are unread", "Type CLEAR");
        assertThat(host.asked().get(0).json().at("dryRun").isTrue()).isTrue();
        assertThat(host.asked().get(1).json().compact())
                .contains("\"expect\":1284")
                .doesNotContain("dryRun");
    }

    @Test
    void tail_prints_frames_and_goes_on_after_the_last_one_when_the_connection_breaks() {
        host.on(
                        "GET /api/v1/events/stream",
                        200,
                        "text/event-stream",
                        "retry: 1\n\n: hello\n\nid: 1\ndata: {\"type\":\"a\",\ndata: \"n\":1}\n\n")
                .on(
                        "GET /api/v1/events/stream",
                        200,
                        "text/event-stream",
                        "event: carillon.caughtup\ndata: {\"sequence\":\"1\"}\n\nid: 2\ndata: {\"type\":\"b\"}\n\nid: 3\ndata: {\"type\":\"c\"}\n\n");

        Outcome tailed = command().run("events", "tail", "a.**", "--since", "10m", "--count", "2", "-o", "ndjson");

        assertThat(tailed.out()).isEqualTo("{\"type\":\"a\",\"n\":1}\n{\"type\":\"b\"}\n");
        assertThat(host.asked().get(0).line()).isEqualTo("GET /api/v1/events/stream?type=a.**&from=-10m");
        assertThat(host.asked().get(1).header("Last-event-id")).isEqualTo("1");
    }

    @Test
    void a_live_stream_takes_conditions_as_one_filter() throws IOException {
        host.on("GET /api/v1/events/stream", 403, "{\"code\":\"forbidden\"}");

        command()
                .run(
                        "events",
                        "tail",
                        "--subject",
                        "s",
                        "--tenant",
                        "acme",
                        "--where",
                        "data./files>=1000",
                        "--where",
                        "/name!=a=b",
                        "--filter",
                        "{\"suffix\":{\"source\":\"/x\"}}");

        assertThat(URLDecoder.decode(host.asked().get(0).line(), StandardCharsets.UTF_8))
                .isEqualTo("GET /api/v1/events/stream?subject=s&filter=[{\"suffix\":{\"source\":\"/x\"}},"
                        + "{\"data\":{\"/files\":{\">=\":\"1000\"}}},{\"data\":{\"/name\":{\"!=\":\"a=b\"}}},"
                        + "{\"exact\":{\"tenantid\":\"acme\"}}]");
    }

    @ParameterizedTest
    @CsvSource({"--where, files>1", "--where, /files", "--filter, {", "--search, word", "--severity, error"})
    void what_a_live_stream_cannot_look_for_is_told_before_anything_is_sent(String option, String value) {
        Outcome refused = command().run("events", "tail", option, value);

        assertThat(refused.exit()).isEqualTo(Exit.REFUSED);
        assertThat(refused.err()).startsWith("error: ").contains("\n  hint: ").doesNotContain("io.carillon", "Source");
        assertThat(host.asked()).isEmpty();
    }

    @Test
    void tail_is_refused_at_once_when_the_host_refuses() {
        host.on("GET /api/v1/events/stream", 403, "{\"code\":\"forbidden\"}");

        assertThat(command().run("events", "tail").exit()).isEqualTo(Exit.NOT_ALLOWED);
        assertThat(host.asked()).hasSize(1);
    }

    @Test
    void contexts_are_kept_for_the_account_only_and_choose_the_host() throws IOException {
        host.on("GET /api/v1/plugins", 200, "{\"items\":[]}");
        CommandLineRun other = new CommandLineRun(home);

        assertThat(other.input("car_kept\n")
                        .run("context", "add", "home", host.url(), "--token-stdin")
                        .exit())
                .isZero();

        Path file = home.resolve(".config/carillon/contexts.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(new CommandLineRun(home).run("plugin", "ls").exit()).isZero();
        assertThat(last().header("Authorization")).isEqualTo("Bearer car_kept");
        assertThat(new CommandLineRun(home).run("context", "ls").out())
                .contains("home", host.url())
                .doesNotContain("car_kept");

        assertThat(new CommandLineRun(home).run("context", "use", "other").exit())
                .isEqualTo(Exit.NOT_FOUND);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Outcome open = new CommandLineRun(home).run("plugin", "ls");
        assertThat(open.exit()).isEqualTo(Exit.NOT_ALLOWED);
        assertThat(open.err()).contains("chmod 600");
    }

    @Test
    void data_is_read_from_a_file_as_it_is() throws IOException {
        Path file = Files.writeString(home.resolve("order.json"), "{\"n\": 1,\n \"text\": \"a # b 'c'\"}");

        Outcome published = command().run("events", "pub", "a.b", "--data", "@" + file);

        assertThat(published.exit()).as(published.err()).isZero();
        assertThat(last().json().at("data").compact()).isEqualTo("{\"n\":1,\"text\":\"a # b 'c'\"}");
    }

    @Test
    void a_jar_is_sent_with_its_digest() throws IOException {
        Path jar = Files.writeString(home.resolve("a.jar"), "hello");
        host.on("POST /api/v1/plugins", 201, "{\"id\":\"p\",\"version\":\"1\",\"state\":\"starting\"}");

        assertThat(command().run("plugin", "install", jar.toString()).exit()).isZero();

        assertThat(last().header("Content-digest")).isEqualTo("sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:");
        assertThat(last().body()).isEqualTo("hello");
        assertThat(command().run("plugin", "install", "https://x/a.jar").exit()).isEqualTo(Exit.NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource({"bash, _complete_carillon", "zsh, bashcompinit", "fish, complete -c carillon"})
    void completion_names_commands_and_options(String shell, String mark) {
        Outcome script = command().run("completion", shell);

        assertThat(script.exit()).isZero();
        assertThat(script.out()).contains(mark, "dead-letters", "correlation");
    }

    @Test
    void a_password_is_read_from_standard_input_and_not_from_the_words() throws IOException {
        host.on("POST /api/v1/users", 201, "{\"name\":\"ada\",\"role\":\"operator\"}");

        assertThat(command()
                        .input("correct horse battery\n")
                        .run("users", "add", "ada", "--role", "operator")
                        .exit())
                .isZero();

        assertThat(last().json().at("password").text()).isEqualTo("correct horse battery");
        assertThat(command().run("users", "add", "ada", "--role", "operator").err())
                .contains("no password on standard input");
    }
}
