// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.store.StoredEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Writes events as structured CloudEvents; JSON data goes out as the bytes that came in. */
public final class EventWriter {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int SEQUENCE_DIGITS = 20;

    private EventWriter() {}

    /** A position as {@code sequence} writes it: {@value #SEQUENCE_DIGITS} digits, so that texts sort like numbers. */
    public static String sequence(long position) {
        String digits = Long.toString(position);
        return "0".repeat(SEQUENCE_DIGITS - digits.length()) + digits;
    }

    /** One event. */
    public static byte[] one(StoredEvent stored) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            write(json, stored, false);
        }
        return bytes.toByteArray();
    }

    /** The event on one line; of data that was sent on several, the line ends become blanks. */
    static byte[] line(StoredEvent stored) throws IOException {
        byte[] line = one(stored);
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '\n' || line[i] == '\r') {
                line[i] = ' ';
            }
        }
        return line;
    }

    /** The event on one line with its data byte for byte, in base64 if it was sent on several. */
    static byte[] exactLine(StoredEvent stored) throws IOException {
        EventData data = stored.event().data();
        boolean several = false;
        if (data.isJson()) {
            for (byte each : data.bytes()) {
                several |= each == '\n' || each == '\r';
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            write(json, stored, several);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, StoredEvent stored, boolean packed) throws IOException {
        Event event = stored.event();
        json.writeStartObject();
        json.writeStringField("specversion", "1.0");
        json.writeStringField("id", event.id());
        json.writeStringField("source", event.source());
        json.writeStringField("type", event.type());
        optional(json, "subject", event.subject());
        json.writeStringField("time", event.timeText());
        optional(json, "dataschema", event.dataSchema());
        for (Map.Entry<String, Object> extension : event.extensions().entrySet()) {
            if (!stored.deleted() || !extension.getKey().equals("deleted")) {
                json.writeObjectField(extension.getKey(), extension.getValue());
            }
        }
        json.writeStringField("sequence", sequence(stored.position()));
        json.writeStringField("recordedtime", stored.recordedTime().toString());
        json.writeStringField("hash", stored.chain().toString());
        if (stored.deleted()) {
            json.writeBooleanField("deleted", true);
        }
        if (!event.data().isNone()) {
            data(json, event.data(), packed);
        }
        json.writeEndObject();
    }

    private static void data(JsonGenerator json, EventData data, boolean packed) throws IOException {
        json.writeStringField("datacontenttype", data.contentType());
        if (packed) {
            json.writeBinaryField("data_base64", data.bytes());
            return;
        }
        if (data.isJson()) {
            json.writeFieldName("data");
            json.writeRawValue(data.text());
            return;
        }
        Optional<String> text = data.contentType().startsWith("text/") ? utf8(data) : Optional.empty();
        if (text.isPresent()) {
            json.writeStringField("data", text.get());
        } else {
            json.writeBinaryField("data_base64", data.bytes());
        }
    }

    private static Optional<String> utf8(EventData data) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(data.buffer()).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static void optional(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }
}
