// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import org.jspecify.annotations.Nullable;

/**
 * What was measured of one plugin; means are over the last ten seconds, and low while it has not run that long.
 *
 * @param processors mean of the processors it kept busy
 * @param publishRate mean of the events a second it published
 * @param logRate mean of the lines a second it wrote to the log of the host
 * @param threads mean of the threads it had
 * @param inFlight mean of the calls that ran at a time
 * @param threadsNow threads it has
 * @param heldBack whether its publishing had to wait in the last ten seconds: because too many of its events were on their
 *     way, or because it is throttled
 * @param stuck threads held by calls that react to nothing
 * @param exhausted whether it has no thread left that is not held like that
 * @param faults time-outs and errors in a row, up to now
 * @param outOfMemory calls in a row that found no memory left, up to now
 * @param busy name of a thread of its own that has kept a processor busy for long; {@code null} if there is none
 */
record Reading(
        double processors,
        double publishRate,
        double logRate,
        double threads,
        double inFlight,
        int threadsNow,
        boolean heldBack,
        int stuck,
        boolean exhausted,
        int faults,
        int outOfMemory,
        @Nullable String busy) {

    static final Reading NOTHING = new Reading(0, 0, 0, 0, 0, 0, false, 0, false, 0, 0, null);
}
