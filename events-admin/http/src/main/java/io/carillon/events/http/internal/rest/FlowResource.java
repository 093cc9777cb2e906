// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.Event;
import io.carillon.events.admin.ExplainAdmin;
import io.carillon.events.admin.ExplainAdmin.Explanation;
import io.carillon.events.admin.ExplainAdmin.Outcome;
import io.carillon.events.http.internal.filter.EventFilter;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Parameters;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.StoredEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.LongSupplier;

/** The events of one correlation as a graph: what caused what, and to whom it was delivered. */
final class FlowResource {

    /** The most events of one graph. */
    static final int MAX_EVENTS = 300;

    /** How long deliveries are looked up before the rest goes without. */
    private static final long PATIENCE_NANOS = 2_000_000_000L;

    private static final Set<Outcome> REACHED = Set.of(
            Outcome.DELIVERED, Outcome.HANDLING, Outcome.RETRYING, Outcome.HELD, Outcome.QUEUED, Outcome.DEAD_LETTER);

    private final Host host;
    private final EventSearch search;
    private final LongSupplier nanos;

    FlowResource(Host host, EventSearch search, LongSupplier nanos) {
        this.host = host;
        this.search = search;
        this.nanos = nanos;
    }

    /** {@code GET /api/v1/events/flow}. */
    Answer flow(Call call) {
        String correlation = call.parameters()
                .one("correlationid")
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> Parameters.bad("correlationid", "must be given"));
        EventQuery query = EventQuery.builder()
                .correlationId(correlation)
                .order(EventQuery.Order.ASCENDING)
                .limit(MAX_EVENTS)
                .build();
        EventPage page = search.page(EventSelection.of(
                query, EventFilter.EVERYTHING, call.principal().orElseThrow()));
        Graph graph = new Graph();
        page.events().forEach(graph::event);
        page.events().forEach(graph::cause);
        boolean explained = deliveries(page.events(), graph);
        graph.body.put("truncated", page.next().isPresent() || !explained);
        return Answer.json(200, graph.body);
    }

    /** Whether all could be looked up in time. */
    private boolean deliveries(List<StoredEvent> events, Graph graph) {
        ExplainAdmin explain = host.get(ExplainAdmin.class);
        long start = nanos.getAsLong();
        for (StoredEvent stored : events) {
            if (nanos.getAsLong() - start > PATIENCE_NANOS) {
                return false;
            }
            try {
                explain.explain(stored.position()).stream()
                        .filter(each -> REACHED.contains(each.outcome()))
                        .forEach(each -> graph.delivery(stored, each));
            } catch (NoSuchElementException e) {
                return false; // removed since it was read
            }
        }
        return true;
    }

    /** The graph in the making. */
    private static final class Graph {

        private final ObjectNode body = Answer.object();
        private final Map<String, String> byId = new HashMap<>();
        private final Set<String> subscriptions = new HashSet<>();

        Graph() {
            body.putArray("nodes");
            body.putArray("edges");
        }

        private static String node(StoredEvent stored) {
            return "event:" + EventWriter.sequence(stored.position());
        }

        void event(StoredEvent stored) {
            Event event = stored.event();
            byId.putIfAbsent(event.id(), node(stored));
            ObjectNode node = body.withArray("nodes")
                    .addObject()
                    .put("id", node(stored))
                    .put("kind", "event")
                    .put("label", event.type())
                    .put("eventId", event.id())
                    .put("source", event.source())
                    .put("time", event.timeText());
            event.subject().ifPresent(subject -> node.put("subject", subject));
            if (stored.deleted()) {
                node.put("state", "deleted");
            }
        }

        void cause(StoredEvent stored) {
            String cause = byId.get(stored.event().causationId().orElse(""));
            if (cause != null && !cause.equals(node(stored))) {
                edge(cause, node(stored), "caused");
            }
        }

        void delivery(StoredEvent stored, Explanation explanation) {
            String id = "subscription:" + explanation.subscription();
            if (subscriptions.add(id)) {
                body.withArray("nodes")
                        .addObject()
                        .put("id", id)
                        .put("kind", "handler")
                        .put("label", explanation.subscription());
            }
            ObjectNode edge = edge(node(stored), id, "delivered")
                    .put(
                            "state",
                            explanation
                                    .outcome()
                                    .name()
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', '-'));
            if (explanation.took() != null) {
                edge.put("millis", explanation.took().toNanos() / 1e6);
            }
        }

        private ObjectNode edge(String from, String to, String kind) {
            return body.withArray("edges")
                    .addObject()
                    .put("from", from)
                    .put("to", to)
                    .put("kind", kind);
        }
    }
}
