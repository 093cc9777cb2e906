// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import java.time.Duration;

/** Calls back later. What is called must be short and must not block. */
public interface Timers extends AutoCloseable {

    /** Calls {@code task} once after a delay. */
    Alarm after(Duration delay, Runnable task);

    /** Drops everything that waits. */
    @Override
    void close();

    /** One call that waits. */
    interface Alarm {

        /** Takes the call back, if it is not too late. */
        void cancel();
    }
}
