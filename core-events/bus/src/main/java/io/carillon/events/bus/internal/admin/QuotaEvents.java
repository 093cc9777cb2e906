// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.admin;

import io.carillon.events.Severity;
import io.carillon.events.bus.internal.load.LoadWatch;
import io.carillon.events.bus.internal.publish.HostEvents;
import java.time.Clock;
import java.util.Map;

/** Records in the log that a plugin took more than its quota. */
public final class QuotaEvents implements LoadWatch.Listener {

    private final HostEvents events;
    private final Chronicle chronicle;
    private final Clock clock;

    public QuotaEvents(HostEvents events, Chronicle chronicle, Clock clock) {
        this.events = events;
        this.chronicle = chronicle;
        this.clock = clock;
    }

    @Override
    public void exceeded(String plugin, String quota, double limit, double observed, String action) {
        chronicle.record(events.at(
                clock.instant(),
                Severity.WARN,
                "carillon.plugin.quota_exceeded",
                "plugin/" + plugin,
                Map.<String, Object>of(
                        "plugin", plugin, "quota", quota, "limit", limit, "observed", observed, "action", action)));
    }
}
