// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.time.Duration;

/** How long to wait before something is tried once more: a second, then ever longer, up to five minutes. */
final class BackOff {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int MAX_DOUBLINGS = 9;

    private BackOff() {}

    /** @param failures how often it failed in a row, at least 1 */
    static Duration after(int failures) {
        Duration next = FIRST.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
        return next.compareTo(LONGEST) < 0 ? next : LONGEST;
    }
}
