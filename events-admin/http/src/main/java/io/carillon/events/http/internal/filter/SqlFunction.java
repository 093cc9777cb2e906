// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Functions of CESQL. What they are given was looked for errors, but not cast. */
enum SqlFunction {
    INT(1, 1),
    BOOL(1, 1),
    STRING(1, 1),
    LENGTH(1, 1),
    CONCAT(0, Integer.MAX_VALUE),
    CONCAT_WS(1, Integer.MAX_VALUE),
    LOWER(1, 1),
    UPPER(1, 1),
    TRIM(1, 1),
    LEFT(2, 2),
    RIGHT(2, 2),
    SUBSTRING(2, 3),
    ABS(1, 1);

    /** The longest text one makes, in characters; more is an error. */
    static final int MAX_TEXT = 16 * 1024;

    private final int least;
    private final int most;

    SqlFunction(int least, int most) {
        this.least = least;
        this.most = most;
    }

    static Optional<SqlFunction> find(String name) {
        return Arrays.stream(values())
                .filter(each -> each.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    boolean takes(int count) {
        return count >= least && count <= most;
    }

    /** {@code null} after an error. */
    @Nullable
    Object of(List<Object> given) {
        return switch (this) {
            case INT -> SqlValue.whole(given.get(0));
            case BOOL -> SqlValue.flag(given.get(0));
            case CONCAT -> joined("", given);
            case CONCAT_WS -> joined(given.get(0).toString(), given.subList(1, given.size()));
            case LEFT, RIGHT -> end(given.get(0).toString(), SqlValue.whole(given.get(1)));
            case SUBSTRING ->
                part(
                        given.get(0).toString(),
                        SqlValue.whole(given.get(1)),
                        given.size() == 2 ? (Integer) Integer.MAX_VALUE : SqlValue.whole(given.get(2)));
            case ABS -> {
                Integer number = SqlValue.whole(given.get(0));
                yield number == null ? null : SqlOperator.fitting(Math.abs((long) number));
            }
            case STRING, LENGTH, LOWER, UPPER, TRIM -> of(given.get(0).toString());
        };
    }

    private Object of(String text) {
        return switch (this) {
            case LENGTH -> text.codePointCount(0, text.length());
            case LOWER -> text.toLowerCase(Locale.ROOT);
            case UPPER -> text.toUpperCase(Locale.ROOT);
            case TRIM -> text.strip();
            default -> text;
        };
    }

    private static @Nullable String joined(String delimiter, List<Object> parts) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            all.append(i == 0 ? "" : delimiter).append(parts.get(i));
            if (all.length() > MAX_TEXT) {
                return null;
            }
        }
        return all.toString();
    }

    private @Nullable String end(String text, @Nullable Integer count) {
        if (count == null || count < 0) {
            return null;
        }
        int length = text.codePointCount(0, text.length());
        int taken = Math.min(count, length);
        return this == LEFT
                ? text.substring(0, text.offsetByCodePoints(0, taken))
                : text.substring(text.offsetByCodePoints(0, length - taken));
    }

    private static @Nullable String part(String text, @Nullable Integer place, @Nullable Integer count) {
        int length = text.codePointCount(0, text.length());
        if (place == null || count == null || count < 0 || place > length || place < -length) {
            return null;
        }
        if (place == 0) {
            return "";
        }
        int start = place > 0 ? place - 1 : length + place;
        int end = (int) Math.min(length, (long) start + count);
        return text.substring(text.offsetByCodePoints(0, start), text.offsetByCodePoints(0, end));
    }
}
