// SPDX-License-Identifier: Apache-2.0
package io.carillon.testkit;

import io.carillon.events.EventsException;
import io.carillon.events.StoreUnavailableException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The failures a test asked for. */
final class Outage {

    private final Queue<EventsException> refusals = new ArrayDeque<>();
    private boolean away;

    synchronized void away(boolean now) {
        away = now;
    }

    synchronized void refuseNext(EventsException with) {
        refusals.add(with);
    }

    /** What the next publish fails with, {@code null} when it succeeds. */
    synchronized @Nullable EventsException next() {
        return away ? storeAway() : refusals.poll();
    }

    synchronized void check() {
        if (away) {
            throw storeAway();
        }
    }

    private static StoreUnavailableException storeAway() {
        return new StoreUnavailableException("no store is open: the test took it away; give it back, or publish later");
    }
}
