// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does short work later, on one thread of its own. Whatever the work throws is logged, and other work goes on. */
@SuppressWarnings("FutureReturnValueIgnored") // All work is guarded: what it throws is logged.
final class PluginTimer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PluginTimer.class);

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, work -> {
        Thread made = new Thread(work, "carillon-plugins-timer");
        made.setDaemon(true);
        return made;
    });

    /** Does it once; nothing happens after {@link #close}. */
    void after(Duration wait, Runnable work) {
        try {
            thread.schedule(guarded(work), wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Asked for work after the end", e);
        }
    }

    /** Does it again and again, with this pause in between. */
    void every(Duration pause, Runnable work) {
        thread.scheduleWithFixedDelay(guarded(work), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                LOG.error(
                        "Looking after the plugins failed", PluginFailure.of(e).trace());
            }
        };
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
