// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.carillon.events.TypePattern;
import io.carillon.events.http.internal.problem.ProblemException;
import io.carillon.events.http.internal.route.Parameters;
import org.junit.jupiter.api.Assertions;

/** Query strings, cursors and patterns of types: read, or refused. */
class QueryFuzz {

    @FuzzTest(maxDuration = "2s")
    void a_query_a_cursor_and_a_pattern_are_read_or_refused(@NotNull String text) {
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
    }
}
