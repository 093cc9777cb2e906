// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.plugin;

import io.carillon.events.bus.internal.deliver.DeliverySettings;
import io.carillon.events.bus.internal.deliver.Drains;
import io.carillon.events.bus.internal.deliver.FirstAttempts;
import io.carillon.events.bus.internal.deliver.SubscriptionTable;
import io.carillon.events.bus.internal.deliver.Subscriptions;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.bus.internal.log.Timers;
import io.carillon.events.bus.internal.log.Writer;
import io.carillon.events.bus.internal.publish.EphemeralTypes;
import io.carillon.events.bus.internal.publish.Publishing;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * What every plugin's view needs of the bus.
 *
 * @param dataDirectory of the host
 * @param publishTimeout how long a publisher waits for anything that is full
 * @param receipts the most receipts one plugin may have waiting
 * @param pendingOfOne the most events one plugin may have on their way to the log
 */
public record PluginServices(
        Publishing publishing,
        Subscriptions subscriptions,
        SubscriptionTable table,
        Drains drains,
        EphemeralTypes ephemeral,
        FirstAttempts firstAttempts,
        StoreHolder store,
        Writer writer,
        Clock clock,
        Timers timers,
        Path dataDirectory,
        DeliverySettings delivery,
        Duration publishTimeout,
        int receipts,
        int pendingOfOne) {}
