// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.http.internal.route.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A range of time in parts of one width, with a count for each. Not for concurrent use. */
final class Buckets {

    /** The most parts of a range. */
    static final int MAX_PARTS = 120;

    private static final Pattern WIDTH = Pattern.compile("(\\d{1,6})([smhd])");
    private static final long[] ROUND = {
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400
    };

    /**
     * One part.
     *
     * @param from inclusive
     * @param to exclusive
     */
    record Part(Instant from, Instant to) {}

    private final Duration width;
    private final List<Part> parts;
    private final long[] counts;

    private Buckets(Duration width, List<Part> parts) {
        this.width = width;
        this.parts = List.copyOf(parts);
        this.counts = new long[parts.size()];
    }

    /**
     * Cuts a range.
     *
     * @param text {@code auto}, which makes at most {@value #MAX_PARTS} of a round width, or like {@code 15m}
     * @param from {@code null} for an hour before the end
     * @param to {@code null} for now
     */
    static Buckets of(String text, @Nullable Instant from, @Nullable Instant to, Instant now) {
        Instant end = to == null ? now : to;
        Instant begin = from == null ? end.minus(Duration.ofHours(1)) : from;
        if (!begin.isBefore(end)) {
            throw Parameters.bad("bucket", "needs a range of time that begins before it ends");
        }
        long range = Duration.between(begin, end).plusNanos(999_999_999).toSeconds();
        long seconds = text.equals("auto") ? auto(range) : seconds(text);
        if ((range + seconds - 1) / seconds > MAX_PARTS) {
            throw Parameters.bad(
                    "bucket", "makes more than " + MAX_PARTS + " parts of this range; make it wider, or say auto");
        }
        Duration width = Duration.ofSeconds(seconds);
        List<Part> parts = new ArrayList<>();
        Instant next;
        for (Instant at = begin; at.isBefore(end); at = next) {
            next = Duration.between(at, end).compareTo(width) > 0 ? at.plus(width) : end; // no time is after the last
            parts.add(new Part(at, next));
        }
        return new Buckets(width, parts);
    }

    private static long auto(long range) {
        for (long width : ROUND) {
            if ((range + width - 1) / width <= MAX_PARTS) {
                return width;
            }
        }
        long day = ROUND[ROUND.length - 1];
        return (range / MAX_PARTS / day + 1) * day;
    }

    private static long seconds(String text) {
        Matcher width = WIDTH.matcher(text);
        long amount = width.matches() ? Long.parseLong(width.group(1)) : 0;
        if (amount == 0) {
            throw Parameters.bad("bucket", "must be auto, or a width like 30s, 15m, 1h or 1d, got \"" + text + "\"");
        }
        return switch (width.group(2)) {
            case "s" -> amount;
            case "m" -> amount * 60;
            case "h" -> amount * 3_600;
            default -> amount * 86_400;
        };
    }

    Duration width() {
        return width;
    }

    List<Part> parts() {
        return parts;
    }

    long[] counts() {
        return counts.clone();
    }

    /** Has each part counted. */
    void count(ToLongFunction<Part> counting) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = counting.applyAsLong(parts.get(i));
        }
    }

    /** Counts one event. */
    void add(Instant time) {
        long since = Duration.between(parts.get(0).from(), time).toSeconds();
        int part = (int) Math.min(Integer.MAX_VALUE, Math.floorDiv(since, width.toSeconds()));
        if (!time.isBefore(parts.get(0).from()) && part < counts.length) {
            counts[part]++;
        }
    }
}
