// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.EventBus;
import io.carillon.events.Subscription;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What a plugin does with the bus: binds its records, handles, publishes. */
public final class LeakingPlugin implements Function<EventBus, CompletionStage<?>> {

    /** Data of the plugin. */
    public record Thing(String name, int size) {}

    @Override
    public CompletionStage<?> apply(EventBus bus) {
        bus.subscribe(Subscription.durable("d", "thing"), (event, context) -> event.data()
                .as(Thing.class));
        bus.subscribe(Subscription.live("l", "thing"), (event, context) -> {
            throw new IllegalStateException(event.data().as(Thing.class).name());
        });
        return bus.publish("thing", new Thing("t", 1)).thenApply(receipt -> new Thing(receipt.id(), 2));
    }
}
