// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Casts between the types of CESQL. What cannot be cast becomes {@code null}, and so does {@code null}. */
final class SqlValue {

    private static final int MAX_DIGITS = 11;
    private static final int MAX_WORD = "false".length();

    private SqlValue() {}

    static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    static @Nullable Integer whole(@Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        if (value instanceof String text) {
            return parse(text);
        }
        return (Integer) value;
    }

    private static @Nullable Integer parse(String text) {
        boolean digits = text.length() <= MAX_DIGITS && text.matches("[+-]?[0-9]+");
        long number = digits ? Long.parseLong(text) : Long.MAX_VALUE;
        return number == (int) number ? (Integer) (int) number : null;
    }

    static @Nullable Boolean flag(@Nullable Object value) {
        if (value instanceof Integer whole) {
            return whole != 0;
        }
        if (value instanceof String text) {
            if (text.length() > MAX_WORD) {
                return null;
            }
            String lower = text.toLowerCase(Locale.ROOT);
            return lower.equals("true") ? Boolean.TRUE : lower.equals("false") ? Boolean.FALSE : null;
        }
        return (Boolean) value;
    }

    /** Whether two values are the same once {@code other} has the type of {@code typed}; {@code null} after an error. */
    static @Nullable Boolean same(@Nullable Object typed, @Nullable Object other) {
        if (typed == null) {
            return null;
        }
        Object cast = typed instanceof String ? text(other) : typed instanceof Integer ? whole(other) : flag(other);
        return cast == null ? null : (Boolean) typed.equals(cast);
    }
}
