// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CommandLineTest {

    @Test
    void blanks_separate_words() {
        assertThat(CommandLine.split("  event:list \t --limit 5 ")).containsExactly("event:list", "--limit", "5");
        assertThat(CommandLine.split(" \t ")).isEmpty();
    }

    @Test
    void single_quotes_are_literal() {
        assertThat(CommandLine.split("a '$(rm) \\ | \"x\"' ''")).containsExactly("a", "$(rm) \\ | \"x\"", "");
    }

    @Test
    void double_quotes_know_two_escapes() {
        assertThat(CommandLine.split("\"a \\\"b\\\" \\\\ \\n $HOME\"")).containsExactly("a \"b\" \\ \\n $HOME");
    }

    @Test
    void a_backslash_makes_the_next_character_literal() {
        assertThat(CommandLine.split("a\\ b \\| it\\'s")).containsExactly("a b", "|", "it's");
    }

    @Test
    void parts_without_a_blank_between_are_one_word() {
        assertThat(CommandLine.split("n:='[1,2]'x\"y\"")).containsExactly("n:=[1,2]xy");
        assertThat(CommandLine.split("'it'\\''s'")).containsExactly("it's");
    }

    @Test
    void patterns_need_no_quotes() {
        assertThat(CommandLine.split("event:list --type scan.**,a:b/c")).contains("scan.**,a:b/c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a | b", "a > f", "a < f", "a; b", "a & b", "a $x", "a `b`", "a (b)", "a {b}", "a [b]", "'open",
                "\"open", "end\\"
            })
    void what_another_shell_would_interpret_is_refused(String line) {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> CommandLine.split(line))
                .satisfies(refused -> assertThat(refused.exit()).isEqualTo(CommandException.USAGE))
                .satisfies(refused -> assertThat(refused.hint()).isNotEmpty());
    }

    @Test
    void the_longest_line_is_taken_and_a_longer_one_refused() {
        String longest = "a".repeat(CommandLine.MAX_LENGTH);

        assertThat(CommandLine.split(longest)).containsExactly(longest);
        assertThatExceptionOfType(CommandException.class).isThrownBy(() -> CommandLine.split(longest + "a"));
    }

    @Test
    void the_most_words_are_taken_and_one_more_is_refused() {
        String most = "a ".repeat(CommandLine.MAX_WORDS);

        assertThat(CommandLine.split(most)).hasSize(CommandLine.MAX_WORDS);
        assertThatExceptionOfType(CommandException.class).isThrownBy(() -> CommandLine.split(most + "a"));
    }
}
