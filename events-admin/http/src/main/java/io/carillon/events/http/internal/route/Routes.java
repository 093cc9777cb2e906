// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All routes there are. What is not here is denied. A fixed segment wins over a variable; a slash at the end makes no
 * difference. Paths under {@code /api/events} are old names of those under {@code /api/v1/events}.
 */
public final class Routes {

    private static final List<String> OLD = List.of("api", "events");
    private static final List<String> SUCCESSOR = List.of("api", "v1", "events");

    private final List<Route> routes;
    /** By the number of their segments; those with the fewest variables come first. */
    private final Map<Integer, List<Place>> places;

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
        this.places = places(this.routes);
    }

    private static Map<Integer, List<Place>> places(List<Route> routes) {
        Map<List<String>, List<Route>> byShape = new LinkedHashMap<>();
        for (Route route : routes) {
            byShape.computeIfAbsent(Place.shape(route), any -> new ArrayList<>())
                    .add(route);
        }
        Map<Integer, List<Place>> places = new HashMap<>();
        byShape.forEach((shape, all) ->
                places.computeIfAbsent(shape.size(), any -> new ArrayList<>()).add(new Place(shape, all)));
        places.values().forEach(all -> all.sort(Comparator.comparingInt(Place::variables)));
        return places;
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
        for (Place place : places.getOrDefault(segments.size(), List.of())) {
            if (place.fits(segments)) {
                return Optional.of(place.match(method, segments, old));
            }
        }
        return Optional.empty();
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
                    && !hasControl(text.get());
            if (!plain) {
                return Optional.empty();
            }
            decoded.add(text.get());
        }
        return Optional.of(decoded);
    }

    private static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
