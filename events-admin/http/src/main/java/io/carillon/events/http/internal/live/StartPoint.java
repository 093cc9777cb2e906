// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.rest.EventWriter;
import io.carillon.events.http.internal.rest.TimeExpression;
import io.carillon.events.http.internal.route.Parameters;
import io.carillon.events.store.LogHead;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a stream begins. */
public sealed interface StartPoint {

    /** Events appended from now on. */
    record New() implements StartPoint {}

    /** Everything the log holds. */
    record Earliest() implements StartPoint {}

    /** Behind an event that was seen. */
    record After(long position) implements StartPoint {}

    /** The first event of a time or later. */
    record At(Instant time) implements StartPoint {}

    /** A position as it is written, at most 20 digits. */
    Pattern SEQUENCE = Pattern.compile("0{0,19}[0-9]{1,18}");

    /**
     * Reads {@code new}, {@code now}, {@code earliest}, a sequence, or a time as in queries.
     *
     * @param parameter where it came from
     * @throws io.carillon.events.http.internal.problem.ProblemException {@code invalid-parameter}
     */
    static StartPoint parse(String parameter, String text, Instant now) {
        if (text.equals("new") || text.equals("now")) {
            return new New();
        }
        if (text.equals("earliest")) {
            return new Earliest();
        }
        if (SEQUENCE.matcher(text).matches() && text.length() <= 20) {
            return new After(Long.parseLong(text));
        }
        try {
            return new At(TimeExpression.parse(parameter, text, now));
        } catch (RuntimeException e) {
            throw Parameters.bad(
                    parameter,
                    "must be new, earliest, a sequence, RFC 3339 like 2026-01-31T12:00:00Z, or back from now like -15m, got \""
                            + text + "\"");
        }
    }

    /**
     * What a start comes to.
     *
     * @param position everything up to here is left out
     * @param gap what cannot be had, empty if nothing is missing
     */
    record Place(long position, Optional<Gap> gap) {

        /** The same, or a problem if something is missing. */
        public Place orFail() {
            gap.ifPresent(missing -> {
                throw Problem.of(
                                ProblemCode.CURSOR_EXPIRED,
                                "the event after " + EventWriter.sequence(missing.requested())
                                        + " is not in the log; it goes on at "
                                        + EventWriter.sequence(missing.earliest()))
                        .toException();
            });
            return this;
        }
    }

    /**
     * Events that were asked for and are not there.
     *
     * @param requested position to continue after, as it was asked for
     * @param earliest position where it goes on; the one behind the last event, when the log ends before what was asked for
     */
    record Gap(long requested, long earliest) {}

    /** Finds the place in the log. Blocks. */
    default Place find(LogReads log) {
        LogHead head = log.head();
        if (this instanceof After after) {
            return place(after.position(), head);
        }
        if (this instanceof At at) {
            return new Place(log.before(at.time()), Optional.empty());
        }
        return new Place(this instanceof Earliest ? head.first() - 1 : head.position(), Optional.empty());
    }

    private static Place place(long position, LogHead head) {
        if (position > head.position()) { // seen in a log that had more
            return new Place(head.position(), Optional.of(new Gap(position, head.position() + 1)));
        }
        if (position < head.first() - 1) {
            return new Place(head.first() - 1, Optional.of(new Gap(position, head.first())));
        }
        return new Place(position, Optional.empty());
    }
}
