// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.Event;
import io.carillon.events.EventConflictException;
import io.carillon.events.EventDraft;
import io.carillon.events.Receipt;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.Principal;
import io.carillon.events.http.internal.access.Denials;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Takes events: one, in the plain form or any of CloudEvents, or several together. */
final class PublishResource {

    private final Host host;

    PublishResource(Host host) {
        this.host = host;
    }

    /** {@code POST /api/v1/events}. */
    Answer publish(Call call) throws IOException {
        String contentType = call.header("Content-Type").orElse("");
        String media = MediaType.of(contentType);
        switch (media) {
            case MediaType.BATCH -> {
                return batch(call, EventForm.CLOUD_EVENT, RequestBody.readBatch(call.request()));
            }
            case MediaType.CLOUD_EVENT -> {
                return single(call, EventJson.one(RequestBody.read(call.request()), EventForm.CLOUD_EVENT));
            }
            default -> {
                if (BinaryEvent.isSaidBy(call.request())) {
                    return single(call, BinaryEvent.read(call.request()));
                }
            }
        }
        if (!media.equals(MediaType.JSON)) {
            throw MediaType.unsupported(contentType);
        }
        byte[] body = RequestBody.readBatch(call.request());
        if (EventJson.isArray(body)) {
            return batch(call, EventForm.PLAIN, body);
        }
        if (body.length > RequestBody.MAX_BYTES) {
            throw RequestBody.tooLarge(body.length + " bytes", RequestBody.MAX_BYTES);
        }
        return plain(call, EventJson.one(body, EventForm.PLAIN));
    }

    private Answer batch(Call call, EventForm form, byte[] body) throws IOException {
        boolean atomic = call.parameters().flag("atomic", true);
        IdempotencyKey.refuse(call);
        Principal principal = call.principal().orElseThrow();
        PublishedBatch batch = new PublishedBatch(host.get(EventsAdmin.class), EventJson.many(body, form), draft -> {
            return admitted(principal, draft);
        });
        if (atomic) {
            return batch.together();
        }
        int forbidden = batch.forbidden();
        if (forbidden > 0) {
            Denials.record(
                    host, call.request(), call.by(), forbidden + " of " + batch.size() + " events are forbidden");
        }
        return batch.oneByOne();
    }

    private Answer single(Call call, EventDraft draft) {
        IdempotencyKey.refuse(call);
        return answer(append(admitted(call.principal().orElseThrow(), draft)));
    }

    private Answer plain(Call call, EventDraft draft) {
        Optional<String> keyed = IdempotencyKey.id(call);
        if (keyed.isEmpty()) {
            return answer(append(admitted(call.principal().orElseThrow(), draft)));
        }
        if (draft.id().isPresent()) {
            IdempotencyKey.refuse(call);
        }
        String id = keyed.get();
        EventDraft named = admitted(
                call.principal().orElseThrow(), draft.toBuilder().id(id).build());
        String source = named.source().orElseThrow();
        boolean elsewhere = host.get(EventsAdmin.class).find(id).stream()
                .anyMatch(stored -> !stored.event().source().equals(source));
        if (elsewhere) {
            throw mismatch("another source");
        }
        try {
            return answer(append(named));
        } catch (EventConflictException e) {
            throw mismatch("another body");
        }
    }

    private static RuntimeException mismatch(String other) {
        return Problem.parameter(
                        ProblemCode.IDEMPOTENCY_MISMATCH, "Idempotency-Key", "was used for an event with " + other)
                .toException();
    }

    /** The draft with the caller's source and tenant, if the caller may publish it. */
    private static EventDraft admitted(Principal principal, EventDraft given) {
        Reserved.check(given);
        EventDraft draft = given;
        if (draft.source().isEmpty()) {
            draft = draft.toBuilder().source("/rest/" + principal.name()).build();
        }
        boolean ofOneTenant =
                principal.tenants().size() == 1 && !draft.extensions().containsKey(Event.TENANT);
        if (ofOneTenant) {
            draft = draft.toBuilder()
                    .tenant(principal.tenants().iterator().next())
                    .build();
        }
        Reserved.check(draft, principal);
        return draft;
    }

    private Receipt append(EventDraft draft) {
        return Publication.of(host.get(EventsAdmin.class), List.of(draft))
                .await()
                .get(0);
    }

    private static Answer answer(Receipt receipt) {
        ObjectNode body = Answer.object();
        fill(body.putArray("results").addObject(), receipt);
        return Answer.json(receipt.duplicate() ? 200 : 201, body)
                .with("Location", EventResource.location(receipt.id()));
    }

    static ObjectNode fill(ObjectNode result, Receipt receipt) {
        result.put("id", receipt.id()).put("source", receipt.source());
        if (receipt.position() > 0) {
            result.put("sequence", EventWriter.sequence(receipt.position()));
        }
        return result.put("durability", receipt.durability().name().toLowerCase(Locale.ROOT))
                .put("duplicate", receipt.duplicate());
    }
}
