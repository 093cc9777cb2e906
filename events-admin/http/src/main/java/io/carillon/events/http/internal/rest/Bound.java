// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.http.internal.route.Parameters;
import io.carillon.events.store.EventQuery;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a range of events begins or ends: a position, which is digits alone or after {@code position:}, or a
 * time, which is everything else.
 */
sealed interface Bound {

    /** A moment by the clocks of the producers. */
    record Time(Instant moment) implements Bound {}

    /** A place in the log. */
    record Position(long position) implements Bound {}

    /** The component that describes one. */
    String SCHEMA = "BoundExpr";

    /** As many as {@code sequence} has. */
    Pattern DIGITS = Pattern.compile("(?:position:)?([0-9]{1,20})");

    /** Reads one; a problem with the parameter it came from when it is neither. */
    static Bound parse(String parameter, String text, Instant now) {
        try {
            return read(text, now);
        } catch (IllegalArgumentException e) {
            throw Parameters.bad(parameter, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when it is neither, saying what it has to be
     */
    static Bound read(String text, Instant now) {
        Matcher position = DIGITS.matcher(text);
        if (position.matches()) {
            try {
                return new Position(Long.parseLong(position.group(1)));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("is beyond all positions, got " + text, e);
            }
        }
        return new Time(TimeExpression.read(text, now, "a position like 1042, "));
    }

    /** Leaves out what comes before. */
    default void begin(EventQuery.Builder query) {
        if (this instanceof Position at) {
            query.from(null).firstPosition(at.position());
        } else if (this instanceof Time at) {
            query.firstPosition(1).from(at.moment());
        }
    }

    /** Leaves out this and what comes after. */
    default void end(EventQuery.Builder query) {
        if (this instanceof Position at) {
            query.to(null).endPosition(at.position());
        } else if (this instanceof Time at) {
            query.endPosition(Long.MAX_VALUE).to(at.moment());
        }
    }
}
