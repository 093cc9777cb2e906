// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.EventContext;
import io.carillon.events.EventDraft;
import io.carillon.events.Receipt;
import io.carillon.events.bus.internal.publish.CausalChain;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** One delivery, as its handler sees it. */
record Delivery(
        Event event,
        long position,
        String subscription,
        int attempt,
        Function<EventDraft, CompletionStage<Receipt>> publisher)
        implements EventContext {

    @Override
    public CompletionStage<Receipt> publish(EventDraft draft) {
        return new CausalChain(event).supply(() -> publisher.apply(draft));
    }

    @Override
    public CompletionStage<Receipt> publish(String type, Object data) {
        return publish(EventDraft.of(type, data));
    }
}
