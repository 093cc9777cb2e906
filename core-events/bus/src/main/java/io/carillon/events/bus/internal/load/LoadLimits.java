// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import java.time.Duration;

/**
 * What one plugin may take, and what becomes of it when it takes more. Quotas hold for means over ten seconds.
 *
 * @param processors processors it may keep busy
 * @param publishRate events a second it may publish; half of it while it is throttled
 * @param logRate lines a second it may write to the log of the host
 * @param threads alive; ten times as many have it quarantined at once
 * @param inFlight calls of its handlers that run at a time
 * @param faults time-outs and errors in a row, over all its handlers, that have it quarantined
 * @param throttleAfter how long it may be beyond a quota before it is throttled
 * @param quarantineAfter how long it may be beyond a quota, throttled, before it is quarantined; counted from the beginning
 * @param calmAfter how long it has to keep to its quotas to be forgiven one step
 */
public record LoadLimits(
        double processors,
        double publishRate,
        double logRate,
        int threads,
        int inFlight,
        int faults,
        Duration throttleAfter,
        Duration quarantineAfter,
        Duration calmAfter) {

    /** So many times its quota of threads have a plugin quarantined at once: the host itself may run out of them. */
    static final int FLOOD = 10;

    /**
     * So many calls in a row that find no memory left have a plugin quarantined: what it hoards is freed with it. Others that
     * allocate as little as handlers do succeed in between.
     */
    static final int OUT_OF_MEMORY = 3;

    public LoadLimits {
        if (!(processors > 0) || !(publishRate >= 1) || !(logRate >= 1) || threads < 1 || inFlight < 1 || faults < 1) {
            throw new IllegalArgumentException("a plugin must have some processors, 1 event a second, 1 log line a"
                    + " second, 1 thread, 1 call in flight and 1 fault or more, got " + processors + ", " + publishRate
                    + ", " + logRate + ", " + threads + ", "
                    + inFlight + " and " + faults);
        }
        if (throttleAfter.isNegative() || quarantineAfter.compareTo(throttleAfter) < 0 || calmAfter.isNegative()) {
            throw new IllegalArgumentException("a plugin cannot be throttled after " + throttleAfter
                    + ", quarantined after " + quarantineAfter + " and forgiven after " + calmAfter);
        }
    }

    /**
     * Eight tenths of all processors, 5,000 events and 100 log lines a second, 100 threads, 64 calls; 20 faults; throttled after 10 seconds,
     * quarantined after 3 minutes, forgiven after 30 seconds.
     */
    public static LoadLimits ofDefaults() {
        return new LoadLimits(
                0.8 * Runtime.getRuntime().availableProcessors(),
                5_000,
                100,
                100,
                64,
                20,
                Duration.ofSeconds(10),
                Duration.ofMinutes(3),
                Duration.ofSeconds(30));
    }
}
