// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.publish;

import io.carillon.events.EventDraft;
import io.carillon.events.Severity;
import io.carillon.events.bus.internal.json.JsonBinding;
import io.carillon.events.store.Change;
import io.carillon.events.store.NewEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
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

    private Change.Append append(EventDraft draft) {
        EventMaker.Made made = maker.make(draft, Publisher.HOST, binding, null);
        return new Change.Append(NewEvent.of(made.event(), clock.instant(), made.body()));
    }
}
