// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.EventDraft;
import io.carillon.events.EventsException;
import io.carillon.events.Receipt;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.Scope;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Parameters;
import io.carillon.events.http.internal.route.Route;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Takes events. */
final class PublishResource {

    private static final long LONGEST_WAIT_SECONDS = 30;
    private static final int MAX_KEY = 255;

    private final Host host;

    PublishResource(Host host) {
        this.host = host;
    }

    List<Route> routes() {
        return List.of(Route.of("POST", EventResource.PATH, Scope.EVENTS_PUBLISH, this::publish)
                .described(Operation.named("publishEvents", "events", "Publish an event")
                        .details("Idempotent on source and id: the same event again answers 200 and writes nothing;"
                                + " another body under the same id is a conflict.")
                        .header("Idempotency-Key", "Id of the event, at most " + MAX_KEY + " characters")
                        .body("application/json", "PlainEvent")
                        .body("application/cloudevents+json", "CloudEvent")
                        .answers(201, "application/json", "PublishResult")
                        .when(201, "In the log")
                        .sends(201, "Location")
                        .answers(200, "application/json", "PublishResult")
                        .when(200, "Was in the log already; nothing was written")
                        .sends(200, "Location")
                        .problems(
                                ProblemCode.MALFORMED_JSON,
                                ProblemCode.TOO_SLOW,
                                ProblemCode.EVENT_CONFLICT,
                                ProblemCode.REVISION_CONFLICT,
                                ProblemCode.IDEMPOTENCY_MISMATCH,
                                ProblemCode.TOO_LARGE,
                                ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                                ProblemCode.INVALID_EVENT,
                                ProblemCode.OVERLOADED,
                                ProblemCode.STORE_UNAVAILABLE,
                                ProblemCode.READ_ONLY,
                                ProblemCode.SHUTTING_DOWN,
                                ProblemCode.STORE_FULL)));
    }

    /** {@code POST /api/v1/events}. */
    Answer publish(Call call) throws IOException {
        EventDraft draft = withKey(call, draft(call));
        Reserved.check(draft);
        if (draft.source().isEmpty()) {
            String name = call.principal().orElseThrow().name();
            draft = draft.toBuilder().source("/rest/" + name).build();
        }
        Receipt receipt = await(draft).get(0);
        return Answer.json(receipt.duplicate() ? 200 : 201, body(receipt))
                .with("Location", EventResource.location(receipt.id()));
    }

    private static EventDraft draft(Call call) throws IOException {
        String contentType = call.header("Content-Type").orElse("");
        String media = media(contentType);
        boolean binary = Collections.list(call.request().getHeaderNames()).stream()
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("ce-"));
        if (binary) {
            throw Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "attributes in ce- headers are not taken here")
                    .withHint("Send the event as application/cloudevents+json.")
                    .toException();
        }
        return switch (media) {
            case "application/json" -> EventParser.plain(RequestBody.read(call.request()));
            case "application/cloudevents+json" -> EventParser.structured(RequestBody.read(call.request()));
            default ->
                throw Problem.of(
                                ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                                "Content-Type is " + (contentType.isEmpty() ? "missing" : contentType))
                        .toException();
        };
    }

    private static String media(String contentType) {
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].trim().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                return "";
            }
        }
        return parts[0].trim();
    }

    private static EventDraft withKey(Call call, EventDraft draft) {
        Optional<String> key = call.header("Idempotency-Key").map(PublishResource::unquoted);
        if (key.isEmpty()) {
            return draft;
        }
        if (key.get().isEmpty() || key.get().length() > MAX_KEY) {
            throw Parameters.bad(
                    "Idempotency-Key",
                    "must have 1 to " + MAX_KEY + " characters, got "
                            + key.get().length());
        }
        if (draft.id().isPresent() && !draft.id().equals(key)) {
            throw Problem.parameter(ProblemCode.IDEMPOTENCY_MISMATCH, "Idempotency-Key", "is not the id of the event")
                    .toException();
        }
        return draft.toBuilder().id(key.get()).build();
    }

    private static String unquoted(String key) {
        boolean quoted = key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"");
        return quoted ? key.substring(1, key.length() - 1) : key;
    }

    private List<Receipt> await(EventDraft draft) {
        try {
            return host.get(EventsAdmin.class)
                    .publish(List.of(draft))
                    .toCompletableFuture()
                    .get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw refused(e);
        } catch (TimeoutException e) {
            throw new StoreUnavailableException(
                    "no receipt within " + LONGEST_WAIT_SECONDS
                            + " s; the event may be in the log, and publishing it again" + " with the same id is safe",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ProblemCode.SHUTTING_DOWN, "the event may be in the log")
                    .toException();
        }
    }

    private static RuntimeException refused(ExecutionException failure) {
        Throwable reason = failure.getCause();
        if (reason instanceof CompletionException && reason.getCause() != null) {
            reason = reason.getCause();
        }
        return reason instanceof EventsException refused
                ? refused
                : new IllegalStateException("publishing failed", failure);
    }

    private static ObjectNode body(Receipt receipt) {
        ObjectNode body = Answer.object();
        ObjectNode result = body.putArray("results").addObject();
        result.put("id", receipt.id()).put("source", receipt.source());
        if (receipt.position() > 0) {
            result.put("sequence", EventWriter.sequence(receipt.position()));
        }
        result.put("durability", receipt.durability().name().toLowerCase(Locale.ROOT))
                .put("duplicate", receipt.duplicate());
        return body;
    }
}
