// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MediaRangesTest {

    private static final List<String> OFFERS = List.of("text/plain", "text/html", "application/json");

    @Test
    void the_offer_with_the_greatest_weight_is_taken_and_the_first_when_none_is() {
        Map<String, String> best = Map.of(
                "*/*", "text/plain",
                "application/json", "application/json",
                "text/html,application/xhtml+xml,*/*;q=0.8", "text/html",
                "text/*;q=0.1, APPLICATION/JSON;q=0.2", "application/json",
                "text/plain;q=0, */*", "text/html",
                "image/png", "text/plain",
                ";", "text/plain",
                "", "text/plain",
                ",;q=x;;,application/json;q=9", "text/plain");

        best.forEach((accept, offer) ->
                assertThat(MediaRanges.best(accept, OFFERS)).as(accept).isEqualTo(offer));
    }
}
