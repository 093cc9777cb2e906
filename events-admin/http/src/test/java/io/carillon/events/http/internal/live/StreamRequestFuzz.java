// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.carillon.events.http.internal.problem.ProblemException;
import io.carillon.events.http.internal.route.Parameters;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;

/** The query of a stream and what its client saw last: read, or refused. */
class StreamRequestFuzz {

    @FuzzTest(maxDuration = "2s")
    void a_query_and_the_last_id_are_read_or_refused(@NotNull String query, @NotNull String last) {
        Instant now = Instant.parse("2026-01-31T12:00:00Z");
        try {
            Assertions.assertNotNull(StreamRequest.of(new Parameters(query), Optional.of(last), now)
                    .start());
            Assertions.assertNotNull(StartPoint.parse("from", query, now));
        } catch (ProblemException e) {
            Assertions.assertTrue(e.problem().code().status() < 500, e.getMessage());
        }
    }
}
