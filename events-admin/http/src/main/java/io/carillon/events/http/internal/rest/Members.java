// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.TypePattern;
import io.carillon.events.http.internal.problem.JsonWords;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Nearest;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** The members of a JSON object that a caller sent. Each is read as what it has to be, and none is ignored. */
final class Members {

    /** The most texts of a list. */
    static final int MAX_TEXTS = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(20)
                            .maxNumberLength(100)
                            .maxTokenCount(10_000)
                            .maxNameLength(1_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final ObjectNode object;

    private Members(ObjectNode object) {
        this.object = object;
    }

    /**
     * Reads the body of a call.
     *
     * @param names members that it may have
     */
    static Members read(Call call, String... names) throws IOException {
        return any(call).only(names);
    }

    /** Reads the body of a call that holds what is kept from others: what is wrong with it is said without quoting it. */
    static Members readSecret(Call call, String... names) throws IOException {
        return parse(call, e -> "the body stops being JSON " + place(e)).only(names);
    }

    private static String place(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return at == null ? "somewhere" : "at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private Members only(String... names) {
        List<String> known = List.of(names);
        for (String name : names()) {
            if (!known.contains(name)) {
                throw bad(name, "is not a member here" + Nearest.suggestion(name, new TreeSet<>(known)));
            }
        }
        return this;
    }

    /** Reads the body of a call that may have any members. */
    static Members any(Call call) throws IOException {
        return parse(call, JsonWords::of);
    }

    private static Members parse(Call call, Function<JsonProcessingException, String> words) throws IOException {
        String mediaType = call.header("Content-Type")
                .map(text -> text.split(";", 2)[0].trim().toLowerCase(Locale.ROOT))
                .orElse("");
        if (!mediaType.equals("application/json") && !mediaType.equals("application/merge-patch+json")) {
            throw Problem.of(
                            ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                            "Content-Type is " + (mediaType.isEmpty() ? "missing" : mediaType)
                                    + ", application/json is needed")
                    .toException();
        }
        try {
            JsonNode body = JSON.readTree(RequestBody.read(call.request()));
            if (body instanceof ObjectNode object) {
                return new Members(object);
            }
            throw Problem.of(ProblemCode.MALFORMED_JSON, "the body must be one JSON object")
                    .toException();
        } catch (JsonProcessingException e) {
            throw Problem.of(ProblemCode.MALFORMED_JSON, words.apply(e)).toException();
        }
    }

    /** Names in the order sent. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** A member as it was sent. */
    JsonNode raw(String name) {
        return object.path(name);
    }

    Optional<String> text(String name) {
        return member(name, "a text", node -> node.isTextual() ? Optional.of(node.textValue()) : Optional.empty());
    }

    Optional<Boolean> flag(String name) {
        return member(
                name, "true or false", node -> node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty());
    }

    /** A number of 0 or more. */
    Optional<Double> amount(String name) {
        return member(
                name,
                "a number of 0 or more",
                node -> node.isNumber() && node.doubleValue() >= 0 && Double.isFinite(node.doubleValue())
                        ? Optional.of(node.doubleValue())
                        : Optional.empty());
    }

    /** A position as a number or as {@code sequence} writes it. */
    Optional<Long> position(String name) {
        return member(name, "a position of 1 or more", Members::position);
    }

    private static Optional<Long> position(JsonNode node) {
        return node.isIntegralNumber() || node.isTextual() ? parsePosition(node.asText()) : Optional.empty();
    }

    /** A position in digits, with or without zeros before; empty when it is none. */
    static Optional<Long> parsePosition(String digits) {
        if (!digits.matches("\\d{1,20}")) {
            return Optional.empty();
        }
        BigInteger number = new BigInteger(digits);
        boolean fits = number.signum() > 0 && number.bitLength() < Long.SIZE;
        return fits ? Optional.of(number.longValue()) : Optional.empty();
    }

    /** A list of texts; empty when it is not there. */
    List<String> texts(String name) {
        return list(name, "texts", node -> node.isTextual() ? Optional.of(node.textValue()) : Optional.empty());
    }

    /** A list of positions; empty when it is not there. */
    List<Long> positions(String name) {
        return list(name, "positions of 1 or more", Members::position);
    }

    /** A list of type patterns; empty when it is not there. */
    List<TypePattern> patterns(String name) {
        return texts(name).stream()
                .map(text -> read(name, text, TypePattern::new))
                .toList();
    }

    /** Reads a member by a rule whose {@link IllegalArgumentException} says what is wrong. */
    <T> Optional<T> as(String name, Function<String, T> rule) {
        return text(name).map(text -> read(name, text, rule));
    }

    private static <T> T read(String name, String text, Function<String, T> rule) {
        try {
            return rule.apply(text);
        } catch (IllegalArgumentException e) {
            throw bad(name, "cannot be used: " + e.getMessage());
        }
    }

    private <T> Optional<T> member(String name, String what, Function<JsonNode, Optional<T>> reader) {
        JsonNode node = object.path(name);
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        Optional<T> value = reader.apply(node);
        if (value.isEmpty()) {
            throw bad(name, "must be " + what);
        }
        return value;
    }

    private <T> List<T> list(String name, String what, Function<JsonNode, Optional<T>> reader) {
        JsonNode node = object.path(name);
        if (node.isMissingNode()) {
            return List.of();
        }
        if (!node.isArray() || node.size() > MAX_TEXTS) {
            throw bad(name, "must be a list of at most " + MAX_TEXTS + " " + what);
        }
        List<T> all = new ArrayList<>();
        for (JsonNode item : node) {
            all.add(reader.apply(item).orElseThrow(() -> bad(name, "must be a list of " + what)));
        }
        return all;
    }

    /** To say that a member has to be there. */
    static RuntimeException missing(String name) {
        return bad(name, "must be given");
    }

    /** To say that a member cannot be used. */
    static RuntimeException bad(String name, String rule) {
        String shown = name.length() > 100 ? name.substring(0, 100) + "\u2026" : name;
        String pointer = "#/" + shown.replace("~", "~0").replace("/", "~1");
        return Problem.pointer(ProblemCode.INVALID_BODY, pointer, shown + " " + rule)
                .toException();
    }
}
