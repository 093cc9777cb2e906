// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.CommandLineRun.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OutputTest extends AgainstFakeHost {

    private static final String PAGE = "{ \"items\":[{\"id\":\"e1\",\"type\":\"a.b\",\"source\":\"/s\","
            + "\"time\":\"2026-01-31T12:00:00.123Z\",\"data\":{\"n\":1.50,\"t\":\"x,\\\"y\\\"\\u001b[31m\"}}],\"next\":null}";

    @BeforeEach
    void answer() {
        host.on("GET /api/v1/events", 200, PAGE);
    }

    @Override
    CommandLineRun command() {
        return super.command().with("CARILLON_TOKEN", "car_secret");
    }

    @Test
    void json_is_the_body_unchanged() {
        assertThat(command().run("events", "list", "-o", "json").out()).isEqualTo(PAGE + "\n");
    }

    @Test
    void ndjson_is_an_item_a_line_with_its_numbers_as_they_were() {
        assertThat(command().run("events", "list", "-o", "ndjson").out())
                .isEqualTo("{\"id\":\"e1\",\"type\":\"a.b\",\"source\":\"/s\",\"time\":\"2026-01-31T12:00:00.123Z\","
                        + "\"data\":{\"n\":1.50,\"t\":\"x,\\\"y\\\"\\u001B[31m\"}}\n");
    }

    @Test
    void csv_quotes_what_has_to_be() {
        assertThat(command().run("events", "list", "-o", "csv").out()).isEqualTo("""
                        time,type,source,subject,id,correlation,data
                        2026-01-31T12:00:00.123Z,a.b,/s,,e1,,"n=1.50 t=x,""y""\u001b[31m"
                        """);
    }

    @Test
    void raw_is_the_data_alone() {
        assertThat(command().run("events", "list", "-o", "raw").out())
                .isEqualTo("{\"n\":1.50,\"t\":\"x,\\\"y\\\"\\u001B[31m\"}\n");
    }

    @Test
    void in_a_pipe_columns_are_apart_by_tabs_without_header_and_nothing_is_shortened() {
        assertThat(command().run("events", "list").out())
                .isEqualTo("2026-01-31T12:00:00.123Z\ta.b\t/s\t\te1\t\tn=1.50 t=x,\"y\"\\u001b[31m\n");
    }

    @Test
    void on_a_terminal_there_is_a_table_with_header_and_times_of_the_zone() {
        Outcome table = command().with("NO_COLOR", "1").seen().run("events", "list", "--utc");

        assertThat(table.out().lines())
                .containsExactly(
                        "TIME                     TYPE  SOURCE  SUBJECT  ID  CORRELATION  DATA",
                        "2026-01-31 12:00:00.123  a.b   /s      –        e1  –            n=1.50 t=x,\"y\"\\u001b[31m");
    }

    @ParameterizedTest
    @CsvSource({"table", "json", "ndjson", "csv", "raw"})
    void no_form_lets_an_event_move_the_cursor_of_a_terminal(String form) {
        Outcome shown = command().seen().with("NO_COLOR", "1").run("events", "list", "-o", form);

        assertThat(shown.exit()).isZero();
        assertThat(shown.out()).isNotEmpty().doesNotContain("\u001b");
    }

    @Test
    void bold_is_for_terminals_without_NO_COLOR_only() {
        assertThat(command().seen().run("events", "list").out()).contains("\u001b[1m");
        assertThat(command().seen().run("events", "list", "--no-color").out()).doesNotContain("\u001b");
        assertThat(command().run("events", "list", "-o", "table").out()).doesNotContain("\u001b");
    }

    @Test
    void hints_are_on_standard_error_and_quiet_leaves_them_out() {
        host.on("GET /api/v1/events/types", 200, "{\"items\":[]}");
        FakeHost empty = host;
        assertThat(empty.url()).isNotEmpty();
        host.on("GET /api/v1/events", 200, "{\"items\":[],\"next\":\"abc\"}");
        command().run("events", "list");

        Outcome hinted = command().run("events", "list");
        assertThat(hinted.out()).isEmpty();
        assertThat(hinted.err()).contains("carillon events pub", "--cursor abc");
        assertThat(command().run("events", "list", "-q").err()).isEmpty();
    }

    @Test
    void the_token_is_sent_and_never_shown() {
        Outcome traced = command().run("events", "list", "-v");

        assertThat(host.asked().get(0).header("Authorization")).isEqualTo("Bearer car_secret");
        assertThat(traced.err())
                .contains("GET " + host.url() + "/api/v1/events")
                .doesNotContain("car_secret");
        assertThat(traced.out()).doesNotContain("car_secret");
    }

    @Test
    void a_form_that_does_not_exist_is_wrong_usage() {
        Outcome refused = command().run("events", "list", "-o", "xml");

        assertThat(refused.exit()).isEqualTo(Exit.REFUSED);
        assertThat(refused.err()).contains("table, json, ndjson, csv or raw");
    }

    @Test
    void one_thing_is_plain_in_a_pipe_and_aligned_for_people() {
        host.on(
                "GET /api/v1/jobs/j",
                200,
                "{\"id\":\"j\",\"state\":\"running\",\"progress\":{\"done\":12345},"
                        + "\"startedAt\":\"2026-01-31T12:00:00.123Z\",\"detail\":\"a\\u001b[31m\"}");

        assertThat(command().run("jobs", "show", "j").out()).isEqualTo("""
                        ID\tj
                        STATE\trunning
                        DONE\t12345
                        STARTED\t2026-01-31T12:00:00.123Z
                        DETAIL\ta\\u001b[31m
                        """);
        assertThat(command().run("jobs", "show", "j", "--utc", "-o", "table").out())
                .isEqualTo("""
                        ID       j
                        STATE    running
                        DONE     12 345
                        STARTED  2026-01-31 12:00:00.123
                        DETAIL   a\\u001b[31m
                        """);
    }

    @Test
    void what_is_counted_here_has_its_members_always_in_one_order() {
        host.on("GET /api/v1/events/stats", 200, "{\"total\":4,\"ratePerSecond\":2,\"groups\":{\"a.b\":1,\"c.d\":3}}");

        assertThat(command().run("events", "stats", "-o", "ndjson").out())
                .isEqualTo(
                        "{\"name\":\"c.d\",\"count\":3,\"rate\":1.5}\n{\"name\":\"a.b\",\"count\":1,\"rate\":0.5}\n");
    }
}
