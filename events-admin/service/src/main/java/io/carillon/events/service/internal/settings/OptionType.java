// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import java.util.Locale;

/** Types of option values, named as Metatype names them. */
enum OptionType {
    STRING("a text", "", String.class),
    PASSWORD("a text", "", String.class),
    LONG("a whole number", Long.MIN_VALUE + " to " + Long.MAX_VALUE, long.class),
    INTEGER("a whole number", Integer.MIN_VALUE + " to " + Integer.MAX_VALUE, int.class),
    SHORT("a whole number", Short.MIN_VALUE + " to " + Short.MAX_VALUE, short.class),
    BYTE("a whole number", Byte.MIN_VALUE + " to " + Byte.MAX_VALUE, byte.class),
    DOUBLE("a number", "", double.class),
    FLOAT("a number", "", float.class),
    CHARACTER("one character", "", char.class),
    BOOLEAN("true or false", "", boolean.class);

    private final String words;
    private final String limits;
    private final Class<?> arrayType;

    OptionType(String words, String limits, Class<?> arrayType) {
        this.words = words;
        this.limits = limits;
        this.arrayType = arrayType;
    }

    /** The type Metatype calls so, in any case. */
    static OptionType of(String metatype) {
        return metatype.equalsIgnoreCase("Char") ? CHARACTER : valueOf(metatype.toUpperCase(Locale.ROOT));
    }

    /** Type of the elements of an array of this. */
    Class<?> arrayType() {
        return arrayType;
    }

    /**
     * Reads a value.
     *
     * @param raw String, Boolean, Long or BigDecimal
     * @throws IllegalArgumentException if it is not of this type
     */
    Object parse(Object raw) {
        return parse(raw, "");
    }

    /**
     * Reads a value of a number within a range.
     *
     * @param range for the sentence of a refusal; empty for what the type can hold
     */
    Object parse(Object raw, String range) {
        boolean text = this == STRING || this == PASSWORD;
        if (text && !(raw instanceof String)) {
            throw new IllegalArgumentException("must be a text in quotes, got " + raw);
        }
        try {
            return text ? raw : parse(raw.toString().trim());
        } catch (IllegalArgumentException e) {
            String within = range.isEmpty() ? limits : range;
            String found = raw instanceof String ? "\"" + raw + "\"" : raw.toString();
            throw new IllegalArgumentException(
                    "must be " + words + (within.isEmpty() ? "" : ", " + within) + " ("
                            + name().toLowerCase(Locale.ROOT) + "), got " + found,
                    e);
        }
    }

    private Object parse(String text) {
        return switch (this) {
            case STRING, PASSWORD -> text;
            case LONG -> Long.valueOf(text);
            case INTEGER -> Integer.valueOf(text);
            case SHORT -> Short.valueOf(text);
            case BYTE -> Byte.valueOf(text);
            case DOUBLE -> finite(text);
            case FLOAT -> (float) finite(text);
            case CHARACTER -> character(text);
            case BOOLEAN -> bool(text);
        };
    }

    private static double finite(String text) {
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("not finite");
        }
        return value;
    }

    private static char character(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException("not one character");
        }
        return text.charAt(0);
    }

    private static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }
}
