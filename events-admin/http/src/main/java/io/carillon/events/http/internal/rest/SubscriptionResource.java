// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.StartFrom;
import io.carillon.events.admin.Scope;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.EntityTag;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Route;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Shows, switches, moves and removes subscriptions. */
final class SubscriptionResource {

    static final String PATH = "/api/v1/subscriptions";
    static final String NAME = "Identity, plugin:handler or client:principal:name";

    private final Host host;
    private final Clock clock;

    SubscriptionResource(Host host, Clock clock) {
        this.host = host;
        this.clock = clock;
    }

    List<Route> routes() {
        String one = PATH + "/{name}";
        return List.of(
                Route.of("GET", PATH, Scope.SYSTEM_READ, this::list)
                        .described(Operation.named("listSubscriptions", "subscriptions", "Subscriptions with their lag")
                                .answers(200, "application/json", "SubscriptionList")
                                .problems(ProblemCode.UNAVAILABLE)),
                Route.of("GET", one, Scope.SYSTEM_READ, this::get)
                        .described(Operation.named("getSubscription", "subscriptions", "One subscription")
                                .variable("name", NAME)
                                .answers(200, "application/json", "Subscription")
                                .sends(200, "ETag")
                                .problems(ProblemCode.NOT_FOUND, ProblemCode.UNAVAILABLE)),
                Route.of("PATCH", one, Scope.SUBSCRIPTIONS_MANAGE, this::change)
                        .described(Operation.named("changeSubscription", "subscriptions", "Pause, resume or move")
                                .details("Moving delivers every wanted event after the new place, those handled before"
                                        + " too. It happens before pausing or resuming. One of a client is moved while that"
                                        + " is not connected, and cannot be paused.")
                                .variable("name", NAME)
                                .header("If-Match", "ETag of the subscription as the caller knows it")
                                .body("application/json", "SubscriptionChange")
                                .body("application/merge-patch+json", "SubscriptionChange")
                                .answers(200, "application/json", "Subscription")
                                .sends(200, "ETag")
                                .problems(
                                        ProblemCode.MALFORMED_JSON,
                                        ProblemCode.NOT_FOUND,
                                        ProblemCode.IN_USE,
                                        ProblemCode.PRECONDITION_FAILED,
                                        ProblemCode.TOO_LARGE,
                                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                                        ProblemCode.INVALID_BODY,
                                        ProblemCode.STORE_UNAVAILABLE,
                                        ProblemCode.UNAVAILABLE)),
                Route.of("DELETE", one, Scope.SUBSCRIPTIONS_MANAGE, this::purge)
                        .described(Operation.named("purgeSubscription", "subscriptions", "Remove a dormant one")
                                .details(
                                        "With its retries and dead letters. When its handler or client comes back it begins"
                                                + " anew.")
                                .variable("name", NAME)
                                .answers(204)
                                .problems(
                                        ProblemCode.NOT_FOUND,
                                        ProblemCode.IN_USE,
                                        ProblemCode.STORE_UNAVAILABLE,
                                        ProblemCode.UNAVAILABLE)));
    }

    Answer list(Call call) {
        ObjectNode body = Answer.object();
        ArrayNode items = body.putArray("items");
        host.get(SubscriptionsAdmin.class).list().forEach(status -> fill(items.addObject(), status));
        return Answer.json(200, body);
    }

    Answer get(Call call) {
        return answer(call.variable("name"));
    }

    Answer change(Call call) throws IOException {
        Members change = Members.read(call, "paused", "position");
        Optional<Boolean> paused = change.flag("paused");
        Optional<StartFrom> place = change.as("position", this::place);
        if (paused.isEmpty() && place.isEmpty()) {
            throw Members.bad("paused", "or position must be given");
        }
        SubscriptionStatus status = find(call.variable("name"));
        tag(status).require(call);
        SubscriptionsAdmin subscriptions = host.get(SubscriptionsAdmin.class);
        place.ifPresent(to -> Act.get(() -> subscriptions.seek(status.name(), to, call.by())));
        paused.ifPresent(off -> Act.run(() -> subscriptions.setEnabled(status.name(), !off, call.by())));
        return answer(status.name());
    }

    /** Of times those before now too, as everywhere. */
    private StartFrom place(String text) {
        String time = text.startsWith("time:") ? text.substring("time:".length()) : "";
        return time.isEmpty()
                ? StartFrom.parse(text)
                : new StartFrom.Time(TimeExpression.read(time, clock.instant(), ""));
    }

    Answer purge(Call call) {
        Act.run(() -> host.get(SubscriptionsAdmin.class).purge(call.variable("name"), call.by()));
        return Answer.empty(204);
    }

    private Answer answer(String name) {
        SubscriptionStatus status = find(name);
        return Answer.json(200, fill(Answer.object(), status))
                .with("ETag", tag(status).text());
    }

    private SubscriptionStatus find(String name) {
        return host.get(SubscriptionsAdmin.class)
                .get(name)
                .orElseThrow(() -> Act.notFound("subscription of this name"));
    }

    /** Of what a caller can change; figures go on by themselves. */
    private static EntityTag tag(SubscriptionStatus status) {
        return EntityTag.of(Answer.object()
                .put("name", status.name())
                .put("enabled", status.enabled())
                .put("position", status.position()));
    }

    private static ObjectNode fill(ObjectNode node, SubscriptionStatus status) {
        node.put("name", status.name())
                .put("kind", status.isClient() ? "client" : "handler")
                .put("plugin", status.plugin())
                .put("mode", Words.of(status.mode()))
                .put("ordering", Words.of(status.ordering()))
                .put("priority", Words.of(status.priority()))
                .put("state", Words.of(status.state()))
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
                .put("breaker", Words.of(status.breaker()));
        Words.texts(node, "types", status.types());
        Words.optional(node, "nextAttempt", status.nextAttempt());
        Words.optional(node, "expires", status.expires());
        Words.optional(node, "failure", status.failure());
        return node;
    }
}
