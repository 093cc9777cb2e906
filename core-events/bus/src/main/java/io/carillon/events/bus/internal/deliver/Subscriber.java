// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.admin.SubscriptionStatus;
import java.time.Duration;

/** A subscription whose handler is there. */
public sealed interface Subscriber permits DurableLane, LiveMailbox {

    /** Identity, {@code <symbolic name>:<id>}. */
    String name();

    /** Symbolic name of its plugin. */
    String plugin();

    /** Whether it wants events of this type. */
    boolean wants(String type);

    /** Switches delivery on or off. */
    void enable(boolean enabled);

    /** Keeps the time of its handler. */
    void keepTime(long now);

    /** How it stands. */
    SubscriptionStatus status();

    /**
     * Ends delivery. When this returns no call runs, or the one that does reacts to nothing. Closing twice does nothing.
     *
     * @param patience how long a call that runs may go on before it is interrupted
     */
    void close(Duration patience);
}
