// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.ExplainAdmin;
import io.carillon.events.admin.Scope;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Query;
import io.carillon.events.http.internal.route.Route;
import io.carillon.events.store.StoredEvent;
import java.util.List;
import java.util.Optional;

/** Says what became of an event at every subscription. */
final class ExplainResource {

    private final Host host;

    ExplainResource(Host host) {
        this.host = host;
    }

    List<Route> routes() {
        return List.of(Route.of("GET", EventResource.PATH + "/{id}/explain", Scope.EVENTS_READ, this::explain)
                .described(Operation.named("explainEvent", "events", "What became of an event at each subscription")
                        .variable(
                                "id",
                                "Id of the event, or its position: position:1042, or 1042 while no event has this id")
                        .query(
                                Query.of("source", "Needed when several sources used the id"),
                                Query.of("subscription", "At this one only"))
                        .answers(200, "application/json", "ExplanationList")
                        .problems(
                                ProblemCode.NOT_FOUND,
                                ProblemCode.AMBIGUOUS_ID,
                                ProblemCode.CORRUPT_EVENT,
                                ProblemCode.STORE_UNAVAILABLE,
                                ProblemCode.UNAVAILABLE)));
    }

    Answer explain(Call call) {
        StoredEvent stored = EventResource.oneOrAt(host, call);
        Optional<String> subscription = call.parameters().one("subscription");
        ObjectNode body = Answer.object().put("event", EventWriter.sequence(stored.position()));
        ArrayNode items = body.putArray("items");
        for (ExplainAdmin.Explanation each :
                Act.get(() -> host.get(ExplainAdmin.class).explain(stored.position()))) {
            if (subscription.filter(name -> !name.equals(each.subscription())).isEmpty()) {
                fill(items.addObject(), each);
            }
        }
        if (subscription.isPresent() && items.isEmpty()) {
            throw Act.notFound("subscription of this name");
        }
        return Answer.json(200, body);
    }

    private static void fill(ObjectNode node, ExplainAdmin.Explanation each) {
        node.put("subscription", each.subscription())
                .put("outcome", Words.of(each.outcome()))
                .put("reason", each.reason())
                .put("attempts", each.attempts());
        Words.optional(node, "at", each.at());
        Words.optional(node, "earliest", each.earliest());
        Words.optional(node, "took", each.took());
        Words.optional(node, "pluginVersion", each.pluginVersion());
    }
}
