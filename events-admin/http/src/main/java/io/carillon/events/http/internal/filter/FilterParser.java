// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.carillon.events.http.internal.filter.DataCondition.Comparison;
import io.carillon.events.http.internal.problem.JsonWords;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads filters: an array that must hold as a whole, or a single one. {@code exact}, {@code prefix} and {@code suffix}
 * compare attributes, {@code all}, {@code any} and {@code not} combine, {@code data} compares values of the data by JSON
 * Pointer, {@code sql} is CESQL. What all parts of a filter do for one event has a limit ({@link Steps}).
 */
public final class FilterParser {

    /** The longest text, in characters; of what came in a body, as JSON without spaces. */
    public static final int MAX_LENGTH = 8 * 1024;
    /** The deepest nesting. */
    public static final int MAX_DEPTH = 32;
    /** The most conditions. */
    public static final int MAX_CONDITIONS = 100;

    private static final List<String> DIALECTS =
            List.of("exact", "prefix", "suffix", "all", "any", "not", "data", "sql");

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(2 * MAX_DEPTH + 4)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final String parameter;
    private final String where;
    private int conditions;

    /**
     * @param parameter the filter came in, empty when it came in a body
     * @param where JSON Pointer to it in the body
     */
    private FilterParser(String parameter, String where) {
        this.parameter = parameter;
        this.where = where;
    }

    /**
     * Reads the text of a filter.
     *
     * @throws io.carillon.events.http.internal.problem.ProblemException {@code invalid-filter}
     */
    public static EventFilter parse(String text) {
        FilterParser parser = new FilterParser("filter", "");
        parser.requireLength(text);
        try {
            return parser.root(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw parser.bad("", "is not JSON: " + JsonWords.of(e));
        } catch (NumberFormatException | ArithmeticException e) {
            throw parser.bad("", "holds a number beyond all bounds");
        }
    }

    /**
     * Reads a filter out of a body.
     *
     * @param where JSON Pointer to it, for instance {@code #/filter}
     * @throws io.carillon.events.http.internal.problem.ProblemException {@code invalid-filter}
     */
    public static EventFilter parse(JsonNode filter, String where) {
        FilterParser parser = new FilterParser("", where);
        parser.requireLength(filter.toString());
        return parser.root(filter);
    }

    private void requireLength(String text) {
        if (text.length() > MAX_LENGTH) {
            throw bad("", "may have " + MAX_LENGTH + " characters, got " + text.length());
        }
    }

    /**
     * Reads a condition on data as one text: a JSON Pointer, one of {@code = != < <= > >=}, and a value.
     *
     * @throws io.carillon.events.http.internal.problem.ProblemException {@code invalid-filter}
     */
    public static EventFilter data(String text) {
        FilterParser parser = new FilterParser("data", "");
        int sign = 0;
        while (sign < text.length() && "=!<>".indexOf(text.charAt(sign)) < 0) {
            sign++;
        }
        int end = sign + 1 < text.length() && text.charAt(sign) != '=' && text.charAt(sign + 1) == '=' ? 2 : 1;
        String word = text.substring(sign, Math.min(text.length(), sign + end));
        Comparison comparison = Comparison.of(word)
                .orElseThrow(() ->
                        parser.bad("", "must be a JSON Pointer and a value, like /total>=10, got \"" + text + "\""));
        return parser.condition("", text.substring(0, sign), comparison, text.substring(sign + end));
    }

    private EventFilter root(JsonNode node) {
        return node.isArray() ? EventFilter.all(list(node, "", 0)) : one(node, "", 0);
    }

    private List<EventFilter> list(JsonNode array, String at, int depth) {
        if (!array.isArray()) {
            throw bad(at, "must be an array of filters");
        }
        List<EventFilter> filters = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            filters.add(one(array.get(i), at + "/" + i, depth));
        }
        return filters;
    }

    private EventFilter one(JsonNode node, String at, int depth) {
        if (!node.isObject() || node.size() != 1) {
            throw bad(at, "must be an object with one of " + String.join(", ", DIALECTS));
        }
        if (depth >= MAX_DEPTH) {
            throw bad(at, "is nested deeper than " + MAX_DEPTH);
        }
        Map.Entry<String, JsonNode> dialect = node.properties().iterator().next();
        String name = dialect.getKey();
        JsonNode value = dialect.getValue();
        String inside = at + "/" + name;
        return switch (name) {
            case "exact" -> attributes(value, inside, String::equals);
            case "prefix" -> attributes(value, inside, String::startsWith);
            case "suffix" -> attributes(value, inside, String::endsWith);
            case "all" -> EventFilter.all(atLeastOne(value, inside, depth));
            case "any" -> EventFilter.any(atLeastOne(value, inside, depth));
            case "not" -> EventFilter.not(one(value, inside, depth + 1));
            case "data" -> data(value, inside);
            case "sql" -> sql(value, inside);
            default ->
                throw bad(
                        at,
                        "\"" + name + "\" is not a filter, those are " + String.join(", ", DIALECTS)
                                + Nearest.suggestion(name, DIALECTS));
        };
    }

    private EventFilter sql(JsonNode node, String at) {
        if (!node.isTextual()) {
            throw bad(at, "must be a text");
        }
        count(at);
        try {
            SqlExpression expression = SqlParser.parse(node.textValue());
            return (event, steps) -> Boolean.TRUE.equals(expression.of(event, steps));
        } catch (SqlSyntaxException e) {
            throw bad(at, String.valueOf(e.getMessage()));
        }
    }

    private List<EventFilter> atLeastOne(JsonNode array, String at, int depth) {
        List<EventFilter> filters = list(array, at, depth + 1);
        if (filters.isEmpty()) {
            throw bad(at, "must hold at least one filter");
        }
        return filters;
    }

    private EventFilter attributes(JsonNode node, String at, BiPredicate<String, String> comparison) {
        List<EventFilter> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : members(node, at)) {
            String name = each.getKey();
            if (!EventAttributes.isName(name)) {
                throw bad(at, "\"" + name + "\" is not the name of an attribute");
            }
            if (EventAttributes.isAdded(name)) {
                throw bad(at, EventAttributes.refusal(name));
            }
            if (!each.getValue().isTextual() || each.getValue().textValue().isEmpty()) {
                throw bad(at + "/" + name, "must be a text that is not empty");
            }
            count(at);
            all.add(EventFilter.attribute(name, each.getValue().textValue(), comparison));
        }
        return EventFilter.all(all);
    }

    private EventFilter data(JsonNode node, String at) {
        List<EventFilter> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : members(node, at)) {
            String inside = at + "/" + each.getKey().replace("~", "~0").replace("/", "~1");
            JsonNode wanted = each.getValue();
            if (!wanted.isObject()) {
                all.add(condition(inside, each.getKey(), Comparison.EQUAL, value(wanted, inside)));
                continue;
            }
            for (Map.Entry<String, JsonNode> sign : members(wanted, inside)) {
                Comparison comparison = Comparison.of(sign.getKey())
                        .orElseThrow(() -> bad(inside, "must compare by =, !=, <, <=, > or >="));
                all.add(condition(inside, each.getKey(), comparison, value(sign.getValue(), inside)));
            }
        }
        return EventFilter.all(all);
    }

    private Iterable<Map.Entry<String, JsonNode>> members(JsonNode node, String at) {
        if (!node.isObject() || node.isEmpty()) {
            throw bad(at, "must be an object that is not empty");
        }
        return node.properties();
    }

    private @Nullable Object value(JsonNode node, String at) {
        if (node.isContainerNode()) {
            throw bad(at, "must be a text, a number, true, false or null");
        }
        if (node.isNumber()) {
            return node.decimalValue();
        }
        return node.isNull() ? null : node.isBoolean() ? (Object) node.booleanValue() : node.textValue();
    }

    private EventFilter condition(String at, String pointer, Comparison comparison, @Nullable Object wanted) {
        count(at);
        try {
            return new DataCondition(JsonPath.parse(pointer), comparison, wanted);
        } catch (IllegalArgumentException e) {
            throw bad(at, "\"" + pointer + "\": " + e.getMessage());
        }
    }

    private void count(String at) {
        if (++conditions > MAX_CONDITIONS) {
            throw bad(at, "goes beyond " + MAX_CONDITIONS + " conditions");
        }
    }

    private RuntimeException bad(String at, String rule) {
        return !parameter.isEmpty()
                ? Problem.parameter(ProblemCode.INVALID_FILTER, parameter, (at.isEmpty() ? "" : at + " ") + rule)
                        .toException()
                : Problem.pointer(ProblemCode.INVALID_FILTER, where + at, where + at + " " + rule)
                        .toException();
    }
}
