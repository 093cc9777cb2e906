// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import java.time.Duration;

/**
 * When a circuit breaker opens and how long it stays open.
 *
 * @param attempts how many of the last attempts count; fewer never open it
 * @param failures how many of them have to have failed
 * @param timeOuts how many time-outs in a row open it whatever went before
 * @param firstWait from opening to the first probe
 * @param longestWait each probe that fails doubles the wait, up to this
 */
public record BreakerSettings(int attempts, int failures, int timeOuts, Duration firstWait, Duration longestWait) {

    public BreakerSettings {
        if (failures < 1 || attempts < failures || timeOuts < 1) {
            throw new IllegalArgumentException("a circuit breaker cannot open at " + failures + " failures of "
                    + attempts + " attempts or " + timeOuts + " time-outs");
        }
        if (firstWait.isZero() || firstWait.isNegative() || longestWait.compareTo(firstWait) < 0) {
            throw new IllegalArgumentException(
                    "a circuit breaker cannot wait " + firstWait + " at first and " + longestWait + " at most");
        }
    }

    /** 10 failures of 20 attempts or 5 time-outs; 30 seconds, at most 10 minutes. */
    public static BreakerSettings ofDefaults() {
        return new BreakerSettings(20, 10, 5, Duration.ofSeconds(30), Duration.ofMinutes(10));
    }
}
