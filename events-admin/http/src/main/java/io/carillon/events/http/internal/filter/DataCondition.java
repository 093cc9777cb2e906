// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import io.carillon.events.Event;
import io.carillon.events.EventsException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one value in the JSON data of an event. Only a value that is there can fulfil it.
 *
 * @param pointer JSON Pointer
 * @param comparison how the value compares
 * @param wanted text, number, boolean or {@code null}; a text stands for a number or boolean written so, too
 */
record DataCondition(
        JsonPath pointer, Comparison comparison, @Nullable Object wanted) implements EventFilter {

    /** How two values compare. */
    enum Comparison {
        EQUAL("="),
        NOT_EQUAL("!="),
        LESS("<"),
        AT_MOST("<="),
        MORE(">"),
        AT_LEAST(">=");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }

        static Optional<Comparison> of(String sign) {
            for (Comparison each : values()) {
                if (each.sign.equals(sign)) {
                    return Optional.of(each);
                }
            }
            return Optional.empty();
        }

        boolean holds(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case LESS -> order < 0;
                case AT_MOST -> order <= 0;
                case MORE -> order > 0;
                case AT_LEAST -> order >= 0;
            };
        }
    }

    @Override
    public boolean test(Event event, Steps steps) {
        if (!event.data().isJson()) {
            return false;
        }
        JsonPath.Found found;
        try {
            found = pointer.find(event.data().value());
        } catch (EventsException | NumberFormatException | ArithmeticException e) {
            return false; // data of null, which has no value, or a number beyond all bounds
        }
        return found.isThere() && holds(found.value());
    }

    private boolean holds(@Nullable Object value) {
        if (value instanceof Map || value instanceof List) {
            return false;
        }
        BigDecimal number = number(value);
        BigDecimal other = number == null ? null : numberWanted();
        if (number != null && other != null) {
            return comparison.holds(number.compareTo(other));
        }
        boolean ordered = comparison != Comparison.EQUAL && comparison != Comparison.NOT_EQUAL;
        if (ordered && !(value instanceof String && wanted instanceof String)) {
            return false;
        }
        if (value instanceof String && wanted != null && !(wanted instanceof String)) {
            return comparison == Comparison.NOT_EQUAL;
        }
        return comparison.holds(String.valueOf(value).compareTo(String.valueOf(wanted)));
    }

    private static @Nullable BigDecimal number(@Nullable Object value) {
        if (value instanceof Long whole) {
            return BigDecimal.valueOf(whole);
        }
        return value instanceof BigDecimal decimal ? decimal : null;
    }

    private @Nullable BigDecimal numberWanted() {
        if (wanted instanceof String text) {
            return JsonNumber.parse(text).orElse(null);
        }
        return number(wanted);
    }
}
