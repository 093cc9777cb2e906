// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened, as CloudEvents 1.0 describes it. Complete (id, source, type and time are always there) and
 * immutable to the bottom; {@code source} and {@code id} together are its identity.
 *
 * <p>Threads: safe for concurrent use.
 *
 * <p>Source: CloudEvents 1.0.
 */
public final class Event {

    /** Name of the extension {@code correlationid}. */
    public static final String CORRELATION_ID = "correlationid";
    /** Name of the extension {@code causationid}. */
    public static final String CAUSATION_ID = "causationid";
    /** Name of the extension {@code authid}: the actor. */
    public static final String ACTOR = "authid";
    /** Name of the extension {@code tenantid}. */
    public static final String TENANT = "tenantid";
    /** Name of the extension {@code severitytext}. */
    public static final String SEVERITY = "severitytext";
    /** Name of the extension {@code traceparent}, W3C trace context. */
    public static final String TRACE_PARENT = "traceparent";
    /** Name of the extension {@code hops}: how many events led here, each causing the next. */
    public static final String HOPS = "hops";

    /** Name of the extension {@code replayid}: of which replay a copy is. */
    public static final String REPLAY_ID = "replayid";

    private final EventDraft attributes;
    private final SortedMap<String, Object> extensions;

    private Event(EventDraft attributes, SortedMap<String, Object> extensions) {
        this.attributes = attributes;
        this.extensions = extensions;
    }

    /**
     * The event a complete draft describes.
     *
     * @throws InvalidEventException if id, source or time is missing, or the data is not encoded
     */
    public static Event of(EventDraft draft) {
        require("id", draft.id().isPresent());
        require("source", draft.source().isPresent());
        require("time", draft.timeText().isPresent());
        if (!draft.data().isNone() && !draft.data().isEncoded()) {
            throw new InvalidEventException("data", "must be encoded in a complete event", "a value");
        }
        return new Event(draft, draft.extensions());
    }

    private static void require(String attribute, boolean present) {
        if (!present) {
            throw new InvalidEventException(attribute, "must be given in a complete event", "nothing");
        }
    }

    public String id() {
        return attributes.id().orElseThrow();
    }

    public String source() {
        return attributes.source().orElseThrow();
    }

    public String type() {
        return attributes.type();
    }

    /** What the event is about; the key of its stream and of ordering. */
    public Optional<String> subject() {
        return attributes.subject();
    }

    /** When it happened, by the producer's clock. Never order by it: the log's position is the order. */
    public Instant time() {
        return attributes.time().orElseThrow();
    }

    /** The time in the very words the producer gave, RFC 3339. */
    public String timeText() {
        return attributes.timeText().orElseThrow();
    }

    public Optional<String> dataSchema() {
        return attributes.dataSchema();
    }

    public EventData data() {
        return attributes.data();
    }

    /** Extension attributes by name, in ascending order: String, Integer or Boolean values; unmodifiable. */
    public SortedMap<String, Object> extensions() {
        return extensions;
    }

    public Optional<String> correlationId() {
        return text(CORRELATION_ID);
    }

    public Optional<String> causationId() {
        return text(CAUSATION_ID);
    }

    /** Who did it, extension {@code authid}. */
    public Optional<String> actor() {
        return text(ACTOR);
    }

    /** Company or organization, extension {@code tenantid}. */
    public Optional<String> tenant() {
        return text(TENANT);
    }

    /** How serious it is, empty when absent or not one of {@link Severity}. */
    public Optional<Severity> severity() {
        return text(SEVERITY).flatMap(Event::severity);
    }

    private static Optional<Severity> severity(String text) {
        for (Severity severity : Severity.values()) {
            if (severity.name().equals(text.toUpperCase(Locale.ROOT))) {
                return Optional.of(severity);
            }
        }
        return Optional.empty();
    }

    /** How many events led to this one, each causing the next; 0 when nothing did. */
    public int hops() {
        return extensions().get(HOPS) instanceof Integer hops ? hops : 0;
    }

    private Optional<String> text(String extension) {
        return Optional.ofNullable(extensions().get(extension)).map(Object::toString);
    }

    /** All attributes as a draft; publishing it again is the same event and gets the first receipt. */
    public EventDraft toDraft() {
        return attributes;
    }

    /** The same event with {@link EventData#value} and {@link EventData#as} usable. For the bus and test kits. */
    public Event bind(DataBinding binding) {
        return new Event(attributes.bind(binding), extensions);
    }

    /**
     * The same event with {@link #REPLAY_ID} among its extensions; {@link #toDraft} does not have it. For the bus and test
     * kits.
     */
    public Event replayed(String replayId) {
        SortedMap<String, Object> more = new TreeMap<>(extensions);
        more.put(REPLAY_ID, replayId);
        return new Event(attributes, Collections.unmodifiableSortedMap(more));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Event that && attributes.equals(that.attributes);
    }

    @Override
    public int hashCode() {
        return attributes.hashCode();
    }

    @Override
    public String toString() {
        return attributes.toString();
    }
}
