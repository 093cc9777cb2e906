// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.log.LogEntry;

/** Says whether a subscription may begin with an event, or has to let others go first. */
interface StartGate {

    /** Lets everything through. */
    StartGate OPEN = entry -> true;

    /**
     * Whether the first attempt at an event may begin. Asked with the lock of the subscription held; who answers must not
     * call back, and has the subscription {@linkplain Subscriber#poke poked} when the answer may have changed.
     */
    boolean mayStart(LogEntry entry);

    /**
     * Told, without any lock, that this subscription's first attempt at an event has ended, or will not be made soon
     * because the event waits behind another one.
     */
    default void attempted(long position) {}
}
