// SPDX-License-Identifier: Apache-2.0
package io.carillon.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RunOptionsTest {

    @Test
    void settings_may_be_given_in_two_forms_and_their_values_may_hold_anything() {
        RunOptions options = RunOptions.parse(List.of("--set", "http.port=0", "--set=store.url=postgresql://h/d?a=b"));

        assertThat(options.settings()).isEqualTo(Map.of("http.port", "0", "store.url", "postgresql://h/d?a=b"));
        assertThat(options.console()).isFalse();
        assertThat(RunOptions.parse(List.of("--console")).console()).isTrue();
        assertThat(options.safeMode()).isFalse();
        assertThat(RunOptions.parse(List.of("--safe-mode")).safeMode()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--sett", "--set", "--set=x", "--set==x", "--set=a=1 --set=a=2", "now"})
    void anything_else_is_refused_with_a_hint(String line) {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> RunOptions.parse(List.of(line.split(" "))))
                .satisfies(refused -> assertThat(refused.exit()).isEqualTo(Exit.REFUSED))
                .satisfies(refused -> assertThat(refused.hint()).isNotEmpty());
    }
}
