// SPDX-License-Identifier: Apache-2.0
package io.carillon.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MutatedInputsTest {

    private static final List<String> GOOD = List.of("{\"a\":1}", "a/b");

    @Test
    void a_seed_decides_all_inputs_and_nearly_all_differ() {
        List<String> once = new ArrayList<>();
        List<String> again = new ArrayList<>();

        MutatedInputs.feed(GOOD, once::add);
        MutatedInputs.feed(GOOD, again::add);

        assertThat(again).hasSize(MutatedInputs.COUNT).isEqualTo(once);
        assertThat(once.stream().distinct().count()).isGreaterThan(MutatedInputs.COUNT / 2);
    }

    @Test
    void what_a_parser_throws_that_is_no_refusal_fails_with_seed_and_input() {
        assertThatThrownBy(() -> MutatedInputs.feed(
                        GOOD,
                        input -> Objects.checkIndex(1_000, input.length()),
                        IllegalArgumentException.class,
                        refusal -> {}))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("seed " + MutatedInputs.SEED + ", input 0: ")
                .hasCauseInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void a_parser_that_refuses_nothing_or_everything_is_not_tested() {
        assertThatThrownBy(() -> MutatedInputs.feed(GOOD, input -> {}, IllegalArgumentException.class, refusal -> {}))
                .hasMessageEndingWith(" 0 were refused");
        assertThatThrownBy(() -> MutatedInputs.feed(
                        GOOD,
                        input -> {
                            throw new IllegalArgumentException(input);
                        },
                        IllegalArgumentException.class,
                        refusal -> {}))
                .hasMessageEndingWith(" " + MutatedInputs.COUNT + " were refused");
    }
}
