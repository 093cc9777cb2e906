// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.http.internal.route.Parameters;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A moment as people write it: RFC 3339, {@code now}, or back from now like {@code -15m}. */
public final class TimeExpression {

    private static final Pattern BACK = Pattern.compile("-(\\d{1,9})([smhd])");

    private TimeExpression() {}

    /** The moment, or a problem with the parameter it came from. */
    public static Instant parse(String parameter, String text, Instant now) {
        try {
            return read(text, now, "");
        } catch (IllegalArgumentException e) {
            throw Parameters.bad(parameter, String.valueOf(e.getMessage()));
        }
    }

    /**
     * The moment.
     *
     * @param also what else may stand there, for the sentence of the error
     * @throws IllegalArgumentException saying what it has to be
     */
    static Instant read(String text, Instant now, String also) {
        if (text.equals("now")) {
            return now;
        }
        Matcher back = BACK.matcher(text);
        try {
            if (back.matches()) {
                return now.minus(duration(Long.parseLong(back.group(1)), back.group(2)));
            }
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "must be " + also + "RFC 3339 like 2026-01-31T12:00:00Z, or back from now like -15m, got \"" + text
                            + "\"",
                    e);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("is too far away, got \"" + text + "\"", e);
        }
    }

    private static Duration duration(long amount, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
