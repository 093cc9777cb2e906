// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ProgressTest {

    private static String text(long done, long total, int seconds) {
        return Progress.text("verify", "events", done, total, Duration.ofSeconds(seconds));
    }

    @Test
    void share_rate_and_the_time_left_are_told_as_far_as_they_are_known() {
        assertThat(text(25_000, 100_000, 50)).isEqualTo("verify  25 %  25 000 events  500/s  2 min 30 s left");
        assertThat(text(75_000, 100_000, 150)).endsWith("500/s  50 s left");
        assertThat(text(100_000, 100_000, 10)).isEqualTo("verify  100 %  100 000 events  10 000/s");
        assertThat(text(0, 100_000, 0)).isEqualTo("verify  0 %  0 events  0/s");
        assertThat(text(7, 0, 1)).isEqualTo("verify  7 events  7/s");
    }
}
