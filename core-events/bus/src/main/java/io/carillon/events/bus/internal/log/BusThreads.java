// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;

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
     * Makes a daemon thread that inherits nothing and, once it has ended, keeps nothing but its context class loader: until
     * Java 24 a thread keeps the classes on the stack of its maker, which may be a plugin that is gone before the thread, and
     * since Java 19 it keeps its work.
     */
    @SuppressWarnings("removal") // there is no other way to inherit no access control context
    public static Thread daemon(Runnable work, String name, ClassLoader loader) {
        AtomicReference<Runnable> waiting = new AtomicReference<>(work);
        Thread thread = AccessController.doPrivileged(
                (PrivilegedAction<Thread>) () -> new Thread(GROUP, () -> begin(waiting), name, 0, false));
        thread.setDaemon(true);
        thread.setContextClassLoader(loader);
        return thread;
    }

    private static void begin(AtomicReference<Runnable> waiting) {
        Runnable work = waiting.getAndSet(() -> {});
        work.run();
    }
}
