// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.publish;

import io.carillon.events.DataBinding;
import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.InvalidEventException;
import io.carillon.events.TooLargeException;
import io.carillon.events.bus.internal.json.JsonBinding;
import io.carillon.events.bus.internal.json.JsonText;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHash;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Completes drafts: what the caller left out is filled in, what it gave is kept, and the data is encoded and checked. */
public final class EventMaker {

    /** The longest chain of events that cause each other; one more is refused, for it is most likely a loop. */
    static final int MAX_HOPS = 32;

    private final Clock clock;
    private final EventIds ids;
    private final int maxBytes;
    /** Of no plugin: what goes into the log must not hold on to the classes of whoever published it. */
    private final JsonBinding neutral = new JsonBinding(EventMaker.class.getClassLoader());

    /**
     * A maker of events up to a size.
     *
     * @param maxBytes the most bytes of data
     */
    public EventMaker(Clock clock, EventIds ids, int maxBytes) {
        this.clock = clock;
        this.ids = ids;
        this.maxBytes = maxBytes;
    }

    /**
     * A complete event.
     *
     * @param event what goes into the log
     * @param body hash of what the caller supplied
     * @param ownId whether the id was made here, so that nobody else can have used it
     */
    public record Made(Event event, Hash body, boolean ownId, boolean ephemeral) {}

    /**
     * Completes a draft on the caller's thread.
     *
     * @throws InvalidEventException if an attribute or the data breaks a rule
     * @throws TooLargeException if the data is beyond the limit
     */
    Made make(EventDraft given, Publisher publisher, DataBinding binding, @Nullable Event cause) {
        EventDraft draft = given.bind(binding);
        EventData data = draft.data();
        if (!data.isNone()) {
            if (data.size() > maxBytes) {
                throw new TooLargeException("data of " + draft.type(), "bytes", data.size(), maxBytes);
            }
            if (data.isJson()) {
                JsonText.check(data.buffer());
            }
        }
        String id = draft.id().orElseGet(ids::next);
        EventDraft.Builder event = draft.toBuilder().id(id);
        if (draft.source().isEmpty()) {
            event.source(publisher.source());
        }
        if (draft.timeText().isEmpty()) {
            event.time(clock.instant().truncatedTo(ChronoUnit.MICROS));
        }
        chain(event, draft, id, cause);
        publisher.stamp(event);
        return new Made(
                Event.of(event.build()).bind(neutral),
                LogHash.body(draft),
                draft.id().isEmpty(),
                draft.ephemeral());
    }

    private static void chain(EventDraft.Builder event, EventDraft draft, String id, @Nullable Event cause) {
        if (!draft.extensions().containsKey(Event.TRACE_PARENT)) {
            event.extension(Event.TRACE_PARENT, TraceParent.below(cause));
        }
        if (cause == null) {
            inherit(event, draft, Event.CORRELATION_ID, id);
            return;
        }
        int hops = cause.hops() + 1;
        if (hops > MAX_HOPS) {
            InvalidEventException refused = new InvalidEventException(
                    Event.HOPS,
                    "must be at most " + MAX_HOPS + "; handlers that answer each other go round in circles",
                    draft.type() + " as number " + hops + " of the chain of " + cause.type() + " " + cause.id());
            CausalChain.current().looped().accept(String.valueOf(refused.getMessage()));
            throw refused;
        }
        event.extension(Event.HOPS, hops);
        inherit(event, draft, Event.CORRELATION_ID, cause.correlationId().orElse(cause.id()));
        inherit(event, draft, Event.CAUSATION_ID, cause.id());
        inherit(event, draft, Event.ACTOR, cause.actor().orElse(null));
        inherit(event, draft, Event.TENANT, cause.tenant().orElse(null));
    }

    private static void inherit(EventDraft.Builder event, EventDraft draft, String name, @Nullable String value) {
        if (!draft.extensions().containsKey(name)) {
            event.extension(name, value);
        }
    }
}
