// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When an attempt that failed is made again.
 *
 * @param delays after the first failure, the second and so on; the last one holds for all that follow
 * @param jitter how far a delay may be from what is named here, as a part of it: 0 to 1
 */
public record RetrySchedule(List<Duration> delays, double jitter) {

    public RetrySchedule {
        delays = List.copyOf(delays);
        if (delays.isEmpty() || delays.stream().anyMatch(Duration::isNegative)) {
            throw new IllegalArgumentException("a retry schedule names delays of zero or more, got " + delays);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter must be 0 to 1, got " + jitter);
        }
    }

    /** 1 s, 5 s, 30 s and 30 s from then on, each 10 % more or less. */
    public static RetrySchedule ofDefaults() {
        return new RetrySchedule(List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30)), 0.1);
    }

    /** The delay after this many failures in a row, from 1. */
    Duration after(int failures) {
        Duration delay = delays.get(Math.min(failures, delays.size()) - 1);
        double factor = 1 + jitter * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Duration.ofNanos((long) (delay.toNanos() * factor));
    }
}
