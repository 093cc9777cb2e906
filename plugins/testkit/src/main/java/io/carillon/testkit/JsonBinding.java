// SPDX-License-Identifier: Apache-2.0
package io.carillon.testkit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.carillon.events.DataBinding;
import io.carillon.events.InvalidEventException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as the host reads and writes it: unknown members are ignored, duplicate ones refused. */
final class JsonBinding implements DataBinding {

    private final ObjectMapper mapper = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new InstantReader()))
            .build();

    @Override
    public byte[] encode(Object value) {
        try {
            byte[] json = mapper.writeValueAsBytes(value);
            decode(json);
            return json;
        } catch (JsonProcessingException e) {
            throw new InvalidEventException(pointer(e), "must be a value that JSON can hold", reason(e));
        }
    }

    @Override
    public Object decode(byte[] json) {
        Object value;
        try (JsonParser parser = mapper.createParser(json)) {
            JsonNode tree = mapper.readTree(parser);
            if (tree == null || parser.nextToken() != null) {
                throw new InvalidEventException("data", "must be one JSON value", tree == null ? "nothing" : "more");
            }
            value = plain(tree);
        } catch (IOException e) {
            throw new InvalidEventException("data", "must be JSON", reason(e));
        }
        if (value == null) {
            throw new InvalidEventException("data", "must be a JSON value other than null to be read", "null");
        }
        return value;
    }

    @Override
    public <T> T bind(byte[] json, Class<T> type) {
        T bound;
        try {
            bound = mapper.readValue(json, type);
        } catch (IOException e) {
            throw new InvalidEventException(
                    e instanceof JsonProcessingException processing ? pointer(processing) : "data",
                    "must fit " + type.getName(),
                    reason(e));
        }
        if (bound == null) {
            throw new InvalidEventException("data", "must fit " + type.getName(), "null");
        }
        return bound;
    }

    private static @Nullable Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                map.put(member.getKey(), plain(member.getValue()));
            }
            return Collections.unmodifiableMap(map);
        }
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            node.forEach(element -> list.add(plain(element)));
            return Collections.unmodifiableList(list);
        }
        if (node.isIntegralNumber()) {
            BigInteger number = node.bigIntegerValue();
            return number.bitLength() < Long.SIZE ? (Object) number.longValue() : new BigDecimal(number);
        }
        if (node.isNumber()) {
            return node.decimalValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isNull() ? null : node.textValue();
    }

    /** RFC 3339 text as an instant. */
    private static final class InstantReader extends FromStringDeserializer<Instant> {

        InstantReader() {
            super(Instant.class);
        }

        @Override
        protected Instant _deserialize(String text, DeserializationContext context) throws IOException {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw context.weirdStringException(text, Instant.class, "not RFC 3339, like 2026-01-31T12:00:00Z");
            }
        }
    }

    private static String pointer(JsonProcessingException e) {
        StringBuilder pointer = new StringBuilder("data");
        if (e instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference step : mapping.getPath()) {
                pointer.append('/').append(step.getFieldName() == null ? step.getIndex() : step.getFieldName());
            }
        }
        return pointer.toString();
    }

    private static String reason(IOException e) {
        return e instanceof JsonProcessingException processing ? processing.getOriginalMessage() : String.valueOf(e);
    }
}
