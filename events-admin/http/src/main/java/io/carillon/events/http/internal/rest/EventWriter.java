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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes events as structured CloudEvents; JSON data goes out as the bytes that came in. */
public final class EventWriter {

    /** Where a page of events ends early, in bytes. */
    static final int MAX_PAGE_BYTES = 16 * 1024 * 1024;

    private static final JsonFactory JSON = new JsonFactory();

    private EventWriter() {}

    /** A position as {@code sequence} writes it: 20 digits, so that texts sort like numbers. */
    public static String sequence(long position) {
        return String.format(Locale.ROOT, "%020d", position);
    }

    /** One event. */
    public static byte[] one(StoredEvent stored) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            write(json, stored);
        }
        return bytes.toByteArray();
    }

    /** {@code {"items": […], "next": …}}. */
    static byte[] page(List<byte[]> items, @Nullable String next) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("{\"items\":[".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                bytes.write(',');
            }
            bytes.writeBytes(items.get(i));
        }
        String end = next == null ? "null" : "\"" + next + "\"";
        bytes.writeBytes(("],\"next\":" + end + "}").getBytes(StandardCharsets.US_ASCII));
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, StoredEvent stored) throws IOException {
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
            json.writeObjectField(extension.getKey(), extension.getValue());
        }
        json.writeStringField("sequence", sequence(stored.position()));
        json.writeStringField("recordedtime", stored.recordedTime().toString());
        json.writeStringField("hash", stored.chain().toString());
        if (!event.data().isNone()) {
            data(json, event.data());
        }
        json.writeEndObject();
    }

    private static void data(JsonGenerator json, EventData data) throws IOException {
        json.writeStringField("datacontenttype", data.contentType());
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
