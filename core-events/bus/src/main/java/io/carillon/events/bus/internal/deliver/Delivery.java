// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.EventContext;
import io.carillon.events.EventDraft;
import io.carillon.events.PluginState;
import io.carillon.events.Receipt;
import io.carillon.events.bus.internal.publish.CausalChain;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One delivery, as its handler sees it, and what the handler did with it. */
final class Delivery implements EventContext {

    private final Event event;
    private final long position;
    private final String subscription;
    private final int attempt;
    private final @Nullable String replayId;
    private final PluginHandler plugin;
    private final PendingEffects pending;
    private volatile @Nullable Effects effects;
    private volatile @Nullable String loop;
    private volatile boolean over;

    Delivery(
            Event event,
            long position,
            String subscription,
            int attempt,
            @Nullable String replayId,
            PluginHandler plugin,
            PendingEffects pending) {
        this.event = event;
        this.position = position;
        this.subscription = subscription;
        this.attempt = attempt;
        this.replayId = replayId;
        this.plugin = plugin;
        this.pending = pending;
    }

    @Override
    public Event event() {
        return event;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public String subscription() {
        return subscription;
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public Optional<String> replayId() {
        return Optional.ofNullable(replayId);
    }

    @Override
    public PluginState state() {
        return made();
    }

    @Override
    public boolean once(String key) {
        return made().once(key);
    }

    private synchronized Effects made() {
        Effects known = effects;
        if (known == null) {
            known = new Effects(pending, plugin.binding());
            effects = known;
            if (over) { // read after that is set, as the end reads that after setting this: one of them seals
                known.seal();
            }
        }
        return known;
    }

    /** What it changed, if it looked at its state at all; nothing more is changed from now on. */
    @Nullable
    Effects over() {
        over = true;
        Effects known = effects;
        if (known != null) {
            known.seal();
        }
        return known;
    }

    @Override
    public CompletionStage<Receipt> publish(EventDraft draft) {
        return new CausalChain(event, this::looped)
                .supply(() -> plugin.publish().apply(draft));
    }

    @Override
    public CompletionStage<Receipt> publish(String type, Object data) {
        return publish(EventDraft.of(type, data));
    }

    /** Notes that something it led to was refused because the chain of causes is too long. */
    void looped(String why) {
        loop = why;
    }

    /** Why something it led to was refused, if it was. */
    @Nullable
    String loop() {
        return loop;
    }
}
