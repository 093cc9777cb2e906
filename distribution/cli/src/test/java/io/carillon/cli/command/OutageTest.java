// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OutageTest {

    private final List<String> told = new ArrayList<>();
    private final Outage outage = new Outage(told::add);

    private static void fail(int exit) {
        throw new Failure(exit, "no", "");
    }

    @Test
    void a_host_that_is_away_is_told_once_each_time() {
        outage.over(() -> fail(Exit.UNAVAILABLE));
        outage.over(() -> fail(Exit.TIMED_OUT));
        assertThat(outage.isBegun()).isTrue();
        assertThat(told).hasSize(1);

        outage.over(() -> {});
        assertThat(outage.isBegun()).isFalse();
        outage.over(() -> fail(Exit.TIMED_OUT));

        assertThat(told).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {Exit.NOT_ALLOWED, Exit.NOT_FOUND, Exit.OUTPUT_CLOSED, Exit.INTERRUPTED})
    void what_does_not_pass_ends_it(int exit) {
        assertThatThrownBy(() -> outage.over(() -> fail(exit))).isInstanceOf(Failure.class);
        assertThat(told).isEmpty();
    }
}
