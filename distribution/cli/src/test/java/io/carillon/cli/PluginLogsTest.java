// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.CommandLineRun.Outcome;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PluginLogsTest extends AgainstFakeHost {

    private static final String LOGS = "/api/v1/plugins/hello/logs";

    private static String item(int seq, String more) {
        return "{\"seq\":" + seq
                + ",\"time\":\"2026-01-31T12:00:00.5Z\",\"level\":\"warn\",\"logger\":\"com.example.A\","
                + "\"thread\":\"t\",\"text\":\"line " + seq + "\"" + more + "}";
    }

    private static String page(String next, boolean gap, String... items) {
        return "{\"items\":[" + String.join(",", items) + "],\"next\":\"" + next + "\",\"gap\":" + gap + "}";
    }

    @Test
    void what_a_plugin_logged_is_a_line_each_with_what_was_thrown_below() {
        String thrown = ",\"error\":\"java.io.IOException: \\u001b[31mno\\n\\tat a.B.c(B.java:1)\"";
        host.on("GET " + LOGS, 200, page("1-2", false, item(1, ""), item(2, thrown)));

        Outcome shown = command().run("plugin", "logs", "hello", "--utc", "--level", "WARN", "-n", "7");

        assertThat(shown.exit()).as(shown.err()).isZero();
        assertThat(shown.out()).isEqualTo("""
                        2026-01-31 12:00:00.500 WARN  com.example.A - line 1
                        2026-01-31 12:00:00.500 WARN  com.example.A - line 2
                            java.io.IOException: \\u001b[31mno
                             at a.B.c(B.java:1)
                        """);
        assertThat(shown.err()).isEmpty();
        assertThat(host.asked())
                .extracting(FakeHost.Asked::line)
                .containsExactly("GET " + LOGS + "?level=warn&limit=7");
    }

    @Test
    void programs_get_the_answer_or_a_record_a_line() {
        String body = page("1-2", false, item(1, ""), item(2, ""));
        host.on("GET " + LOGS, 200, body);

        assertThat(command().run("plugin", "logs", "hello", "-o", "json").out()).isEqualTo(body + "\n");
        assertThat(command().run("plugin", "logs", "hello", "-o", "ndjson").out())
                .isEqualTo(item(1, "") + "\n" + item(2, "") + "\n");
    }

    @Test
    void following_goes_on_after_what_was_shown_and_says_what_is_lost() {
        String[] full =
                IntStream.rangeClosed(9, 108).mapToObj(seq -> item(seq, "")).toArray(String[]::new);
        host.on("GET " + LOGS, 200, page("1-1", false, item(1, "")))
                .on("GET " + LOGS, 503, "{\"code\":\"unavailable\"}")
                .on("GET " + LOGS, 200, page("1-108", true, full))
                .on("GET " + LOGS, 404, "{\"code\":\"not-found\",\"detail\":\"there is no plugin of this id\"}");

        Outcome followed = command().run("plugin", "logs", "hello", "--follow", "-n", "3", "-o", "ndjson");

        assertThat(followed.exit()).isEqualTo(Exit.NOT_FOUND);
        assertThat(followed.out()).isEqualTo(item(1, "") + "\n" + String.join("\n", full) + "\n");
        assertThat(followed.err())
                .contains("gap: ", "there is no plugin of this id")
                .containsOnlyOnce("the host does not answer; it is asked again");
        assertThat(host.asked())
                .extracting(FakeHost.Asked::line)
                .containsExactly(
                        "GET " + LOGS + "?level=info&limit=3",
                        "GET " + LOGS + "?level=info&limit=100&after=1-1",
                        "GET " + LOGS + "?level=info&limit=100&after=1-1",
                        "GET " + LOGS + "?level=info&limit=100&after=1-108");
    }
}
