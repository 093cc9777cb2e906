// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.bus.internal.deliver.DeliverySettings;
import io.carillon.events.bus.internal.load.LoadLimits;
import io.carillon.events.bus.internal.upkeep.UpkeepSettings;
import java.time.Duration;

/**
 * How the bus works; its limits.
 *
 * @param publishTimeout how long a publisher waits for room or for the store
 * @param queueEvents the most events before the log
 * @param queueBytes the most bytes before the log
 * @param maxEventBytes the most data of one event
 * @param tailEvents the most recent events kept in memory
 * @param tailBytes the most bytes of these
 * @param delivery how handlers are called
 * @param load what one plugin may take
 * @param bandDeadline how long after it was published an event is held back for subscriptions of higher bands
 * @param upkeep how long things are kept
 */
record BusSettings(
        Duration publishTimeout,
        int queueEvents,
        long queueBytes,
        int maxEventBytes,
        int tailEvents,
        long tailBytes,
        DeliverySettings delivery,
        LoadLimits load,
        Duration bandDeadline,
        UpkeepSettings upkeep) {

    /** What no configuration can go beyond. */
    static final int MAX_EVENT_BYTES = 1024 * 1024;

    BusSettings {
        if (publishTimeout.isNegative() || publishTimeout.isZero()) {
            throw new IllegalArgumentException("publish time-out must be more than zero, got " + publishTimeout);
        }
        if (bandDeadline.isNegative()) {
            throw new IllegalArgumentException("band deadline must be zero or more, got " + bandDeadline);
        }
        if (queueEvents < 1 || queueBytes < 1 || tailEvents < 1 || tailBytes < 1) {
            throw new IllegalArgumentException("queue and tail must hold 1 event and 1 byte or more, got " + queueEvents
                    + ", " + queueBytes + ", " + tailEvents + " and " + tailBytes);
        }
        if (maxEventBytes < 1 || maxEventBytes > MAX_EVENT_BYTES) {
            throw new IllegalArgumentException(
                    "an event may have 1 to " + MAX_EVENT_BYTES + " bytes, got " + maxEventBytes);
        }
    }
}
