// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.filter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a set of filters: {@code [{"prefix":{"type":"media."}},{"not":{"exact":{"subject":"Films"}}}]}. */
public final class FilterParser {

    /** The most filters in a set, those inside of others counted. */
    public static final int MAX_FILTERS = 100;

    /** The longest set, in characters. */
    public static final int MAX_LENGTH = 16 * 1024;

    private static final int MAX_DEPTH = 10;
    private static final Set<String> DIALECTS = Set.of("exact", "prefix", "suffix", "all", "any", "not");
    private static final ObjectMapper JSON = new ObjectMapper();

    private int count;

    private FilterParser() {}

    /**
     * Reads a set as text.
     *
     * @throws io.carillon.events.http.internal.problem.ProblemException {@code invalid-filter}
     */
    public static List<Predicate> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw bad("", "may have " + MAX_LENGTH + " characters, got " + text.length());
        }
        try {
            return parse(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw bad("", "must be a JSON array like [{\"prefix\":{\"type\":\"media.\"}}]");
        }
    }

    /** Reads a set as JSON; what is missing is no filter at all. */
    public static List<Predicate> parse(JsonNode set) {
        return set.isMissingNode() || set.isNull() ? List.of() : new FilterParser().set(set, "", 0);
    }

    private List<Predicate> set(JsonNode set, String where, int depth) {
        if (!set.isArray()) {
            throw bad(where, "must be an array of filters");
        }
        List<Predicate> filters = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            filters.add(one(set.get(i), where + "/" + i, depth));
        }
        return filters;
    }

    private Predicate one(JsonNode filter, String where, int depth) {
        if (++count > MAX_FILTERS || depth > MAX_DEPTH) {
            throw bad(where, "is too much: " + MAX_FILTERS + " filters in " + MAX_DEPTH + " levels are taken");
        }
        if (!filter.isObject() || filter.size() != 1) {
            throw bad(where, "must be an object with one dialect of " + String.join(", ", names()));
        }
        String dialect = filter.fieldNames().next();
        JsonNode of = filter.get(dialect);
        String inside = where + "/" + dialect;
        return switch (dialect) {
            case "exact" -> new Predicate.Exact(values(of, inside));
            case "prefix" -> new Predicate.Prefix(values(of, inside));
            case "suffix" -> new Predicate.Suffix(values(of, inside));
            case "all" -> new Predicate.All(set(of, inside, depth + 1));
            case "any" -> new Predicate.Any(set(of, inside, depth + 1));
            case "not" -> new Predicate.Not(one(of, inside, depth + 1));
            default ->
                throw bad(
                        where,
                        "has the dialect " + dialect + ", which is none of " + String.join(", ", names())
                                + Nearest.suggestion(dialect, DIALECTS));
        };
    }

    private static List<String> names() {
        return DIALECTS.stream().sorted().toList();
    }

    private static Map<String, String> values(JsonNode of, String where) {
        if (!of.isObject() || of.isEmpty()) {
            throw bad(where, "must be an object with at least one attribute");
        }
        Map<String, String> values = new HashMap<>();
        for (Map.Entry<String, JsonNode> field : of.properties()) {
            if (!field.getValue().isTextual() || field.getValue().textValue().isEmpty()) {
                throw bad(where + "/" + field.getKey(), "must be a text that is not empty");
            }
            values.put(field.getKey(), field.getValue().textValue());
        }
        return values;
    }

    private static RuntimeException bad(String where, String rule) {
        return Problem.pointer(ProblemCode.INVALID_FILTER, "#/filter" + where, "filter" + where + " " + rule)
                .toException();
    }
}
