// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;

/** Times and durations as people type them. */
final class Moment {

    private Moment() {}

    /** RFC 3339, local time without a zone, or back from now like {@code -10m}; empty for an empty text. */
    static Optional<Instant> parse(String option, String text, Clock clock) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (text.startsWith("-")) {
                return Optional.of(clock.instant().minus(duration(option, text.substring(1))));
            }
            boolean zoned = text.endsWith("Z") || text.lastIndexOf('+') > 9 || text.lastIndexOf('-') > 9;
            return Optional.of(
                    zoned
                            ? OffsetDateTime.parse(text).toInstant()
                            : LocalDateTime.parse(text.replace(' ', 'T'))
                                    .atZone(ZoneId.systemDefault())
                                    .toInstant());
        } catch (DateTimeException | ArithmeticException e) {
            throw new CommandException(
                    CommandException.USAGE,
                    option + " must be a time, got \"" + text + "\"",
                    "for instance 2026-01-31T12:00:00Z, 2026-01-31T12:00 or -10m");
        }
    }

    /** A number with {@code s}, {@code m}, {@code h} or {@code d}. */
    static Duration duration(String option, String text) {
        try {
            long number = Long.parseLong(text.substring(0, Math.max(0, text.length() - 1)));
            if (number < 0) {
                throw new NumberFormatException("negative");
            }
            return switch (text.charAt(text.length() - 1)) {
                case 's' -> Duration.ofSeconds(number);
                case 'm' -> Duration.ofMinutes(number);
                case 'h' -> Duration.ofHours(number);
                case 'd' -> Duration.ofDays(number);
                default -> throw new NumberFormatException("no unit");
            };
        } catch (NumberFormatException | StringIndexOutOfBoundsException | ArithmeticException e) {
            throw new CommandException(
                    CommandException.USAGE,
                    option + " must be a time span, got \"" + text + "\"",
                    "a number with s, m, h or d: 90d");
        }
    }
}
