// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Has the lines of the log counted while there is a log service. */
final class LogServices extends ServiceTracker<Object, LogLines> {

    private static final String SERVICE = "org.osgi.service.log.LogReaderService";

    private final LogLines.Count count;

    LogServices(BundleContext context, LogLines.Count count) {
        super(context, SERVICE, null);
        this.count = count;
    }

    @Override
    public LogLines addingService(ServiceReference<Object> reference) {
        return new LogLines(context.getService(reference), count);
    }

    @Override
    public void removedService(ServiceReference<Object> reference, LogLines lines) {
        lines.close();
        context.ungetService(reference);
    }
}
