// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.inputs.MutatedInputs;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TokenInputTest {

    @Test
    void a_text_is_a_token_as_it_stands_or_is_none() {
        String good = "car_0123456789ab_" + "0123456789abcdef".repeat(4);

        MutatedInputs.feed(List.of(good), input -> {
            Optional<TokenText> token = TokenText.parse(input);
            assertThat(token.isPresent()).isEqualTo(isOne(input));
            token.ifPresent(read -> assertThat(read.text()).isEqualTo(input));
        });
    }

    private static boolean isOne(String text) {
        return text.length() == 81
                && text.startsWith("car_")
                && text.charAt(16) == '_'
                && (text.substring(4, 16) + text.substring(17))
                        .chars()
                        .allMatch(c -> "0123456789abcdef".indexOf(c) >= 0);
    }
}
