// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import io.carillon.events.OverloadedException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Work on passwords, which is slow by intention: one at a time, with few that wait. */
final class PasswordWork {

    /** The most callers that are at it or wait. */
    static final int MAX_CALLERS = 8;

    private final Semaphore callers = new Semaphore(MAX_CALLERS);
    private final Semaphore processor = new Semaphore(1, true);

    /**
     * Does the work.
     *
     * @throws OverloadedException if too many wait already
     */
    <T> T run(Supplier<T> work) {
        if (!callers.tryAcquire()) {
            throw new OverloadedException(MAX_CALLERS + " passwords are being checked already; try again in a moment");
        }
        try {
            processor.acquireUninterruptibly();
            try {
                return work.get();
            } finally {
                processor.release();
            }
        } finally {
            callers.release();
        }
    }

    /** How many wait for their turn, about. */
    int waiting() {
        return processor.getQueueLength();
    }
}
