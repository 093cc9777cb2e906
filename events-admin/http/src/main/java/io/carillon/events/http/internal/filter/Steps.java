// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

/**
 * The work that all parts of one filter may do for one event: a step is a character looked at. Source: docs/decisions/0024.
 *
 * <p>Threads: for one thread.
 */
public final class Steps {

    /** The most for one event: many times what conditions on attributes of common length need. */
    static final int MAX = 250_000;

    private int left = MAX;

    /** Takes so many, or what is left when there are fewer; whether some are left then. */
    boolean take(int steps) {
        left = steps > left ? 0 : left - steps;
        return left > 0;
    }

    /** How many were taken. */
    int taken() {
        return MAX - left;
    }
}
