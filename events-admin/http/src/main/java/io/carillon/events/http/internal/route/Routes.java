// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * All routes there are. What is not here is denied. A fixed segment wins over a variable; a slash at the end makes no
 * difference. Paths under {@code /api/events} are old names of those under {@code /api/v1/events}.
 */
public final class Routes {

    private static final List<String> OLD = List.of("api", "events");
    private static final List<String> SUCCESSOR = List.of("api", "v1", "events");

    private final List<Route> routes;

    /**
     * Takes a table.
     *
     * @throws IllegalArgumentException if a route is not described, or two have the same name or the same place
     */
    public Routes(List<Route> routes) {
        this.routes = List.copyOf(routes);
        Set<String> seen = new HashSet<>();
        for (Route route : routes) {
            Operation operation = route.operation();
            if (operation.id().isEmpty() || operation.output().answers().isEmpty()) {
                throw new IllegalArgumentException(route + " is not described");
            }
            if (!seen.add(operation.id()) || !seen.add(route.toString())) {
                throw new IllegalArgumentException(route + " or its name " + operation.id() + " is there twice");
            }
        }
    }

    /** All routes, in the order of their declaration; an immutable list. */
    public List<Route> all() {
        return routes;
    }

    /**
     * What a path leads to.
     *
     * @param methods that the path takes
     * @param route the one for the method, empty when the path does not take it
     * @param variables decoded
     * @param old whether it was asked for by an old name
     */
    public record Match(Set<String> methods, Optional<Route> route, Map<String, String> variables, boolean old) {}

    /**
     * Finds a route.
     *
     * @param rawPath as sent, still percent-encoded
     */
    public Optional<Match> find(String method, String rawPath) {
        List<String> sent = segments(rawPath).orElse(List.of());
        boolean old = sent.size() >= OLD.size() && sent.subList(0, OLD.size()).equals(OLD);
        List<String> segments = old ? renamed(sent) : sent;
        if (segments.isEmpty()) {
            return Optional.empty();
        }
        String asked = method.equals("HEAD") ? "GET" : method;
        List<Route> best = List.of();
        int fewest = Integer.MAX_VALUE;
        for (Route route : routes) {
            int variables = fits(route.segments(), segments);
            if (variables >= 0 && variables < fewest) {
                best = new ArrayList<>();
                fewest = variables;
            }
            if (variables >= 0 && variables == fewest) {
                best.add(route);
            }
        }
        if (best.isEmpty()) {
            return Optional.empty();
        }
        Set<String> methods = new TreeSet<>();
        best.forEach(route -> methods.add(route.method()));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        Optional<Route> route =
                best.stream().filter(one -> one.method().equals(asked)).findFirst();
        return Optional.of(new Match(methods, route, variables(best.get(0), segments), old));
    }

    private static List<String> renamed(List<String> old) {
        List<String> segments = new ArrayList<>(SUCCESSOR);
        segments.addAll(old.subList(OLD.size(), old.size()));
        return segments;
    }

    private static Optional<List<String>> segments(String rawPath) {
        if (!rawPath.startsWith("/") || rawPath.indexOf(';') >= 0) {
            return Optional.empty();
        }
        String path =
                rawPath.endsWith("/") ? rawPath.substring(1, Math.max(1, rawPath.length() - 1)) : rawPath.substring(1);
        List<String> decoded = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            Optional<String> text = PercentCoding.decode(segment);
            boolean plain = text.isPresent()
                    && !text.get().isEmpty()
                    && !text.get().equals(".")
                    && !text.get().equals("..")
                    && text.get().indexOf('/') < 0
                    && text.get().chars().noneMatch(Character::isISOControl);
            if (!plain) {
                return Optional.empty();
            }
            decoded.add(text.get());
        }
        return Optional.of(decoded);
    }

    private static int fits(List<String> pattern, List<String> segments) {
        if (pattern.size() != segments.size()) {
            return -1;
        }
        int variables = 0;
        for (int i = 0; i < pattern.size(); i++) {
            if (isVariable(pattern.get(i))) {
                variables++;
            } else if (!pattern.get(i).equals(segments.get(i))) {
                return -1;
            }
        }
        return variables;
    }

    private static Map<String, String> variables(Route route, List<String> segments) {
        Map<String, String> variables = new HashMap<>();
        List<String> pattern = route.segments();
        for (int i = 0; i < pattern.size(); i++) {
            if (isVariable(pattern.get(i))) {
                variables.put(pattern.get(i).substring(1, pattern.get(i).length() - 1), segments.get(i));
            }
        }
        return variables;
    }

    private static boolean isVariable(String segment) {
        return segment.startsWith("{");
    }
}
