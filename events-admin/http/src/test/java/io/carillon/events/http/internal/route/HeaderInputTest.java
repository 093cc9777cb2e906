// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.inputs.MutatedInputs;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HeaderInputTest {

    @Test
    void a_header_is_understood_or_passed_over() {
        List<String> offers = List.of("application/json", "text/html");

        MutatedInputs.feed(
                List.of("text/html;q=0.5, application/*;q=0.1, */*;q=0", "application/json"),
                input -> assertThat(offers).contains(MediaRanges.best(input, offers)));
    }

    @Test
    void what_is_percent_encoded_comes_back_and_everything_else_is_refused() {
        MutatedInputs.feed(List.of("a%20b%C3%A9", "%F0%9F%98%80", "x"), input -> PercentCoding.decode(input)
                .ifPresent(plain -> assertThat(PercentCoding.decode(PercentCoding.encode(plain)))
                        .contains(plain)));
    }
}
