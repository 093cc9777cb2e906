// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

/**
 * What was measured of one plugin; means are over the last ten seconds, and low while it has not run that long.
 *
 * @param processors mean of the processors it kept busy
 * @param publishRate mean of the events a second it published
 * @param threads mean of the threads it had
 * @param inFlight mean of the calls that ran at a time
 * @param threadsNow threads it has
 * @param heldBack whether its publishing had to wait in the last ten seconds: because too many of its events were on their
 *     way, or because it is throttled
 * @param stuck threads held by calls that react to nothing
 * @param exhausted whether it has no thread left that is not held like that
 * @param faults time-outs and errors in a row, up to now
 */
record Reading(
        double processors,
        double publishRate,
        double threads,
        double inFlight,
        int threadsNow,
        boolean heldBack,
        int stuck,
        boolean exhausted,
        int faults) {

    static final Reading NOTHING = new Reading(0, 0, 0, 0, 0, false, 0, false, 0);
}
