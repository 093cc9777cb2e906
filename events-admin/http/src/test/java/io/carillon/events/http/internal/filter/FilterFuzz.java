// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.carillon.events.http.internal.problem.ProblemException;
import org.junit.jupiter.api.Assertions;

/** Filters, in JSON and as conditions on data: read, or refused with a problem. */
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
}
