// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TypePatternTest {

    @ParameterizedTest
    @CsvSource({
        "scan.completed, scan.completed, true",
        "scan.completed, scan.complete, false",
        "scan.completed, scan.completed.twice, false",
        "auth.login,     auth:login,     true",
        "auth:login,     auth/login,     true",
        "media.*,        media.added,    true",
        "media.*,        media.file.added, false",
        "media.*,        media,          false",
        "media.**,       media.file.added, true",
        "media.**,       media.added,    true",
        "media.**,       media,          false",
        "**,             a,              true",
        "**,             a.b.c,          true",
        "*,              a,              true",
        "*,              a.b,            false",
        "**.created,     user.created,   true",
        "**.created,     a.b.created,    true",
        "**.created,     created,        false",
        "a.**.z,         a.b.z,          true",
        "a.**.z,         a.z.y.z,        true",
        "a.**.z,         a.z,            false",
        "a.*.**,         a.b.c,          true",
        "a.*.**,         a.b,            false",
        "A.b,            a.b,            false",
    })
    void matches_by_segment(String pattern, String type, boolean expected) {
        assertThat(new TypePattern(pattern).matches(type)).isEqualTo(expected);
    }

    @Test
    void agrees_with_a_regular_expression_on_random_input() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String pattern = path(random, "a", "b", "*", "**");
            String type = path(random, "a", "b", "a", "b");
            String regex = pattern.replace(".", "\\.")
                    .replace("**", "#")
                    .replace("*", "[^.]+")
                    .replace("#", ".+");
            assertThat(new TypePattern(pattern).matches(type))
                    .as("%s on %s, seed %d", pattern, type, seed)
                    .isEqualTo(Pattern.matches(regex, type));
        }
    }

    private static String path(Random random, String... words) {
        StringBuilder path = new StringBuilder(words[random.nextInt(words.length)]);
        for (int n = random.nextInt(5); n > 0; n--) {
            path.append('.').append(words[random.nextInt(words.length)]);
        }
        return path.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a..b", ".a", "a.", "fi*", "a.b*", "***"})
    void refuses_what_is_not_a_pattern(String pattern) {
        assertThatThrownBy(() -> new TypePattern(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("type pattern");
    }

    @Test
    void takes_the_longest_and_refuses_one_more() {
        assertThat(new TypePattern("a".repeat(TypePattern.MAX_LENGTH)).isExact())
                .isTrue();
        assertThatThrownBy(() -> new TypePattern("a".repeat(TypePattern.MAX_LENGTH + 1)))
                .hasMessageContaining("256");
    }

    @Test
    void many_wildcards_on_a_long_type_end_at_once() {
        TypePattern hostile = new TypePattern("**.a.".repeat(40) + "b");
        String type = "a." + "a.".repeat(60) + "c";

        long calls = 0;
        for (int i = 0; i < 10_000; i++) {
            calls += hostile.matches(type) ? 1 : 0;
        }

        assertThat(calls).isZero();
    }
}
