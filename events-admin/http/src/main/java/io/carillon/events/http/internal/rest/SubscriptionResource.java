// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.Scope;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Route;
import java.util.List;
import java.util.Locale;

/** Shows subscriptions. */
final class SubscriptionResource {

    private final Host host;

    SubscriptionResource(Host host) {
        this.host = host;
    }

    List<Route> routes() {
        return List.of(Route.of("GET", "/api/v1/subscriptions", Scope.SYSTEM_READ, this::list)
                .described(Operation.named("listSubscriptions", "subscriptions", "Subscriptions with their lag")
                        .answers(200, "application/json", "SubscriptionList")
                        .problems(ProblemCode.UNAVAILABLE)));
    }

    /** {@code GET /api/v1/subscriptions}. */
    Answer list(Call call) {
        ObjectNode body = Answer.object();
        ArrayNode items = body.putArray("items");
        host.get(SubscriptionsAdmin.class).list().forEach(status -> fill(items.addObject(), status));
        return Answer.json(200, body);
    }

    private static void fill(ObjectNode node, SubscriptionStatus status) {
        node.put("name", status.name())
                .put("kind", "handler")
                .put("plugin", status.plugin())
                .put("mode", word(status.mode()))
                .put("ordering", word(status.ordering()))
                .put("priority", word(status.priority()))
                .put("state", word(status.state()))
                .put("enabled", status.enabled())
                .put("position", EventWriter.sequence(status.position()))
                .put("lag", status.lag())
                .put("lagTime", status.lagTime().toString())
                .put("handled", status.counts().handled())
                .put("failed", status.counts().failed())
                .put("dropped", status.counts().dropped())
                .put("retrying", status.counts().retrying())
                .put("deadLetters", status.counts().deadLetters())
                .put("heldKeys", status.counts().heldKeys())
                .put("breaker", word(status.breaker()));
        ArrayNode types = node.putArray("types");
        status.types().forEach(types::add);
        if (status.nextAttempt() != null) {
            node.put("nextAttempt", status.nextAttempt().toString());
        }
        if (status.expires() != null) {
            node.put("expires", status.expires().toString());
        }
        if (status.failure() != null) {
            node.put("failure", status.failure());
        }
    }

    /** For instance {@code catching-up}. */
    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
