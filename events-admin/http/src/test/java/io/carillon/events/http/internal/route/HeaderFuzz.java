// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/** What a caller accepts, and percent-encoding: whatever it is, there is an answer. */
class HeaderFuzz {

    @FuzzTest(maxDuration = "2s")
    void a_header_is_understood_or_passed_over(@NotNull String text) {
        List<String> offers = List.of("application/json", "text/html");

        Assertions.assertTrue(offers.contains(MediaRanges.best(text, offers)));
        PercentCoding.decode(text)
                .ifPresent(plain -> Assertions.assertEquals(
                        plain, PercentCoding.decode(PercentCoding.encode(plain)).orElseThrow()));
    }
}
