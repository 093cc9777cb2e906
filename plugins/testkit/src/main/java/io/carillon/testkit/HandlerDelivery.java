// SPDX-License-Identifier: Apache-2.0
package io.carillon.testkit;

import io.carillon.events.Event;
import io.carillon.events.EventContext;
import io.carillon.events.EventDraft;
import io.carillon.events.PluginState;
import io.carillon.events.Receipt;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One delivery as its handler sees it. */
record HandlerDelivery(
        RecordingBus bus,
        Event event,
        long position,
        String subscription,
        int attempt,
        Optional<String> replayId,
        Effects effects)
        implements EventContext {

    @Override
    public PluginState state() {
        return effects;
    }

    @Override
    public boolean once(String key) {
        return effects.once(key);
    }

    @Override
    public CompletionStage<Receipt> publish(EventDraft draft) {
        return bus.append(Causality.causedBy(event, draft));
    }

    @Override
    public CompletionStage<Receipt> publish(String type, Object data) {
        return publish(EventDraft.of(type, data));
    }
}
