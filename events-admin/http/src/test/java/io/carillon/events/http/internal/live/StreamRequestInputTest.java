// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.http.internal.problem.ProblemException;
import io.carillon.events.http.internal.route.Parameters;
import io.carillon.inputs.MutatedInputs;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class StreamRequestInputTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void a_query_and_what_was_seen_last_are_read_or_refused() {
        MutatedInputs.feed(
                List.of(
                        "type=a.**&source=%2Fs&from=-15m&on_gap=fail",
                        "filter=%5B%7B%22sql%22%3A%22id%20LIKE%20'a%25'%22%7D%5D&from=00000000000000001042",
                        "00000000000000001042"),
                input -> {
                    try {
                        assertThat(StreamRequest.of(new Parameters(input), Optional.of(input), NOW)
                                        .start())
                                .isNotNull();
                    } catch (ProblemException e) {
                        assertThat(e.problem().code().status()).isBetween(400, 499);
                    }
                });
    }
}
