// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

/** Knows whether a thread is inside a handler. */
public final class HandlerThreads {

    private static final ThreadLocal<Boolean> HANDLING = new ThreadLocal<>();

    private HandlerThreads() {}

    static void enter() {
        HANDLING.set(true);
    }

    static void leave() {
        HANDLING.remove();
    }

    /** Whether the calling thread is inside a handler. */
    public static boolean onHandlerThread() {
        return HANDLING.get() != null;
    }
}
