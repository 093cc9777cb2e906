// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import io.carillon.events.http.internal.problem.ProblemException;
import java.time.Instant;
import org.junit.jupiter.api.Assertions;

/** Filters, in JSON, as conditions on data, and as CESQL: read, or refused with a problem. */
class FilterFuzz {

    @FuzzTest(maxDuration = "2s")
    void a_filter_is_read_or_refused(@NotNull String text) {
        try {
            FilterParser.data(text);
        } catch (ProblemException e) {
            Assertions.assertTrue(e.problem().code().status() < 500, e.getMessage());
        }
        try {
            FilterParser.parse(text);
        } catch (ProblemException e) {
            Assertions.assertEquals(422, e.problem().code().status());
        }
    }

    @FuzzTest(maxDuration = "2s")
    void an_expression_is_read_or_refused_and_comes_to_an_end(@NotNull String sql) {
        Event event = Event.of(EventDraft.builder("a.b")
                .id("1")
                .source("/s")
                .subject("x")
                .time(Instant.EPOCH)
                .extension("n", 7)
                .build());
        try {
            SqlParser.parse(sql).of(event);
        } catch (SqlSyntaxException e) {
            Assertions.assertTrue(String.valueOf(e.getMessage()).startsWith("column "), e.getMessage());
        }
    }
}
