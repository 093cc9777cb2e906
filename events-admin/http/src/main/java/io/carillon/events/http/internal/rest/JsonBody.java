// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.carillon.events.http.internal.problem.JsonWords;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Nearest;
import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** A small JSON object that says what to do. Members it does not know are refused. */
final class JsonBody {

    private static final int MAX_BYTES = 64 * 1024;

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final JsonNode members;

    private JsonBody(JsonNode members) {
        this.members = members;
    }

    /** Reads the body of a call; one without a body says nothing. */
    static JsonBody of(Call call, String... known) throws IOException {
        byte[] body = RequestBody.bytes(call.request(), MAX_BYTES);
        if (body.length == 0) {
            return new JsonBody(JSON.createObjectNode());
        }
        String contentType = call.header("Content-Type").orElse("");
        if (!MediaType.of(contentType).equals(MediaType.JSON)) {
            throw MediaType.unsupported(contentType);
        }
        return parse(body, known);
    }

    /** Reads an object with no members but those that are known. */
    static JsonBody parse(byte[] body, String... known) throws IOException {
        RequestBody.requireUtf8(body);
        JsonNode members;
        try {
            members = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw Problem.of(ProblemCode.MALFORMED_JSON, JsonWords.of(e)).toException();
        } catch (NumberFormatException | ArithmeticException e) {
            throw Problem.of(ProblemCode.MALFORMED_JSON, "a number is beyond all bounds")
                    .toException();
        }
        if (!members.isObject()) {
            throw Problem.of(ProblemCode.MALFORMED_JSON, "the body must be one JSON object")
                    .toException();
        }
        List<String> names = List.of(known);
        for (Iterator<String> each = members.fieldNames(); each.hasNext(); ) {
            String name = each.next();
            if (!names.contains(name)) {
                throw bad(name, "is not known here" + Nearest.suggestion(name, names));
            }
        }
        return new JsonBody(members);
    }

    Optional<JsonNode> node(String name) {
        return Optional.ofNullable(members.get(name)).filter(node -> !node.isNull());
    }

    Optional<String> text(String name, int max) {
        Optional<JsonNode> node = node(name);
        node.ifPresent(value -> {
            if (!value.isTextual() || value.textValue().length() > max) {
                throw bad(name, "must be a text of " + max + " characters at most");
            }
        });
        return node.map(JsonNode::textValue);
    }

    /** Where a range of events begins or ends. */
    Optional<Bound> bound(String name, Instant now) {
        return text(name, 100).map(text -> {
            try {
                return Bound.read(text, now);
            } catch (IllegalArgumentException e) {
                throw bad(name, String.valueOf(e.getMessage()));
            }
        });
    }

    boolean flag(String name) {
        Optional<JsonNode> node = node(name);
        node.ifPresent(value -> {
            if (!value.isBoolean()) {
                throw bad(name, "must be true or false");
            }
        });
        return node.map(JsonNode::booleanValue).orElse(false);
    }

    Optional<Long> count(String name) {
        Optional<JsonNode> node = node(name);
        node.ifPresent(value -> {
            if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
                throw bad(name, "must be a whole number of 0 or more");
            }
        });
        return node.map(JsonNode::longValue);
    }

    static RuntimeException bad(String name, String rule) {
        return Problem.pointer(ProblemCode.INVALID_BODY, "#/" + name, name + " " + rule)
                .toException();
    }
}
