// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.EventBus;
import io.carillon.events.Subscription;
import io.carillon.events.bus.internal.log.BusThreads;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What a plugin does with the bus: binds its records, handles, publishes. */
public final class LeakingPlugin implements Function<EventBus, CompletionStage<?>> {

    /** Data of the plugin. */
    public record Thing(String name, int size) {}

    /** Has a thread of the bus made while its code is on the stack. */
    public static final class ThreadMaker implements Function<Runnable, Thread> {

        @Override
        public Thread apply(Runnable work) {
            return BusThreads.named("made for a plugin").newThread(work);
        }
    }

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
