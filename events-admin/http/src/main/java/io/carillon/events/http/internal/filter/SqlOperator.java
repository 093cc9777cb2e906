// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Operators of CESQL between two values, those that bind more strongly first. */
enum SqlOperator {
    TIMES("*", Level.PRODUCT),
    DIVIDED("/", Level.PRODUCT),
    REMAINDER("%", Level.PRODUCT),
    PLUS("+", Level.SUM),
    MINUS("-", Level.SUM),
    EQUAL("=", Level.COMPARISON),
    UNEQUAL("!=", Level.COMPARISON),
    OTHER("<>", Level.COMPARISON),
    AT_LEAST(">=", Level.COMPARISON),
    AT_MOST("<=", Level.COMPARISON),
    MORE(">", Level.COMPARISON),
    LESS("<", Level.COMPARISON);

    /** How strongly they bind, the strongest first. */
    enum Level {
        PRODUCT,
        SUM,
        COMPARISON
    }

    private final String sign;
    private final Level level;

    SqlOperator(String sign, Level level) {
        this.sign = sign;
        this.level = level;
    }

    static Optional<SqlOperator> of(String sign, Level level) {
        return Arrays.stream(values())
                .filter(each -> each.level == level && each.sign.equals(sign))
                .findFirst();
    }

    /** Whether it asks which of two whole numbers is greater. */
    boolean ordersNumbers() {
        return this == AT_LEAST || this == AT_MOST || this == MORE || this == LESS;
    }

    /** {@code null} after an error. */
    @Nullable
    Object of(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return null;
        }
        if (this == EQUAL) {
            return SqlValue.same(right, left);
        }
        if (this == UNEQUAL || this == OTHER) {
            Boolean same = SqlValue.same(right, left);
            return same == null ? null : !same;
        }
        Integer first = SqlValue.whole(left);
        Integer second = SqlValue.whole(right);
        return first == null || second == null ? null : numbers(first, second);
    }

    private @Nullable Object numbers(int left, int right) {
        return switch (this) {
            case TIMES -> fitting((long) left * right);
            case DIVIDED -> right == 0 ? null : fitting((long) left / right);
            case REMAINDER -> right == 0 ? null : fitting((long) left % right);
            case PLUS -> fitting((long) left + right);
            case MINUS -> fitting((long) left - right);
            case AT_LEAST -> left >= right;
            case AT_MOST -> left <= right;
            case MORE -> left > right;
            case LESS -> left < right;
            case EQUAL, UNEQUAL, OTHER -> throw new IllegalStateException(this + " compares values of any type");
        };
    }

    /** A number of 32 bits; beyond them is an error. */
    static @Nullable Integer fitting(long number) {
        return number == (int) number ? (Integer) (int) number : null;
    }
}
