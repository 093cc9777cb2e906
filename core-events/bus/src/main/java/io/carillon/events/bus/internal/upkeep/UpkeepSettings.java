// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.upkeep;

import java.time.Duration;

/**
 * How long things are kept, and from when on a subscription lags.
 *
 * @param dormant how long a subscription without a handler is kept; zero for ever
 * @param deadLetters how long a dead letter is kept after its last attempt; zero for ever
 * @param lagEvents more events than this behind the head is lagging; 0 for never
 * @param lagTime an oldest event of more than this age is lagging; zero for never
 */
public record UpkeepSettings(Duration dormant, Duration deadLetters, long lagEvents, Duration lagTime) {

    public UpkeepSettings {
        if (dormant.isNegative() || deadLetters.isNegative() || lagEvents < 0 || lagTime.isNegative()) {
            throw new IllegalArgumentException("times and limits must be zero or more, got " + dormant + ", "
                    + deadLetters + ", " + lagEvents + " and " + lagTime);
        }
    }

    /** Dormant ones go after 30 days, dead letters stay; 10,000 events or 5 minutes are a lag. */
    public static UpkeepSettings ofDefaults() {
        return new UpkeepSettings(Duration.ofDays(30), Duration.ZERO, 10_000, Duration.ofMinutes(5));
    }
}
