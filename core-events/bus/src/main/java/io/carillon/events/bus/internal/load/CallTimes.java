// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * How long the last calls took: counts in steps from 16 microseconds to a day and a half, four to an octave, so that what is
 * told is at most a quarter too much. Two halves take turns, so that it is told of the last one to two thousand calls.
 *
 * <p>Threads: guarded by its owner.
 */
final class CallTimes {

    /** Calls after which the older half is forgotten. */
    static final int HALF = 1_000;

    private static final int STEPS = 136;
    private static final long UNIT = TimeUnit.MICROSECONDS.toNanos(4);

    private int[] older = new int[STEPS];
    private int[] newer = new int[STEPS];
    private int count;
    private int olderCount;

    void add(long nanos) {
        if (count == HALF) {
            int[] oldest = older;
            older = newer;
            olderCount = count;
            newer = oldest;
            Arrays.fill(newer, 0);
            count = 0;
        }
        newer[step(nanos)]++;
        count++;
    }

    /** The time within which this part of the calls ended, rounded up to the end of its step; zero without calls. */
    Duration within(double part) {
        long all = (long) count + olderCount;
        long wanted = (long) Math.ceil(all * part);
        long seen = 0;
        for (int i = 0; i < STEPS && all > 0; i++) {
            seen += newer[i] + older[i];
            if (seen >= wanted) {
                return Duration.ofNanos(end(i));
            }
        }
        return Duration.ZERO;
    }

    /** Four steps to an octave: the exponent, and the two digits behind the first. */
    private static int step(long nanos) {
        long units = Math.max(4, nanos / UNIT);
        int octave = 63 - Long.numberOfLeadingZeros(units);
        int quarter = (int) (units >>> (octave - 2)) & 3;
        return Math.min(STEPS - 1, (octave - 2) * 4 + quarter);
    }

    private static long end(int step) {
        int octave = step / 4 + 2;
        long units = (4L + step % 4 + 1) << (octave - 2);
        return units * UNIT;
    }
}
