// SPDX-License-Identifier: Apache-2.0
package io.carillon.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RecordEncoderTest {

    private static final String HOSTILE =
            "a\r\nb\nc\rd\u2028e\u2029f\u001b[31mg\u009b31mh\u0000i\u202ej%n${HOME}\"\\ %d{yyyy} {} end";

    private final LoggerContext context = new LoggerContext();
    private final RecordEncoder encoder = new RecordEncoder();

    @AfterEach
    void restore() {
        System.clearProperty(RecordEncoder.FORMAT);
    }

    private String encode(String format, String message, @Nullable Throwable failure) {
        System.setProperty(RecordEncoder.FORMAT, format);
        Logger logger = context.getLogger("io.carillon.events.bus.internal.Somewhere");
        LoggingEvent event = new LoggingEvent("x", logger, Level.WARN, "{}", failure, new Object[] {message});
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void a_record_is_one_line_without_a_character_of_power_whatever_is_in_it(String format) {
        String line = encode(format, HOSTILE, null);

        assertThat(line).endsWith("\n").contains("%n${HOME}", "%d{yyyy} {} end");
        assertThat(line.substring(0, line.length() - 1).chars())
                .noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == 0x202e);
    }

    @Test
    void text_is_for_people() {
        assertThat(encode("text", HOSTILE, null))
                .matches(
                        "(?s)\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  i\\.c\\.e\\.bus\\.internal\\.Somewhere - a ⏎ b.*\n");
    }

    @Test
    void json_can_be_read_back_to_what_was_said() {
        String line = encode("json", HOSTILE, null);

        assertThat(line)
                .startsWith("{\"time\":\"")
                .contains(
                        "\"level\":\"WARN\"",
                        "\"logger\":\"io.carillon.events.bus.internal.Somewhere\"",
                        "\"message\":\"a\\r\\nb\\nc\\rd\\u2028e\\u2029f\\u001b[31mg\\u009b31mh\\u0000i\\u202ej%n${HOME}\\\"\\\\ ")
                .endsWith("}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void a_megabyte_is_cut_and_says_so(String format) {
        String line = encode(format, "x".repeat(1024 * 1024), null);

        assertThat(line.length()).isLessThan(RecordEncoder.MAX_TEXT + 300);
        assertThat(line).contains("… (983040 more)");
        assertThat(encode(format, "x".repeat(RecordEncoder.MAX_TEXT), null)).doesNotContain("more)");
    }

    @Test
    void a_stack_trace_is_indented_in_text_and_within_the_line_in_json() {
        IllegalStateException failure = new IllegalStateException("first\n2026-01-31 00:00:00.000 INFO  forged - line");

        List<String> lines = encode("text", "it failed", failure).lines().toList();
        assertThat(lines.get(0)).endsWith(" - it failed");
        assertThat(lines.subList(1, lines.size())).isNotEmpty().allMatch(line -> line.startsWith("    "));

        assertThat(encode("json", "it failed", failure).lines())
                .singleElement()
                .asString()
                .contains("\"exception\":\"java.lang.IllegalStateException: first\\n");
    }

    @Test
    void half_a_character_is_still_JSON() {
        assertThat(encode("json", "\ud83d", null)).contains("\"message\":\"\\ud83d\"");
        assertThat(encode("json", "😀", null)).contains("\"message\":\"😀\"");
    }
}
