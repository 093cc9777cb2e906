// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import java.time.Instant;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;

/** Instants as microseconds since 1970; what lies beyond 290,000 years is cut to the last that fits. */
final class EventTime {

    private EventTime() {}

    static long micros(Instant time) {
        try {
            return Math.addExact(
                    Math.multiplyExact(time.getEpochSecond(), 1_000_000L), Math.floorDiv(time.getNano(), 1_000));
        } catch (ArithmeticException tooFar) {
            return time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** What is left beyond {@link #micros}, 0 to 999. */
    static int nanos(Instant time) {
        return time.get(ChronoField.NANO_OF_SECOND) % 1_000;
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
