// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.log.Appender;
import io.carillon.events.bus.internal.log.LogPages;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.bus.internal.log.Timers;
import io.carillon.events.bus.internal.log.Writer;
import io.carillon.events.bus.internal.publish.EphemeralTypes;
import io.carillon.events.bus.internal.publish.HostEvents;
import java.time.Clock;

/** What every subscription needs of the bus. */
public record LaneServices(
        LogPages log,
        StoreHolder store,
        Appender appender,
        Timers timers,
        Clock clock,
        DeliverySettings settings,
        FirstAttempts firstAttempts,
        HostEvents events,
        Writer writer,
        EphemeralTypes ephemeral) {}
