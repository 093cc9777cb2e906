// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.output.Column;
import io.carillon.cli.output.Json;
import io.carillon.cli.output.Printable;
import io.carillon.cli.output.Style;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A graph of events as an indented tree: below each node what came of it. */
final class FlowText {

    static final List<Column> COLUMNS = List.of(
            Column.text("ID", "id"),
            Column.text("KIND", "kind"),
            Column.text("LABEL", "label"),
            Column.text("STATE", "state"),
            Column.time("TIME", "time"));

    private record Place(String id, int depth, String edge) {}

    private FlowText() {}

    static List<String> lines(Json flow, Style style) {
        Map<String, Json> nodes = new LinkedHashMap<>();
        flow.at("nodes").elements().forEach(node -> nodes.put(node.at("id").text(), node));
        Map<String, List<Json>> from = new LinkedHashMap<>();
        Set<String> roots = new java.util.LinkedHashSet<>(nodes.keySet());
        for (Json edge : flow.at("edges").elements()) {
            from.computeIfAbsent(edge.at("from").text(), id -> new ArrayList<>())
                    .add(edge);
            if (!edge.at("from").text().equals(edge.at("to").text())) {
                roots.remove(edge.at("to").text());
            }
        }
        // In a circle nobody is first: begin anywhere then.
        List<String> begin = new ArrayList<>(roots);
        begin.addAll(nodes.keySet());
        List<String> lines = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String root : begin) {
            Deque<Place> open = new ArrayDeque<>(List.of(new Place(root, 0, "")));
            while (!open.isEmpty()) {
                Place place = open.pop();
                Json node = nodes.get(place.id());
                if (node == null || !seen.add(place.id())) {
                    continue;
                }
                lines.add(line(place, node, style));
                List<Json> edges = from.getOrDefault(place.id(), List.of());
                for (int i = edges.size() - 1; i >= 0; i--) {
                    open.push(new Place(edges.get(i).at("to").text(), place.depth() + 1, edge(edges.get(i))));
                }
            }
        }
        if (flow.at("truncated").isTrue()) {
            lines.add("… there is more than is shown");
        }
        return lines;
    }

    private static String edge(Json edge) {
        String count = edge.at("count").isNull() ? "" : " ×" + edge.at("count").text();
        return edge.at("kind").text() + count + " → ";
    }

    private static String line(Place place, Json node, Style style) {
        String time = node.at("time").isNull() ? "" : style.time(node.at("time").text()) + "  ";
        String state = node.at("state").isNull() ? "" : "  " + node.at("state").text();
        return time
                + "  ".repeat(place.depth())
                + Printable.line(place.edge() + node.at("label").text() + state + "  " + place.id());
    }
}
