// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a caller supplies to publish an event: a type, and anything else it cares to say. The bus adds what is missing
 * (id, source, time, causal chain) and makes it an {@link Event}.
 *
 * <p>Immutable. Limits: type 128 characters, subject 512, id 255, source and data schema 512, extensions 8 KiB together;
 * the size of the data is limited by the bus. Every breach is an {@link InvalidEventException} that names the attribute.
 *
 * <p>Source: CloudEvents 1.0.
 */
public final class EventDraft {

    private static final SortedMap<String, Object> NO_EXTENSIONS = Collections.emptySortedMap();
    private static final long YEAR_ONE = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
    private static final long YEAR_10_000 =
            Instant.parse("9999-12-31T23:59:59Z").getEpochSecond() + 1;

    private final @Nullable String id;
    private final @Nullable String source;
    private final String type;
    private final @Nullable String subject;
    private final @Nullable String timeText;
    private final @Nullable Instant time;
    private final @Nullable String dataSchema;
    private final EventData data;
    private final SortedMap<String, Object> extensions;
    private final boolean ephemeral;

    private EventDraft(Builder builder) {
        EventDraft from = builder.from;
        this.type = from == null ? Attributes.type(builder.type) : from.type;
        this.id = optional("id", builder.id, Attributes.MAX_ID, from == null ? null : from.id);
        this.source = optional("source", builder.source, Attributes.MAX_URI, from == null ? null : from.source);
        this.subject = optional("subject", builder.subject, Attributes.MAX_SUBJECT, from == null ? null : from.subject);
        this.dataSchema =
                optional("dataschema", builder.dataSchema, Attributes.MAX_URI, from == null ? null : from.dataSchema);
        this.timeText = builder.timeText;
        this.time = timeText == null ? null : time(builder, timeText);
        this.data = builder.data;
        if (!data.isNone() && (from == null || !data.contentType().equals(from.data.contentType()))) {
            Attributes.text("datacontenttype", data.contentType(), 255);
        }
        this.extensions = Attributes.extensions(builder.extensions, from == null ? NO_EXTENSIONS : from.extensions);
        this.ephemeral = builder.ephemeral;
    }

    /** The same draft with other data; its attributes were checked already. */
    private EventDraft(EventDraft draft, EventData data) {
        this.type = draft.type;
        this.id = draft.id;
        this.source = draft.source;
        this.subject = draft.subject;
        this.dataSchema = draft.dataSchema;
        this.timeText = draft.timeText;
        this.time = draft.time;
        this.data = data;
        this.extensions = draft.extensions;
        this.ephemeral = draft.ephemeral;
    }

    /** @param checked a value of the same attribute that is known to keep the rules */
    @SuppressWarnings("ReferenceEquality") // the same text need not be checked again, an equal one may
    private static @Nullable String optional(String name, @Nullable String value, int max, @Nullable String checked) {
        return value == null || value == checked ? value : Attributes.text(name, value, max);
    }

    private static Instant time(Builder builder, String text) {
        Instant given = builder.time;
        if (given != null && given.getEpochSecond() >= YEAR_ONE && given.getEpochSecond() < YEAR_10_000) {
            return given; // the text says just that
        }
        return parse(text);
    }

    private static Instant parse(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new InvalidEventException("time", "must be RFC 3339, like 2026-01-31T12:00:00Z", text);
        }
    }

    /** A draft of a type with data, see {@link EventData#of(Object)}. */
    public static EventDraft of(String type, Object data) {
        return builder(type).data(data).build();
    }

    /**
     * A draft of a record annotated with {@link EventType}.
     *
     * @throws IllegalArgumentException if the record's class has no {@code @EventType}
     */
    public static EventDraft of(Record data) {
        EventType type = data.getClass().getAnnotation(EventType.class);
        if (type == null) {
            throw new IllegalArgumentException(data.getClass().getName()
                    + " has no @EventType; add it, or name the type: EventDraft.of(type, data)");
        }
        return builder(type.value()).data(data).ephemeral(type.ephemeral()).build();
    }

    /** A draft of something the system has to tell: {@code data.title}, {@code data.message} and a severity. */
    public static EventDraft system(String type, String title, String message, Severity severity) {
        return builder(type)
                .data(Map.of("title", title, "message", message))
                .severity(severity)
                .build();
    }

    /** A builder for this type. */
    public static Builder builder(String type) {
        return new Builder(type);
    }

    /**
     * The same draft with its data encoded and its views usable. For the bus and test kits.
     *
     * @throws InvalidEventException if the data cannot be written as JSON
     */
    public EventDraft bind(DataBinding binding) {
        return new EventDraft(this, data.bind(binding));
    }

    /** A builder that starts from this draft. */
    public Builder toBuilder() {
        Builder builder = new Builder(type);
        builder.from = this;
        builder.id = id;
        builder.source = source;
        builder.subject = subject;
        builder.timeText = timeText;
        builder.time = time;
        builder.dataSchema = dataSchema;
        builder.data = data;
        builder.extensions.putAll(extensions);
        builder.ephemeral = ephemeral;
        return builder;
    }

    /** The type, for instance {@code scan.completed}. */
    public String type() {
        return type;
    }

    /** The id, empty when the bus shall make one. */
    public Optional<String> id() {
        return Optional.ofNullable(id);
    }

    /** The source, empty when the bus shall say who published. */
    public Optional<String> source() {
        return Optional.ofNullable(source);
    }

    /** What the event is about; the key of its stream and of ordering. */
    public Optional<String> subject() {
        return Optional.ofNullable(subject);
    }

    /** When it happened, empty when the bus shall take the time. */
    public Optional<Instant> time() {
        return Optional.ofNullable(time);
    }

    /** The time in the very words it was given in. */
    public Optional<String> timeText() {
        return Optional.ofNullable(timeText);
    }

    /** URI of the schema the data adheres to. */
    public Optional<String> dataSchema() {
        return Optional.ofNullable(dataSchema);
    }

    /** The payload. */
    public EventData data() {
        return data;
    }

    /** Extension attributes by name, in ascending order: String, Integer or Boolean values; unmodifiable. */
    public SortedMap<String, Object> extensions() {
        return extensions;
    }

    /** Whether the event is delivered to {@link HandlerMode#LIVE} handlers only and never stored. */
    public boolean ephemeral() {
        return ephemeral;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EventDraft that
                && type.equals(that.type)
                && Objects.equals(id, that.id)
                && Objects.equals(source, that.source)
                && Objects.equals(subject, that.subject)
                && Objects.equals(timeText, that.timeText)
                && Objects.equals(dataSchema, that.dataSchema)
                && data.equals(that.data)
                && extensions.equals(that.extensions)
                && ephemeral == that.ephemeral;
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, source, type, subject, timeText, data);
    }

    @Override
    public String toString() {
        return type + (id == null ? "" : " " + id) + (subject == null ? "" : " of " + subject) + " (" + data + ")";
    }

    /** Builds an {@link EventDraft}. Not for concurrent use. {@code null} takes an optional attribute away. */
    public static final class Builder {

        private final String type;
        /** What the builder started from: whatever still is as it was there has been checked. */
        private @Nullable EventDraft from;

        private @Nullable String id;
        private @Nullable String source;
        private @Nullable String subject;
        private @Nullable String timeText;
        /** What {@code timeText} says, if that is known. */
        private @Nullable Instant time;

        private @Nullable String dataSchema;
        private EventData data = EventData.none();
        private final Map<String, Object> extensions = new TreeMap<>();
        private boolean ephemeral;

        private Builder(String type) {
            this.type = Objects.requireNonNull(type, "type");
        }

        public Builder id(@Nullable String value) {
            this.id = value;
            return this;
        }

        public Builder source(@Nullable String value) {
            this.source = value;
            return this;
        }

        public Builder subject(@Nullable String value) {
            this.subject = value;
            return this;
        }

        public Builder time(@Nullable Instant value) {
            this.timeText = value == null ? null : value.toString();
            this.time = value;
            return this;
        }

        /** RFC 3339, kept as it is written. */
        public Builder timeText(@Nullable String value) {
            this.timeText = value;
            this.time = null;
            return this;
        }

        public Builder dataSchema(@Nullable String value) {
            this.dataSchema = value;
            return this;
        }

        /** Any value {@link EventData#of(Object)} takes, or an {@link EventData}. */
        public Builder data(Object value) {
            this.data = EventData.of(value);
            return this;
        }

        /** Events that belong together; inherited from the handled event when absent. */
        public Builder correlationId(@Nullable String value) {
            return extension(Event.CORRELATION_ID, value);
        }

        /** The id of the event that caused this one. */
        public Builder causationId(@Nullable String value) {
            return extension(Event.CAUSATION_ID, value);
        }

        /** Who did it. */
        public Builder actor(@Nullable String value) {
            return extension(Event.ACTOR, value);
        }

        /** Company or organization it belongs to. */
        public Builder tenant(@Nullable String value) {
            return extension(Event.TENANT, value);
        }

        public Builder severity(@Nullable Severity value) {
            return extension(Event.SEVERITY, value == null ? null : value.name());
        }

        /**
         * Any other extension attribute.
         *
         * @param name 1 to 20 lower-case letters and digits
         * @param value String, Integer or Boolean
         */
        public Builder extension(String name, @Nullable Object value) {
            if (value == null) {
                extensions.remove(name);
            } else {
                extensions.put(name, value);
            }
            return this;
        }

        /** See {@link EventDraft#ephemeral()}. */
        public Builder ephemeral(boolean value) {
            this.ephemeral = value;
            return this;
        }

        /**
         * The draft.
         *
         * @throws InvalidEventException if an attribute breaks a rule, naming it
         */
        public EventDraft build() {
            return new EventDraft(this);
        }
    }
}
