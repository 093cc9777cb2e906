// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A path with variables, and the routes that share it, one for each method. Immutable. */
final class Place {

    /** Stands for any segment. */
    private static final String VARIABLE = "{}";

    private final List<String> shape;
    private final Map<String, Route> byMethod = new HashMap<>();
    private final Set<String> methods;
    private final Route first;
    private final int variables;

    /** @param routes all of this {@link #shape} */
    Place(List<String> shape, List<Route> routes) {
        this.shape = shape;
        this.first = routes.get(0);
        for (Route route : routes) {
            byMethod.put(route.method(), route);
        }
        if (byMethod.containsKey("GET")) {
            byMethod.putIfAbsent("HEAD", byMethod.get("GET"));
        }
        this.methods = Collections.unmodifiableSet(new TreeSet<>(byMethod.keySet()));
        this.variables = (int) shape.stream().filter(VARIABLE::equals).count();
    }

    /** The segments of a route's path, whatever its variables are called. */
    static List<String> shape(Route route) {
        return route.segments().stream()
                .map(segment -> segment.startsWith("{") ? VARIABLE : segment)
                .toList();
    }

    int variables() {
        return variables;
    }

    /** @param segments as many as the path has */
    boolean fits(List<String> segments) {
        for (int i = 0; i < shape.size(); i++) {
            if (!shape.get(i).equals(segments.get(i)) && !shape.get(i).equals(VARIABLE)) {
                return false;
            }
        }
        return true;
    }

    /** @param segments that {@link #fits fit} */
    Routes.Match match(String method, List<String> segments, boolean old) {
        Optional<Route> route = Optional.ofNullable(byMethod.get(method));
        return new Routes.Match(methods, route, values(route.orElse(first), segments), old);
    }

    private Map<String, String> values(Route route, List<String> segments) {
        if (variables == 0) {
            return Map.of();
        }
        List<String> names = route.variables();
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < shape.size(); i++) {
            if (shape.get(i).equals(VARIABLE)) {
                values.put(names.get(values.size()), segments.get(i));
            }
        }
        return values;
    }
}
