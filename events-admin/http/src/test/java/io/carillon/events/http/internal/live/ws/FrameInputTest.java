// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.inputs.MutatedInputs;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FrameInputTest {

    @Test
    void a_frame_is_a_command_a_refusal_or_garbage_and_never_an_exception() {
        MutatedInputs.feed(
                List.of(
                        "{\"type\":\"subscribe\",\"id\":1,\"types\":[\"a.**\"],\"from\":\"-15m\",\"filter\":[{\"sql\":\"hops < 3\"}]}",
                        "{\"type\":\"ack\",\"sub\":1,\"sequence\":\"00000000000000000042\"}",
                        "{\"type\":\"publish\",\"id\":4,\"event\":{\"specversion\":\"1.0\",\"id\":\"x\",\"source\":\"/s\",\"type\":\"a.b\",\"data\":{}}}"),
                input -> assertThat(CommandParser.parse(input, Instant.EPOCH.plusSeconds(2_000_000_000))
                                .command())
                        .isNotNull());
    }
}
