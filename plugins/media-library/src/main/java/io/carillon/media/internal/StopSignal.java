// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells all work of a library to end, and wakes what waits. */
final class StopSignal {

    /** Unwinds work that was told to end. */
    static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StoppedException() {
            super("the library was told to stop", null, false, false);
        }
    }

    private final CountDownLatch stopped = new CountDownLatch(1);

    void stop() {
        stopped.countDown();
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** @throws StoppedException if it is time to stop */
    void check() {
        if (isStopped() || Thread.currentThread().isInterrupted()) {
            throw new StoppedException();
        }
    }

    /**
     * Waits.
     *
     * @throws StoppedException if it is time to stop, at once or meanwhile
     */
    void pause(Duration time) {
        try {
            if (stopped.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoppedException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
    }
}
