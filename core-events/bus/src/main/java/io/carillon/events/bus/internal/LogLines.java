// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import org.osgi.framework.Bundle;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

/**
 * Counts the lines of the log of the host by the bundles that wrote them. The only class that knows the log service, which
 * need not be there.
 *
 * <p>Threads: called by whoever logs; must not log itself.
 */
final class LogLines implements LogListener, AutoCloseable {

    /** Who keeps the count. */
    @FunctionalInterface
    interface Count {
        void logged(Bundle bundle);
    }

    private final LogReaderService log;
    private final Count count;

    LogLines(Object log, Count count) {
        this.log = (LogReaderService) log;
        this.count = count;
        this.log.addLogListener(this);
    }

    @Override
    public void logged(LogEntry entry) {
        Bundle bundle = entry.getBundle();
        if (bundle != null) {
            count.logged(bundle);
        }
    }

    @Override
    public void close() {
        log.removeLogListener(this);
    }
}
