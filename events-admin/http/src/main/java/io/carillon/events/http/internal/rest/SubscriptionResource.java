// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import java.util.Locale;

/** Shows subscriptions. */
final class SubscriptionResource {

    private final Host host;

    SubscriptionResource(Host host) {
        this.host = host;
    }

    /** {@code GET /api/v1/subscriptions}. */
    Answer list(Call call) {
        call.parameters().allow();
        ObjectNode body = Answer.object();
        ArrayNode items = body.putArray("items");
        host.get(SubscriptionsAdmin.class).list().forEach(status -> fill(items.addObject(), status));
        return Answer.json(200, body);
    }

    private static void fill(ObjectNode node, SubscriptionStatus status) {
        node.put("name", status.name())
                .put("kind", "handler")
                .put("plugin", status.plugin())
                .put("mode", status.mode().name().toLowerCase(Locale.ROOT))
                .put("state", state(status.state()))
                .put("enabled", status.enabled())
                .put("position", EventWriter.sequence(status.position()))
                .put("lag", status.lag())
                .put("handled", status.handled())
                .put("failed", status.failed())
                .put("dropped", status.dropped());
        ArrayNode types = node.putArray("types");
        status.types().forEach(types::add);
        if (status.failure() != null) {
            node.put("failure", status.failure());
        }
    }

    private static String state(SubscriptionStatus.State state) {
        return switch (state) {
            case LIVE -> "live";
            case CATCHING_UP -> "catching-up";
            case FAILING -> "failing";
            case STUCK -> "stuck";
            case DISABLED -> "paused";
            case DORMANT -> "dormant";
        };
    }
}
