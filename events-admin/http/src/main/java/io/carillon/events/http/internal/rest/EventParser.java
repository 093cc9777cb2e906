// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.InvalidEventException;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Nearest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads one event of a body. JSON data is taken as the bytes that were sent, so that no number changes on its way. An
 * object is read to its end before a rule it breaks is told, so that the next one can be read. For one event only.
 *
 * <p>Source: CloudEvents 1.0, JSON format.
 */
public final class EventParser {

    private static final Set<String> PLAIN =
            Set.of("type", "data", "source", "subject", "id", "time", "correlationid", "causationid");
    /** What this API adds to an event when it writes it. */
    private static final List<String> ADDED = List.of("sequence", "recordedtime", "hash", "deleted");

    private final byte[] body;
    private final String pointer;
    private final Map<String, Object> attributes = new LinkedHashMap<>();
    private byte @Nullable [] data;
    private @Nullable String dataText;
    private byte @Nullable [] binary;
    private @Nullable RuntimeException broken;

    /** @param pointer where the event is in the body */
    EventParser(byte[] body, String pointer) {
        this.body = body;
        this.pointer = pointer;
    }

    /** Reads a structured CloudEvent, which says its version, id, source and type. */
    public static EventDraft structured(byte[] body) throws IOException {
        return EventJson.one(body, EventForm.CLOUD_EVENT);
    }

    /** Reads the object whose start is the current token, up to its end. */
    EventDraft read(JsonParser json, EventForm form) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            member(json, json.currentName());
        }
        if (broken != null) {
            throw broken;
        }
        switch (form) {
            case PLAIN -> requirePlain();
            case CLOUD_EVENT -> requireComplete();
            case EXPORTED -> {
                ADDED.forEach(attributes::remove);
                requireComplete();
            }
        }
        try {
            return draft();
        } catch (InvalidEventException e) {
            throw invalid(
                    e.attribute(),
                    String.valueOf(e.getMessage()).substring(e.attribute().length() + 1));
        }
    }

    private void requirePlain() {
        Set<String> unknown = new TreeSet<>(attributes.keySet());
        unknown.removeAll(PLAIN);
        if (!unknown.isEmpty()) {
            String name = unknown.iterator().next();
            throw invalid(
                    name,
                    "is not an attribute of a plain event" + Nearest.suggestion(name, PLAIN)
                            + " Send application/cloudevents+json for other attributes");
        }
    }

    private void requireComplete() {
        Object version = attributes.remove("specversion");
        if (!"1.0".equals(version)) {
            throw invalid(
                    "specversion", "must be \"1.0\", got " + (version == null ? "nothing" : "\"" + version + "\""));
        }
        for (String required : new String[] {"id", "source"}) {
            if (!attributes.containsKey(required)) {
                throw invalid(required, "must be given in a CloudEvent");
            }
        }
    }

    private void member(JsonParser json, String name) throws IOException {
        JsonToken token = json.nextToken();
        if (name.equals("data")) {
            takeData(json, token);
        } else if (name.equals("data_base64")) {
            takeBinary(json, token);
        } else if (token == JsonToken.VALUE_STRING) {
            attributes.put(name, json.getText());
        } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            attributes.put(name, json.getBooleanValue());
        } else if (token == JsonToken.VALUE_NUMBER_INT && json.getNumberType() == JsonParser.NumberType.INT) {
            attributes.put(name, json.getIntValue());
        } else if (token != JsonToken.VALUE_NULL) {
            json.skipChildren();
            json.finishToken();
            note(name, "must be a text, a number of 32 bits, true or false");
        }
    }

    private void note(String name, String rule) {
        if (broken == null) {
            broken = invalid(name, rule);
        }
    }

    private void takeData(JsonParser json, JsonToken token) throws IOException {
        int start = (int) json.currentTokenLocation().getByteOffset();
        if (token == JsonToken.VALUE_STRING) {
            dataText = json.getText();
        } else {
            json.skipChildren();
            json.finishToken();
        }
        int end = (int) json.currentLocation().getByteOffset();
        if (Surrogates.areLone(body, start, end)) {
            note("data", "must not hold lone surrogates");
        }
        data = Arrays.copyOfRange(body, start, end);
    }

    private void takeBinary(JsonParser json, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        if (token != JsonToken.VALUE_STRING) {
            json.skipChildren();
            json.finishToken();
            note("data_base64", "must be a text in base64");
            return;
        }
        try {
            binary = Base64.getDecoder().decode(json.getText());
        } catch (IllegalArgumentException e) {
            note("data_base64", "must be base64 of RFC 4648: " + e.getMessage());
        }
    }

    private EventDraft draft() {
        String type = text("type");
        if (type == null) {
            throw invalid("type", "must be given");
        }
        EventDraft.Builder draft = EventDraft.builder(type)
                .id(text("id"))
                .source(text("source"))
                .subject(text("subject"))
                .timeText(text("time"))
                .dataSchema(text("dataschema"))
                .data(data(text("datacontenttype")));
        attributes.forEach(draft::extension);
        return draft.build();
    }

    private @Nullable String text(String name) {
        Object value = attributes.remove(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw invalid(name, "must be a text, got " + value);
    }

    private EventData data(@Nullable String contentType) {
        if (data != null && binary != null) {
            throw invalid("data_base64", "cannot be given together with data");
        }
        if (data == null && binary == null) {
            return EventData.none();
        }
        EventData json =
                EventData.of(contentType == null || contentType.isBlank() ? EventData.JSON : contentType, new byte[0]);
        if (binary != null) {
            return EventData.of(json.contentType(), binary);
        }
        if (json.isJson()) {
            return EventData.of(json.contentType(), data == null ? new byte[0] : data);
        }
        if (dataText == null) {
            throw invalid("data", "of type " + contentType + " must be a text; send other bytes as data_base64");
        }
        return EventData.of(json.contentType(), dataText.getBytes(StandardCharsets.UTF_8));
    }

    private RuntimeException invalid(String name, String rule) {
        return Problem.pointer(ProblemCode.INVALID_EVENT, pointer + "/" + name, name + " " + rule)
                .toException();
    }
}
