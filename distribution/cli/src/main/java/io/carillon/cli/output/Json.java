// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value: an object, list, text, number, {@code true}, {@code false}, or {@code null}, which what is missing is too.
 * Immutable.
 */
public final class Json {

    /** What is not there. */
    public static final Json NULL = new Json(null);

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(64 * 1024 * 1024)
                    .build())
            .build();

    /** A Map of texts to Json, a List of Json, a String, a Number, a Boolean, or null. */
    private final @Nullable Object value;

    private Json(@Nullable Object value) {
        this.value = value;
    }

    /** Reads one document. */
    public static Json parse(byte[] document) throws IOException {
        try (JsonParser parser = FACTORY.createParser(document)) {
            return document(parser);
        }
    }

    /** Reads one document. */
    public static Json parse(String document) throws IOException {
        return parse(document.getBytes(StandardCharsets.UTF_8));
    }

    private static Json document(JsonParser parser) throws IOException {
        parser.nextToken();
        Json read = read(parser);
        if (parser.nextToken() != null) {
            throw new IOException("there is something after the end of the JSON value");
        }
        return read;
    }

    private static Json read(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IOException("there is no JSON value");
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Json> members = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, read(parser));
                }
                yield new Json(members);
            }
            case START_ARRAY -> {
                List<Json> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(read(parser));
                }
                yield new Json(elements);
            }
            case VALUE_STRING -> new Json(parser.getText());
            case VALUE_NUMBER_INT -> new Json(parser.getNumberValue());
            case VALUE_NUMBER_FLOAT -> new Json(decimal(parser));
            case VALUE_TRUE -> new Json(true);
            case VALUE_FALSE -> new Json(false);
            default -> NULL;
        };
    }

    private static BigDecimal decimal(JsonParser parser) throws IOException {
        try {
            return parser.getDecimalValue();
        } catch (NumberFormatException e) {
            throw new IOException("there is a number whose exponent no number can have", e);
        }
    }

    /**
     * A value of Java's.
     *
     * @param value a Json, Map of texts, Collection, String, Number, Boolean, or {@code null}
     */
    public static Json of(@Nullable Object value) {
        if (value instanceof Json json) {
            return json;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Json> members = new LinkedHashMap<>();
            map.forEach((key, member) -> members.put(String.valueOf(key), of(member)));
            return new Json(members);
        }
        if (value instanceof Collection<?> collection) {
            return new Json(new ArrayList<>(collection.stream().map(Json::of).toList()));
        }
        return value == null ? NULL : new Json(value);
    }

    /**
     * An object whose members stay in this order.
     *
     * @param namesAndValues a name and its value in turn
     */
    public static Json object(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return of(members);
    }

    /** The member at the end of a path of names. */
    public Json at(String... path) {
        Json found = this;
        for (String name : path) {
            found = found.members().getOrDefault(name, NULL);
        }
        return found;
    }

    /** Members of an object in their order; empty for anything else. */
    @SuppressWarnings("unchecked") // nothing else is ever put in
    public Map<String, Json> members() {
        return value instanceof Map<?, ?> map ? (Map<String, Json>) map : Map.of();
    }

    /** Elements of a list; empty for anything else. */
    @SuppressWarnings("unchecked") // nothing else is ever put in
    public List<Json> elements() {
        return value instanceof List<?> list ? (List<Json>) list : List.of();
    }

    public boolean isNull() {
        return value == null;
    }

    public boolean isObject() {
        return value instanceof Map;
    }

    public boolean isList() {
        return value instanceof List;
    }

    /** A text or the digits of a number without quotes, otherwise JSON; empty for nothing. */
    public String text() {
        return value == null ? "" : value instanceof Map || value instanceof List ? compact() : value.toString();
    }

    /** A number, or 0. */
    public double number() {
        return value instanceof Number number ? number.doubleValue() : 0;
    }

    public boolean isTrue() {
        return Boolean.TRUE.equals(value);
    }

    /** JSON on one line. */
    public String compact() {
        return write(false);
    }

    /** JSON for people. */
    public String pretty() {
        return write(true);
    }

    private String write(boolean pretty) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            if (pretty) {
                json.useDefaultPrettyPrinter();
            }
            write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    private void write(JsonGenerator json) throws IOException {
        if (value instanceof Map) {
            json.writeStartObject();
            for (Map.Entry<String, Json> member : members().entrySet()) {
                json.writeFieldName(member.getKey());
                member.getValue().write(json);
            }
            json.writeEndObject();
        } else if (value instanceof List) {
            json.writeStartArray();
            for (Json element : elements()) {
                element.write(json);
            }
            json.writeEndArray();
        } else if (value instanceof Number number) {
            json.writeNumber(number.toString());
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value.toString());
        }
    }
}
