// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.carillon.events.TypePattern;
import io.carillon.events.http.internal.problem.ProblemException;
import io.carillon.events.http.internal.route.Parameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/** Query strings, cursors, patterns of types, times, small bodies and headers: read, or refused. */
class QueryFuzz {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @FuzzTest(maxDuration = "2s")
    void a_query_a_cursor_and_a_pattern_are_read_or_refused(@NotNull String text) throws IOException {
        try {
            new Parameters(text).queryWithout("x");
        } catch (ProblemException e) {
            Assertions.assertEquals(400, e.problem().code().status());
        }
        try {
            Cursor.parse(text, "type=a");
        } catch (ProblemException e) {
            Assertions.assertEquals("bad-cursor", e.problem().code().text());
        }
        try {
            Assertions.assertEquals(text, new TypePattern(text).text());
        } catch (IllegalArgumentException e) {
            Assertions.assertNotNull(e.getMessage());
        }
        refused(() -> TimeExpression.parse("from", text, NOW));
        refused(() -> Buckets.of(text, null, null, NOW));
        refused(() -> Buckets.of("auto", TimeExpression.parse("from", text, NOW), NOW, NOW));
        try {
            Assertions.assertFalse(Lifetime.parse(text).isNegative());
        } catch (IllegalArgumentException e) {
            Assertions.assertNotNull(e.getMessage());
        }
        Assertions.assertNotNull(MediaType.of(text));
        refused(() -> SentJar.hex(text));
        smallBody(text);
    }

    private static void smallBody(String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        for (String member : List.of("name", "limit", "force")) {
            try {
                JsonBody read = JsonBody.parse(body, "name", "limit", "force");
                switch (member) {
                    case "name" -> read.text(member, 10);
                    case "limit" -> read.count(member);
                    default -> read.flag(member);
                }
            } catch (ProblemException e) {
                Assertions.assertTrue(e.problem().code().status() < 500, e.getMessage());
            }
        }
    }

    private static void refused(Runnable reading) {
        try {
            reading.run();
        } catch (ProblemException e) {
            Assertions.assertEquals(400, e.problem().code().status());
        }
    }
}
