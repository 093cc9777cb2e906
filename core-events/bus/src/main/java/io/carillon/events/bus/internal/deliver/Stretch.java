// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Events that were handled in one moment, or one event by itself. Of a stretch without a key it is every event the
 * subscription wanted between its ends, of one with a key every such event of that key.
 *
 * @param pass number of the {@link Pass}
 * @param first position of the first event
 * @param last position of the last event
 * @param since when the first of them was done, in milliseconds since 1970
 * @param until when the last of them was done
 * @param attempts how many the last event took; more than 1 only for one by itself
 * @param handled whether they were handled; not if it is one event that was given up
 * @param took milliseconds of the last attempt, -1 if not kept
 * @param key of events that waited behind another one, as {@link KeyRule#kept} gives it, shortened if it is long; empty
 *     for events straight from the log
 */
public record Stretch(
        int pass, long first, long last, long since, long until, int attempts, boolean handled, long took, String key) {

    private static final int FIELDS = 9;

    public Stretch {
        if (first < 1 || last < first || until < since || attempts < 1 || attempts > 1 && last > first) {
            throw new IllegalArgumentException("no stretch: positions " + first + " to " + last + ", times " + since
                    + " to " + until + ", " + attempts + " attempts");
        }
    }

    /** A key as a stretch holds it. */
    static String shortened(String kept) {
        return kept.isEmpty() ? kept : DocumentKey.of(kept);
    }

    /** Whether it tells of an event, if that was wanted. */
    boolean covers(long position, Set<String> keys) {
        return first <= position && position <= last && (key.isEmpty() || keys.contains(key));
    }

    /** When its first event was done. */
    public Instant begin() {
        return Instant.ofEpochMilli(since);
    }

    /** When its last event was done. */
    public Instant end() {
        return Instant.ofEpochMilli(until);
    }

    /** How long the last attempt took, if that is kept. */
    public Optional<Duration> time() {
        return took < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(took));
    }

    /** As one line. */
    String text() {
        return pass + " " + first + " " + (last - first) + " " + since + " " + (until - since) + " " + attempts
                + (handled ? " h " : " f ") + took + " " + key;
    }

    /** The inverse of {@link #text}. */
    static Stretch parse(String text) {
        String[] field = text.split(" ", FIELDS);
        if (field.length != FIELDS) {
            throw new IllegalArgumentException("a stretch has " + FIELDS + " fields, got \"" + text + '"');
        }
        long first = Long.parseLong(field[1]);
        long since = Long.parseLong(field[3]);
        return new Stretch(
                Integer.parseInt(field[0]),
                first,
                first + Long.parseLong(field[2]),
                since,
                since + Long.parseLong(field[4]),
                Integer.parseInt(field[5]),
                field[6].equals("h"),
                Long.parseLong(field[7]),
                field[8]);
    }
}
