// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * A place in the log: where a durable subscription begins when it is seen for the first time, or where an operator puts
 * it. Later starts resume at its checkpoint.
 */
public sealed interface StartFrom {

    /** Events appended after now. */
    StartFrom NOW = new Now();

    /** The oldest event the log still holds. */
    StartFrom BEGINNING = new Beginning();

    /** {@link StartFrom#NOW}. */
    record Now() implements StartFrom {
        @Override
        public String toString() {
            return "now";
        }
    }

    /** {@link StartFrom#BEGINNING}. */
    record Beginning() implements StartFrom {
        @Override
        public String toString() {
            return "beginning";
        }
    }

    /**
     * The event at a position, or the first that is left after it.
     *
     * @param position from 1
     */
    record Position(long position) implements StartFrom {
        public Position {
            if (position < 1) {
                throw new IllegalArgumentException("a start position is 1 or more, got " + position);
            }
        }

        @Override
        public String toString() {
            return "position:" + position;
        }
    }

    /**
     * The first event the log recorded at or after a time.
     *
     * @param time by the clock of the host that recorded
     */
    record Time(Instant time) implements StartFrom {
        @Override
        public String toString() {
            return "time:" + time;
        }
    }

    /**
     * The newest events the subscription wants.
     *
     * @param events 1 to {@value #MAX}
     */
    record Last(int events) implements StartFrom {
        /** The most events to go back. */
        public static final int MAX = 1_000;

        public Last {
            if (events < 1 || events > MAX) {
                throw new IllegalArgumentException("a start goes back 1 to " + MAX + " events, got " + events);
            }
        }

        @Override
        public String toString() {
            return "last:" + events;
        }
    }

    /**
     * Reads {@code now}, {@code beginning}, {@code position:1042}, {@code time:2026-01-31T08:00:00Z} or {@code last:100};
     * {@link Object#toString} writes the same.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static StartFrom parse(String text) {
        int colon = text.indexOf(':');
        String value = text.substring(colon + 1);
        try {
            return switch (colon < 0 ? text : text.substring(0, colon)) {
                case "now" -> NOW;
                case "beginning" -> BEGINNING;
                case "position" -> new Position(Long.parseLong(value));
                case "time" -> new Time(Instant.parse(value));
                case "last" -> new Last(Integer.parseInt(value));
                default -> throw unreadable(text, null);
            };
        } catch (NumberFormatException | DateTimeParseException e) {
            throw unreadable(text, e);
        }
    }

    private static IllegalArgumentException unreadable(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "a start is now, beginning, position:NUMBER, time:2026-01-31T08:00:00Z or last:NUMBER, got \"" + text
                        + "\"",
                cause);
    }
}
