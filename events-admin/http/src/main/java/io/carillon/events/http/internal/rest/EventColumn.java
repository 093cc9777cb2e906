// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.store.StoredEvent;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Columns of events as a table. An empty cell is an attribute that is not there: none can be empty. */
enum EventColumn {
    /** The host's own; looked at by nobody when it comes back. */
    SEQUENCE,
    ID,
    SOURCE,
    TYPE,
    SUBJECT,
    TIME,
    /** The host's own; looked at by nobody when it comes back. */
    RECORDEDTIME,
    CORRELATIONID,
    CAUSATIONID,
    AUTHID,
    TENANTID,
    SEVERITYTEXT,
    /** All other extensions, and those above that are no texts, as one JSON object. */
    EXTENSIONS,
    DATASCHEMA,
    /** Empty when there is no data. */
    DATACONTENTTYPE,
    /** {@value #BASE64} when the data is neither JSON nor text. */
    DATAENCODING,
    DATA;

    /** What {@link #DATAENCODING} says of bytes. */
    static final String BASE64 = "base64";

    /** Extensions with a column of their own. */
    static final List<EventColumn> OWN = List.of(CORRELATIONID, CAUSATIONID, AUTHID, TENANTID, SEVERITYTEXT);

    private static final JsonFactory JSON = new JsonFactory();

    /** As the first row has it. */
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> titles() {
        return Arrays.stream(values()).map(EventColumn::title).toList();
    }

    static Optional<EventColumn> find(String title) {
        return Arrays.stream(values())
                .filter(column -> column.title().equals(title))
                .findFirst();
    }

    /** What stands in this column for an event. */
    String cell(StoredEvent stored) throws IOException {
        Event event = stored.event();
        return switch (this) {
            case SEQUENCE -> EventWriter.sequence(stored.position());
            case ID -> event.id();
            case SOURCE -> event.source();
            case TYPE -> event.type();
            case SUBJECT -> event.subject().orElse("");
            case TIME -> event.timeText();
            case RECORDEDTIME -> stored.recordedTime().toString();
            case CORRELATIONID, CAUSATIONID, AUTHID, TENANTID, SEVERITYTEXT ->
                event.extensions().get(title()) instanceof String text ? text : "";
            case EXTENSIONS -> extensions(event);
            case DATASCHEMA -> event.dataSchema().orElse("");
            case DATACONTENTTYPE -> event.data().contentType();
            case DATAENCODING -> event.data().isNone() || text(event.data()).isPresent() ? "" : BASE64;
            case DATA -> event.data().isNone() ? "" : data(event.data());
        };
    }

    private static String extensions(Event event) throws IOException {
        StringWriter text = new StringWriter();
        boolean any = false;
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, Object> extension : event.extensions().entrySet()) {
                boolean own = OWN.stream().anyMatch(column -> column.title().equals(extension.getKey()));
                if (!own || !(extension.getValue() instanceof String)) {
                    json.writeObjectField(extension.getKey(), extension.getValue());
                    any = true;
                }
            }
            json.writeEndObject();
        }
        return any ? text.toString() : "";
    }

    private static String data(EventData data) {
        return text(data).orElseGet(() -> Base64.getEncoder().encodeToString(data.bytes()));
    }

    /** The data as text, empty when its bytes are not made of one. */
    private static Optional<String> text(EventData data) {
        if (!data.isJson() && !data.contentType().startsWith("text/")) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(data.buffer()).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
