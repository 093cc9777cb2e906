// SPDX-License-Identifier: Apache-2.0
package io.carillon.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Writes to a file that it makes with the first record that its filters let through.
 *
 * <p>Threads: safe for concurrent use.
 */
public final class LateFileAppender extends RollingFileAppender<ILoggingEvent> {

    private boolean settled;

    /** Opens nothing yet. */
    @Override
    public void start() {
        // with the first record
    }

    @Override
    public void doAppend(ILoggingEvent event) {
        if (getFilterChainDecision(event) != FilterReply.DENY) {
            open();
            super.doAppend(event);
        }
    }

    /** What keeps the file from being opened is told by the runtime's status. */
    private synchronized void open() {
        if (!settled) {
            settled = true;
            super.start();
        }
    }

    @Override
    public void stop() {
        synchronized (this) {
            settled = true;
        }
        super.stop();
    }
}
