// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import java.util.concurrent.ThreadFactory;

/** Threads of the bus itself; no plugin code runs on them. */
public final class BusThreads {

    /** That of whoever starts the bus, not of a plugin on whose thread one is needed. */
    private static final ThreadGroup GROUP = Thread.currentThread().getThreadGroup();

    private BusThreads() {}

    /** Makes daemon threads of one name that inherit nothing. */
    public static ThreadFactory named(String name) {
        return work -> {
            Thread thread = new Thread(GROUP, work, name, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(BusThreads.class.getClassLoader());
            return thread;
        };
    }
}
