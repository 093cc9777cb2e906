// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.inputs.MutatedInputs;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AddressInputTest {

    @Test
    void an_address_or_a_range_is_read_or_refused() {
        MutatedInputs.feed(List.of("127.0.0.1", "10.0.0.0/8", "::1", "2001:db8::/32", "::ffff:1.2.3.4"), input -> {
            if (AddressRange.literal(input).isPresent()) {
                assertThat(AddressRange.parse(input).contains(input)).isTrue();
            }
            try {
                assertThat(AddressRange.parse(input).bits()).isNotNegative();
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        });
    }

    @Test
    void a_length_that_is_none_is_told_with_what_it_may_be() {
        for (String range : List.of("10.0.0.0/", "10.0.0.0/x", "10.0.0.0/-1", "10.0.0.0/33")) {
            assertThatThrownBy(() -> AddressRange.parse(range))
                    .as(range)
                    .hasMessageContaining("\"" + range + "\" must have 0 to 32 bits");
        }
    }
}
