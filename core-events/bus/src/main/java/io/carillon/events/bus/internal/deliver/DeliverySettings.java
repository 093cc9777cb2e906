// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import java.time.Duration;

/**
 * How handlers are called.
 *
 * @param budget longest time of one call before it is interrupted
 * @param grace how long an interrupted call may take to end before its thread is given up
 * @param pluginThreads threads of one plugin, and how many given up are replaced
 * @param mailboxEvents the most events waiting for one live subscription
 * @param mailboxBytes the most bytes waiting for one live subscription
 * @param maxSetAside the most events one subscription sets aside; then it reads no further
 * @param breaker when a subscription that fails pauses
 */
public record DeliverySettings(
        Duration budget,
        Duration grace,
        int pluginThreads,
        int mailboxEvents,
        long mailboxBytes,
        int maxSetAside,
        BreakerSettings breaker) {

    public DeliverySettings {
        if (budget.isZero() || budget.isNegative() || grace.isNegative()) {
            throw new IllegalArgumentException("impossible handler budget " + budget + " or grace " + grace);
        }
        if (pluginThreads < 1 || mailboxEvents < 1 || mailboxBytes < 1 || maxSetAside < 1) {
            throw new IllegalArgumentException(
                    "plugin threads, mailbox events and bytes, and events set aside must be 1 or more, got "
                            + pluginThreads + ", " + mailboxEvents + ", " + mailboxBytes + " and " + maxSetAside);
        }
    }
}
