// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.Event;
import io.carillon.events.bus.internal.deliver.BreakerSettings;
import io.carillon.events.bus.internal.deliver.DeliverySettings;
import io.carillon.events.bus.internal.json.JsonBinding;
import io.carillon.events.bus.internal.load.LoadLimits;
import io.carillon.events.bus.internal.upkeep.UpkeepSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What the world of the delivery model is made of. */
final class ModelSettings {

    /** Id of the subscription whose handler counts in its plugin's state. */
    static final String EFFECTS = "effects";

    static final List<String> TYPES = List.of("a.x", "a.y", "b.x", "c.x");

    /** Longer than any test; a call is timed out by being told that it is over. */
    static final Duration BUDGET = Duration.ofHours(1);

    /** No call is given up but one that is said to hang. */
    static final Duration GRACE = Duration.ofHours(10);

    /** The most calls that hang at a time, so that no plugin runs out of threads. */
    static final int DEAF = 16;

    private static final JsonBinding BINDING = new JsonBinding(ModelSettings.class.getClassLoader());

    private ModelSettings() {}

    static BusSettings settings() {
        return new BusSettings(
                Duration.ofSeconds(10),
                10_000,
                1024 * 1024,
                4_096,
                128,
                1024 * 1024,
                new DeliverySettings(BUDGET, GRACE, 32, 100, 1024 * 1024, 10_000, BreakerSettings.ofDefaults()),
                new LoadLimits(
                        1_000,
                        1_000_000,
                        1_000_000,
                        10_000,
                        10_000,
                        1_000_000,
                        Duration.ZERO,
                        Duration.ofDays(9),
                        Duration.ZERO),
                Duration.ofSeconds(5),
                UpkeepSettings.ofDefaults());
    }

    /** The event a host event is about. */
    static long position(Event event) {
        if (event.bind(BINDING).data().value() instanceof Map<?, ?> data
                && data.get("position") instanceof Number position) {
            return position.longValue();
        }
        throw new AssertionError("it names no position: " + event);
    }
}
