// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import java.time.Instant;
import org.junit.jupiter.api.Assertions;

/** CESQL: read, or refused with a column, and what it comes to for an event. */
class SqlFuzz {

    private static final Event EVENT = Event.of(EventDraft.builder("a.b")
            .id("1")
            .source("/s")
            .subject("x")
            .time(Instant.EPOCH)
            .extension("n", 7)
            .build());

    @FuzzTest(maxDuration = "2s")
    void an_expression_is_read_or_refused_and_comes_to_an_end(@NotNull String sql) {
        try {
            SqlParser.parse(sql).of(EVENT, new Steps());
        } catch (SqlSyntaxException e) {
            Assertions.assertTrue(String.valueOf(e.getMessage()).startsWith("column "), e.getMessage());
        }
    }
}
