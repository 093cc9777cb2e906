// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import io.carillon.events.EventsException;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.Change;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Writes something through the one appender and waits until it is stored. Not to be used on the appender's thread. */
public final class Writer {

    private final Appender appender;
    private final Duration patience;

    public Writer(Appender appender, Duration patience) {
        this.appender = appender;
        this.patience = patience;
    }

    /**
     * Writes changes together.
     *
     * @throws StoreUnavailableException if the store is away, or does not take them as they are
     * @throws EventsException if the log cannot be written any more
     */
    public void write(Change... changes) {
        write(List.of(changes));
    }

    /** As {@link #write(Change...)}. */
    public void write(List<Change> changes) {
        UnitOutcome outcome;
        try {
            outcome = appender.append(new AppendRequest(new WriteUnit(List.of(), changes), patience))
                    .get()
                    .outcome();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while waiting for the store; it may have been written", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EventsException failure) {
                throw failure;
            }
            throw new StoreUnavailableException("writing failed: " + e.getCause(), e);
        }
        if (outcome instanceof UnitOutcome.Rejected rejected) {
            throw new StoreUnavailableException("the store refused (" + rejected.code() + "): " + rejected.reason());
        }
        if (outcome instanceof UnitOutcome.IdConflict || outcome instanceof UnitOutcome.RevisionConflict) {
            throw new IllegalStateException("a write without conditions met a conflict: " + outcome);
        }
    }
}
