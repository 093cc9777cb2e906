// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Parameters of a query string. None is ignored: each resource names those it knows. Immutable. */
public final class Parameters {

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /**
     * Reads a query string.
     *
     * @param query as sent, without the question mark
     */
    public Parameters(@Nullable String query) {
        if (query == null) {
            return;
        }
        for (String pair : query.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
            }
        }
    }

    private static String decode(String text) {
        return PercentCoding.decode(text.replace('+', ' ')).orElseThrow(() -> Problem.of(
                        ProblemCode.INVALID_PARAMETER, "the query string is not percent-encoded UTF-8")
                .toException());
    }

    private Parameters(Map<String, List<String>> values) {
        this.values.putAll(values);
    }

    /**
     * The same with another name for a parameter.
     *
     * @throws io.carillon.events.http.internal.problem.ProblemException if both names are given
     */
    public Parameters rename(String alias, String name) {
        if (!values.containsKey(alias)) {
            return this;
        }
        if (values.containsKey(name)) {
            throw bad(alias, "says the same as " + name + "; give one of them");
        }
        Map<String, List<String>> renamed = new LinkedHashMap<>();
        values.forEach((given, all) -> renamed.put(given.equals(alias) ? name : given, all));
        return new Parameters(renamed);
    }

    /** Refuses all parameters but these. */
    public Parameters allow(String... names) {
        if (values.isEmpty()) {
            return this;
        }
        Set<String> known = new TreeSet<>(List.of(names));
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw Problem.parameter(
                                ProblemCode.UNKNOWN_PARAMETER,
                                name,
                                "is not a parameter here" + Nearest.suggestion(name, known))
                        .toException();
            }
        }
        return this;
    }

    /** All values of a repeatable parameter, in order; an immutable list. */
    public List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    /** The value of a parameter that may be given once. */
    public Optional<String> one(String name) {
        List<String> all = all(name);
        if (all.size() > 1) {
            throw bad(name, "can be given once, got " + all.size() + " values");
        }
        return all.stream().findFirst();
    }

    /** A parameter that is true or false; its bare name is true. */
    public boolean flag(String name, boolean otherwise) {
        String given = one(name).orElse(String.valueOf(otherwise));
        String value = given.isEmpty() ? "true" : given;
        if (!value.equals("true") && !value.equals("false")) {
            throw bad(name, "must be true or false, got \"" + value + "\"");
        }
        return value.equals("true");
    }

    /** Whether it is given at all. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** To say that a value cannot be used. */
    public static RuntimeException bad(String name, String rule) {
        return Problem.parameter(ProblemCode.INVALID_PARAMETER, name, rule).toException();
    }

    /** All but these, as a query string in the order given. */
    public String queryWithout(String... left) {
        Set<String> without = Set.of(left);
        StringBuilder query = new StringBuilder();
        values.forEach((name, all) -> {
            if (!without.contains(name)) {
                for (String value : all) {
                    query.append(query.isEmpty() ? "" : "&")
                            .append(PercentCoding.encode(name))
                            .append('=')
                            .append(PercentCoding.encode(value));
                }
            }
        });
        return query.toString();
    }
}
