// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.access;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import org.junit.jupiter.api.Assertions;

/** Addresses of proxies and of whoever they forward for: read, or refused, and never looked up. */
class AddressFuzz {

    @FuzzTest(maxDuration = "2s")
    void an_address_or_a_range_is_read_or_refused(@NotNull String text) {
        AddressRange.literal(text)
                .ifPresent(
                        bytes -> Assertions.assertTrue(AddressRange.parse(text).contains(text)));
        try {
            Assertions.assertTrue(AddressRange.parse(text).bits() >= 0);
        } catch (IllegalArgumentException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
