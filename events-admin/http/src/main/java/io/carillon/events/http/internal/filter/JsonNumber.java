// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import java.math.BigDecimal;
import java.util.Optional;

/** Numbers as texts, of a length that cannot hurt. */
final class JsonNumber {

    private static final int MAX_LENGTH = 100;

    private JsonNumber() {}

    static Optional<BigDecimal> parse(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
