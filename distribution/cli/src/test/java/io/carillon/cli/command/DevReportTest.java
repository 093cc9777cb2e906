// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.local.DevJars.Copy;
import io.carillon.cli.output.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DevReportTest {

    private final DevReport report = new DevReport();

    private static List<Json> hello(String sha256, String state, String... why) {
        List<Map<String, String>> reasons = List.of(why).stream()
                .map(problem -> Map.of("problem", problem, "hint", "mend it"))
                .toList();
        return List.of(Json.of(Map.of(
                "id",
                "com.example.hello",
                "version",
                "1.0.0",
                "jar",
                "hello.jar",
                "sha256",
                sha256,
                "state",
                state,
                "why",
                reasons)));
    }

    @Test
    void each_way_of_a_plugin_is_told_once_and_the_jar_before_is_not_taken_for_the_new_one() {
        assertThat(report.lines(List.of(), 0)).isEmpty();
        report.copied(new Copy("hello.jar", "aa"), 1_000);
        assertThat(report.isWaiting(1_001)).isTrue();

        assertThat(report.lines(hello("aa", "starting"), 1_010)).isEmpty();
        assertThat(report.lines(hello("aa", "active"), 1_120))
                .containsExactly("com.example.hello 1.0.0 active in 120 ms");
        assertThat(report.isWaiting(1_130)).isFalse();
        assertThat(report.lines(hello("aa", "active"), 1_140)).isEmpty();

        report.copied(new Copy("hello.jar", "bb"), 2_000);
        assertThat(report.lines(hello("aa", "active"), 2_010)).isEmpty();
        assertThat(report.isWaiting(2_020)).isTrue();
        assertThat(report.lines(hello("bb", "unresolved", "package okhttp3 is missing"), 2_041))
                .containsExactly(
                        "com.example.hello changed → unresolved in 41 ms: package okhttp3 is missing", "    mend it");
        assertThat(report.isWaiting(2_050)).isFalse();
    }

    @Test
    void a_jar_that_never_shows_is_not_waited_for_for_ever() {
        report.copied(new Copy("hello.jar", "aa"), 1_000);

        assertThat(report.isWaiting(61_000)).isTrue();
        assertThat(report.isWaiting(61_001)).isFalse();
        assertThat(report.lines(hello("aa", "quarantined", "it did harm"), 70_000))
                .containsExactly("com.example.hello 1.0.0 quarantined: it did harm", "    mend it");
    }

    @Test
    void an_event_to_try_is_one_that_a_handler_waits_for() throws IOException {
        List<Json> subscriptions = Json.parse(
                        "[{\"types\":[]},{\"types\":[\"order.**\",\"scan.completed\"]},{\"types\":[\"a.b\"]}]")
                .elements();

        assertThat(DevReport.handled(subscriptions)).contains("scan.completed");
        assertThat(DevReport.handled(subscriptions.subList(0, 1))).isEmpty();
    }
}
