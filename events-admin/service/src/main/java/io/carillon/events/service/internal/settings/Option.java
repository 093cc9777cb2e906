// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One option that a bundle's Metatype declares.
 *
 * @param key name of the property
 * @param type type of a value, or of each value
 * @param cardinality 0 for one value, otherwise the most values, negative for a collection
 * @param min smallest number or shortest text, {@code null} when there is no limit
 * @param max largest number or longest text, {@code null} when there is no limit
 * @param choices the values allowed; empty when all are
 * @param otherwise the default as Metatype writes it; {@code null} when there is none
 * @param description for people; may be empty
 */
record Option(
        String key,
        OptionType type,
        int cardinality,
        @Nullable String min,
        @Nullable String max,
        List<String> choices,
        @Nullable String otherwise,
        String description) {

    private static final int MAX_VALUES = 10_000;

    Option {
        choices = List.copyOf(choices);
    }

    /**
     * The value as the configuration admin takes it.
     *
     * @param raw a String, Boolean, Long, BigDecimal, or a list of them
     * @throws IllegalArgumentException with the rule that the value breaks, to follow the option's name
     */
    Object convert(Object raw) {
        if (cardinality == 0) {
            if (raw instanceof List<?>) {
                throw new IllegalArgumentException("must be one value, got a list");
            }
            return one(raw);
        }
        List<?> given = raw instanceof List<?> list ? list : split(raw);
        int most = cardinality == Integer.MIN_VALUE || Math.abs(cardinality) > MAX_VALUES
                ? MAX_VALUES
                : Math.abs(cardinality);
        if (given.size() > most) {
            throw new IllegalArgumentException("takes at most " + most + " values, got " + given.size());
        }
        List<Object> values = new ArrayList<>();
        for (Object value : given) {
            values.add(one(value));
        }
        if (cardinality < 0) {
            return values;
        }
        Object array = Array.newInstance(type.arrayType(), values.size());
        for (int i = 0; i < values.size(); i++) {
            Array.set(array, i, values.get(i));
        }
        return array;
    }

    /** The value without a setting; {@code null} when there is none. */
    @Nullable
    Object defaultValue() {
        if (cardinality != 0) {
            return otherwise == null
                    ? List.of()
                    : split(otherwise).stream().map(this::parsed).toList();
        }
        return otherwise == null ? null : parsed(otherwise);
    }

    /** As it stands when it is not of the type: what a bundle declares is shown, whatever it is. */
    private Object parsed(Object text) {
        try {
            return type.parse(text);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static List<?> split(Object raw) {
        if (!(raw instanceof String text)) {
            return List.of(raw);
        }
        return text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",")).map(String::trim).toList();
    }

    private Object one(Object raw) {
        String text = raw.toString();
        Object value = type.parse(raw, type == OptionType.STRING || min == null && max == null ? "" : range());
        if (!choices.isEmpty() && !choices.contains(text)) {
            throw new IllegalArgumentException("must be one of " + String.join(", ", choices) + ", got \"" + text + "\""
                    + Nearest.suggestion(text, choices));
        }
        BigDecimal size = value instanceof Number number ? new BigDecimal(number.toString()) : null;
        if (size == null && value instanceof String) {
            size = BigDecimal.valueOf(text.length());
        }
        boolean tooSmall = size != null && min != null && size.compareTo(new BigDecimal(min)) < 0;
        boolean tooLarge = size != null && max != null && size.compareTo(new BigDecimal(max)) > 0;
        if (tooSmall || tooLarge) {
            String what = value instanceof Number ? "must be " : "must have a length of ";
            throw new IllegalArgumentException(what + range() + ", got " + (value instanceof Number ? text : size));
        }
        return value;
    }

    private String range() {
        if (min != null && max != null) {
            return min + " to " + max;
        }
        return min != null ? min + " or more" : max + " or less";
    }
}
