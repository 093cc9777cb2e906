// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.publish;

import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import io.carillon.events.Severity;
import io.carillon.events.bus.internal.json.JsonBinding;
import io.carillon.events.store.Change;
import io.carillon.events.store.NewEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the events that the host itself records. */
public final class HostEvents {

    private final EventMaker maker;
    private final Clock clock;
    private final JsonBinding binding = new JsonBinding(HostEvents.class.getClassLoader());

    public HostEvents(EventMaker maker, Clock clock) {
        this.maker = maker;
        this.clock = clock;
    }

    /** What the host binds JSON with. */
    public JsonBinding binding() {
        return binding;
    }

    /** An event that somebody caused, to be appended with what it tells of. */
    public Change.Append by(@Nullable String actor, String type, String subject, Map<String, ?> data) {
        return append(EventDraft.builder(type)
                .subject(subject)
                .data(data)
                .severity(Severity.INFO)
                .actor(actor)
                .build());
    }

    /** An event of a time that may be past. */
    public Change.Append at(Instant time, Severity severity, String type, String subject, Map<String, ?> data) {
        return append(EventDraft.builder(type)
                .subject(subject)
                .time(time)
                .data(data)
                .severity(severity)
                .build());
    }

    /**
     * An event that another one led to. At the end of a long chain it begins a chain of its own, or is left out if the
     * chain is the host's talk about itself.
     */
    public Optional<Change.Append> because(
            Event cause, Severity severity, String type, String subject, Map<String, ?> data) {
        boolean longest = cause.hops() >= EventMaker.MAX_HOPS;
        if (longest && cause.type().startsWith("carillon.")) {
            return Optional.empty();
        }
        EventDraft draft = EventDraft.builder(type)
                .subject(subject)
                .data(data)
                .severity(severity)
                .build();
        return Optional.of(append(draft, longest ? null : cause));
    }

    private Change.Append append(EventDraft draft) {
        return append(draft, null);
    }

    private Change.Append append(EventDraft draft, @Nullable Event cause) {
        EventMaker.Made made = maker.make(draft, Publisher.HOST, binding, cause);
        return new Change.Append(NewEvent.of(made.event(), clock.instant(), made.body()));
    }
}
