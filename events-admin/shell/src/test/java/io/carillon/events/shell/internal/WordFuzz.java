// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Assertions;

/** Times and positions as they are typed: read, or refused with what would be one. */
class WordFuzz {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC);

    @FuzzTest(maxDuration = "2s")
    void a_time_and_a_position_are_read_or_refused(@NotNull String text) {
        try {
            Assertions.assertEquals(
                    text.isEmpty(), Moment.parse("--from", text, CLOCK).isEmpty());
        } catch (CommandException e) {
            Assertions.assertNotNull(e.getMessage());
        }
        try {
            Assertions.assertTrue(Positions.parse("POSITION", text) > 0);
        } catch (CommandException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
