// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import io.carillon.events.EventsException;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries again, at growing intervals, what the host could not do just now. Gives up only when told to stop. */
final class Patience {

    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final StopSignal stop;

    Patience(StopSignal stop) {
        this.stop = stop;
    }

    /**
     * What {@code work} returns, once it does.
     *
     * @throws EventsException if trying again cannot help
     * @throws StopSignal.StoppedException if it is time to stop
     */
    <T> T until(Supplier<T> work) {
        Duration pause = FIRST;
        boolean failed = false;
        while (true) {
            stop.check();
            try {
                T result = work.get();
                if (failed) {
                    LOG.info("The host answers again");
                }
                return result;
            } catch (EventsException e) {
                if (!e.retryable()) {
                    throw e;
                }
                if (!failed) {
                    LOG.warn("Trying again until the host can: {}", e.getMessage());
                }
                failed = true;
            }
            stop.pause(pause);
            pause = longer(pause);
        }
    }

    /** {@link #until(Supplier)} of work without a result. */
    void until(Runnable work) {
        until(() -> {
            work.run();
            return true;
        });
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
    }
}
