// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.store.Change;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * When the {@link OpenBook} of a subscription is stored: together with its checkpoint, a while after something changed.
 *
 * <p>Threads: guarded by the lock it is made with.
 */
final class Bookkeeping {

    private final Object lock;
    private final OpenBook book;
    private final Commits commits;
    private final LaneServices services;
    private final Duration unwritten;
    private final BooleanSupplier placed;
    /** Whether the book is to be stored in a while. */
    private boolean writing;
    /** Whether the book goes with the next unit. */
    private boolean waits;

    private boolean ended;

    /**
     * The keeping of one book.
     *
     * @param unwritten for how long what happened may be in the book only here
     * @param placed whether the subscription has a place in the log that is open
     */
    Bookkeeping(
            Object lock,
            OpenBook book,
            Commits commits,
            LaneServices services,
            Duration unwritten,
            BooleanSupplier placed) {
        this.lock = lock;
        this.book = book;
        this.commits = commits;
        this.services = services;
        this.unwritten = unwritten;
        this.placed = placed;
    }

    /** Has the book stored in a while if it has changed. */
    void progressed() {
        if (!writing && !ended && book.isChanged()) {
            writing = true;
            services.timers().after(unwritten, this::writeLater);
        }
    }

    private void writeLater() {
        synchronized (lock) {
            writing = false;
            if (ended) {
                return;
            }
            if (placed.getAsBoolean() && services.store().isOpen()) {
                write();
            } else if (placed.getAsBoolean()) {
                progressed(); // it can wait better here than on its way
            }
        }
    }

    /** Stores nothing later: another may have taken the subscription up by then. */
    void end() {
        ended = true;
    }

    /** Has the book stored together with the checkpoint. */
    void write() {
        if (book.isChanged() && !waits) {
            waits = true;
            commits.add(new Commits.Outcome() {
                @Override
                public List<Change> settle() {
                    waits = false;
                    return book.changes(services.clock().instant());
                }

                @Override
                public void stored() {
                    book.stored();
                }

                @Override
                public void forgotten() {
                    waits = false;
                }
            });
        }
    }

    /** Stores the checkpoint with all that was handled; completes when it is stored, on a thread of the appender. */
    CompletableFuture<Void> store() {
        write();
        return commits.store(mark -> List.of());
    }
}
