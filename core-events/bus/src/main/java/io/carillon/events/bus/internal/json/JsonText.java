// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import io.carillon.events.InvalidEventException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON text in UTF-8 within limits: depth {@value #MAX_DEPTH}, {@value #MAX_TOKENS} tokens, numbers of
 * {@value #MAX_NUMBER} characters, no key twice in one object.
 */
public final class JsonText {

    public static final int MAX_DEPTH = 100;
    public static final int MAX_TOKENS = 10_000;
    public static final int MAX_NUMBER = 100;

    /** Shared by all: it knows no classes, so that no plugin's class can be caught in it. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxTokenCount(MAX_TOKENS)
                    .maxNumberLength(MAX_NUMBER)
                    .build())
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final char REPLACEMENT = '\uFFFD';

    private JsonText() {}

    /**
     * Checks that bytes are one JSON value within the limits.
     *
     * @throws InvalidEventException naming the part that is not
     */
    public static void check(ByteBuffer json) {
        parse(json, parser -> {
            if (parser.nextToken() == null) {
                throw new InvalidEventException("data", "must be JSON", "nothing");
            }
            skip(parser);
            return true;
        });
    }

    /**
     * Reads one JSON value as immutable JDK types.
     *
     * @throws InvalidEventException if it is not JSON within the limits, or is {@code null}, which no type stands for
     */
    public static Object read(byte[] json) {
        return parse(ByteBuffer.wrap(json), parser -> {
            Object value = value(parser, parser.nextToken());
            if (value == null) {
                throw new InvalidEventException("data", "must not be JSON null to be read as a value", "null");
            }
            return value;
        });
    }

    /** The text of bytes that must be UTF-8. */
    static String text(ByteBuffer json) {
        byte[] bytes = new byte[json.remaining()];
        json.get(bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : strict(bytes);
    }

    /** Asked only when a character stands there that replaces what is not UTF-8: it may be the text's own. */
    private static String strict(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidEventException("data", "must be JSON in UTF-8", "bytes that are not UTF-8");
        }
    }

    private static Object parse(ByteBuffer json, Reading reading) {
        String text = text(json);
        try (JsonParser parser = FACTORY.createParser(text)) {
            try {
                Object result = reading.read(parser);
                if (parser.nextToken() != null) {
                    throw new InvalidEventException(pointer(parser), "must be one JSON value", "more than one");
                }
                return result;
            } catch (JsonProcessingException e) {
                throw new InvalidEventException(
                        pointer(parser), "must be JSON within the limits", e.getOriginalMessage());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private static String pointer(JsonParser parser) {
        JsonPointer pointer = parser.getParsingContext().pathAsPointer();
        return "data" + pointer;
    }

    /** Passes over a whole value; the parser keeps the limits while it goes, and decodes every text and number. */
    private static void skip(JsonParser parser) throws IOException {
        int open = 0;
        JsonToken token = parser.currentToken();
        while (true) {
            if (token == null) {
                throw new InvalidEventException("data", "must be JSON", "an end in the middle");
            }
            if (token.isStructStart()) {
                open++;
            } else if (token.isStructEnd()) {
                open--;
            } else {
                parser.finishToken();
            }
            if (open == 0) {
                return;
            }
            token = parser.nextToken();
        }
    }

    private static @Nullable Object value(JsonParser parser, @Nullable JsonToken token) throws IOException {
        if (token == null) {
            throw new InvalidEventException("data", "must be JSON", "nothing");
        }
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            default -> null;
        };
    }

    private static Object integer(JsonParser parser) throws IOException {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? new BigDecimal(parser.getBigIntegerValue())
                : (Object) parser.getLongValue();
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            map.put(name, value(parser, parser.nextToken()));
        }
        return Collections.unmodifiableMap(map);
    }

    private static List<@Nullable Object> array(JsonParser parser) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            list.add(value(parser, token));
            token = parser.nextToken();
        }
        return Collections.unmodifiableList(list);
    }

    @FunctionalInterface
    private interface Reading {
        Object read(JsonParser parser) throws IOException;
    }
}
