// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;

/** Makes the threads of the bus: its own, on which no plugin code runs, and those it lends to plugins. */
public final class BusThreads {

    /** That of whoever starts the bus, not of a plugin on whose thread one is needed. */
    private static final ThreadGroup GROUP = Thread.currentThread().getThreadGroup();

    private BusThreads() {}

    /** Makes daemon threads of one name that inherit nothing. */
    public static ThreadFactory named(String name) {
        return work -> daemon(work, name, BusThreads.class.getClassLoader());
    }

    /**
     * Makes a daemon thread that inherits nothing: until Java 24 a thread keeps the classes on the stack of its maker, which
     * may be a plugin that is gone before the thread.
     */
    @SuppressWarnings("removal") // there is no other way to inherit no access control context
    public static Thread daemon(Runnable work, String name, ClassLoader loader) {
        Thread thread =
                AccessController.doPrivileged((PrivilegedAction<Thread>) () -> new Thread(GROUP, work, name, 0, false));
        thread.setDaemon(true);
        thread.setContextClassLoader(loader);
        return thread;
    }
}
