// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.inputs.MutatedInputs;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LineInputTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void a_line_is_split_into_words_that_can_be_quoted_or_refused() {
        feed(
                List.of(
                        "carillon:events list --type 'order.**' --from -10m",
                        "events publish a.b '{\"x\":[1,2]}' --subject \"a \\\"b\\\" c\\\\\" d\\ e"),
                input -> {
                    List<String> words = CommandLine.split(input);

                    assertThat(words).hasSizeLessThanOrEqualTo(CommandLine.MAX_WORDS);
                    assertThat(String.join("", words)).hasSizeLessThanOrEqualTo(input.length());
                    assertThat(CommandLine.split(words.stream()
                                    .map(word -> "'" + word.replace("'", "'\\''") + "'")
                                    .collect(Collectors.joining(" "))))
                            .isEqualTo(words);
                });
    }

    @Test
    void a_time_is_read_or_refused() {
        feed(
                List.of("2026-01-31T12:00:00Z", "2026-01-31 12:00", "2026-01-31T12:00:00.5+01:00", "-10m", "-90d"),
                input -> assertThat(Moment.parse("--from", input, CLOCK).isEmpty())
                        .isEqualTo(input.isEmpty()));
    }

    @Test
    void a_position_is_read_or_refused() {
        feed(List.of("1", "1042", "9223372036854775807"), input -> assertThat(Positions.parse("POSITION", input))
                .isPositive());
    }

    @Test
    void patterns_of_types_are_read_or_refused() {
        feed(List.of("order.**", "scan.*, a.b", "**"), input -> assertThat(EventFilter.patterns(input))
                .hasSizeLessThanOrEqualTo(input.length() + 1));
    }

    private static void feed(List<String> good, MutatedInputs.Taker parser) {
        MutatedInputs.feed(good, parser, CommandException.class, refusal -> {
            assertThat(refusal.exit()).isEqualTo(CommandException.USAGE);
            assertThat(refusal.getMessage()).isNotBlank();
        });
    }
}
