// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.time.Instant;
import org.junit.jupiter.api.Assertions;

/** Frames of a socket: whatever comes is a command, a refusal or garbage, and never an exception. */
class FrameFuzz {

    @FuzzTest(maxDuration = "2s")
    void a_frame_is_read_or_refused(@NotNull String text) {
        Assertions.assertNotNull(CommandParser.parse(text, Instant.EPOCH.plusSeconds(2_000_000_000))
                .command());
    }
}
