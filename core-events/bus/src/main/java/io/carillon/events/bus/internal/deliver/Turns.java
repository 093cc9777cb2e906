// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.deliver.Backlog.Step;
import io.carillon.events.bus.internal.deliver.Shelf.Place;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what a lane of one subscription does next: first what somebody asked for, then what is owed and may be tried, and
 * if there is room the log is read further, by one lane at a time.
 *
 * <p>Threads: guarded by its owner.
 */
final class Turns {

    private final Backlog backlog;
    private final Extras extras;
    private final Circuit circuit;
    private final LongSupplier head;
    private boolean reading;

    /** @param head the last position of the log */
    Turns(Backlog backlog, Extras extras, Circuit circuit, LongSupplier head) {
        this.backlog = backlog;
        this.extras = extras;
        this.circuit = circuit;
        this.head = head;
    }

    /** Whether there is something to do. */
    boolean hasNext(Instant now) {
        return !extras.isEmpty() || circuit.mayTry(now) && backlog.hasNext(now) || mayRead();
    }

    private boolean mayRead() {
        return !reading && backlog.ledger().read() < head.getAsLong() && backlog.room() > 0;
    }

    /** Hands out what is to be done next; nothing if there is nothing. */
    @Nullable
    Turn next(Instant now, StartGate gate, int term) {
        Extra extra = extras.next();
        if (extra != null) {
            return extra;
        }
        if (circuit.mayTry(now)) {
            Place fetch = backlog.toFetch(now);
            if (fetch != null) {
                backlog.shelf().occupy(fetch, true);
                return new Turn.Fetch(fetch, term);
            }
            Step step = backlog.next(now, gate, term, circuit.isClosed());
            if (step != null) {
                circuit.tried(now);
                return step;
            }
        }
        if (mayRead()) {
            reading = true;
            return new Turn.Read(backlog.ledger().read(), backlog.room(), term);
        }
        return null;
    }

    /** Whoever read has ended, or what it read is of no use any more. */
    void readingEnded() {
        reading = false;
    }

    /** When something that failed is tried again. */
    Optional<Instant> nextAttempt() {
        Optional<Instant> due = backlog.shelf().nextDue();
        Optional<Instant> probe = circuit.retryAt();
        return probe.isPresent() && (due.isEmpty() || due.get().isBefore(probe.get())) ? probe : due;
    }
}
