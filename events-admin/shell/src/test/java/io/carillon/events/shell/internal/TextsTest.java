// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small texts: tables, times, JSON, audit lines. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TextsTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void a_table_aligns_its_columns() {
        Table table = new Table(List.of("NAME", ">COUNT"), List.of(List.of("a", "1"), List.of("long name", "1 284")));

        assertThat(table.toString()).isEqualTo("NAME       COUNT\na              1\nlong name  1 284");
    }

    @Test
    void a_cell_cannot_start_a_line_or_move_the_cursor() {
        Table table = new Table(List.of("A"), List.of(List.of("x\ny\u001b[2Jz\u202e\u0085")));

        assertThat(table.toString()).isEqualTo("A\nx\\ny\\u001b[2Jz\\u202e\\u0085");
    }

    @Test
    void a_long_text_is_shortened_with_an_ellipsis() {
        assertThat(Printable.shortened("abcdef", 6)).isEqualTo("abcdef");
        assertThat(Printable.shortened("abcdefg", 6)).isEqualTo("abcde…");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 ms",
        "PT0.0025S, 2.5 ms",
        "PT0.081S, 81 ms",
        "PT1S, 1 s",
        "PT59.94S, 59.9 s",
        "PT12M, 12 min",
        "PT90M, 1.5 h",
        "P4D, 4 d"
    })
    void a_time_span_has_the_unit_that_suits_it(Duration span, String text) {
        assertThat(Printable.duration(span)).isEqualTo(text);
    }

    @Test
    void fields_become_one_json_object() {
        assertThat(JsonObject.of(List.of("a=b=c", "n:=1", "q=say \"hi\"\n", "list:=[1,2]", "empty=")))
                .isEqualTo("{\"a\":\"b=c\",\"n\":1,\"q\":\"say \\\"hi\\\"\\u000a\",\"list\":[1,2],\"empty\":\"\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "=x", ":=1", "--unknown"})
    void what_is_not_a_field_is_refused(String word) {
        assertThatExceptionOfType(CommandException.class).isThrownBy(() -> JsonObject.of(List.of(word)));
    }

    @Test
    void a_field_given_twice_is_refused() {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> JsonObject.of(List.of("a=1", "a:=2")))
                .withMessageContaining("\"a\" twice");
    }

    @Test
    void times_are_rfc_3339_or_back_from_now() {
        assertThat(Moment.parse("--from", "", CLOCK)).isEmpty();
        assertThat(Moment.parse("--from", "-90s", CLOCK)).contains(Instant.parse("2026-01-31T11:58:30Z"));
        assertThat(Moment.parse("--from", "-7d", CLOCK)).contains(Instant.parse("2026-01-24T12:00:00Z"));
        assertThat(Moment.parse("--from", "2026-01-30T10:00Z", CLOCK)).contains(Instant.parse("2026-01-30T10:00:00Z"));
        assertThat(Moment.parse("--from", "2026-01-30T10:00:00+02:00", CLOCK))
                .contains(Instant.parse("2026-01-30T08:00:00Z"));
        assertThat(Moment.duration("--expires", "90d")).isEqualTo(Duration.ofDays(90));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "-10", "-m", "-", "10m", "-99999999999999999d", "-1x", "--5m"})
    void what_is_not_a_time_is_refused_with_an_example(String text) {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> Moment.parse("--from", text, CLOCK))
                .satisfies(refused -> assertThat(refused.hint()).isNotEmpty());
    }

    @Test
    void the_audit_keeps_what_was_done_but_no_payload_and_no_secret() {
        assertThat(AuditLine.of(List.of("event:publish", "--subject", "s", "a.b", "password=hunter2", "n:=1")))
                .isEqualTo("event:publish --subject s a.b password=… n:=…");
        assertThat(AuditLine.of(List.of("event:publish", "--data", "{\"p\":\"hunter2\"}", "a.b")))
                .isEqualTo("event:publish --data … a.b");
        assertThat(AuditLine.of(List.of("token:revoke", "car_25d7cdb12265_6ffc6409e4ab9feb")))
                .isEqualTo("token:revoke car_25d7cdb12265_…");
        assertThat(AuditLine.of(List.of("x", "a\nb"))).isEqualTo("x a\\nb");
    }
}
