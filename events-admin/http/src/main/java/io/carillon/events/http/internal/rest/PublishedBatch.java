// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.EventDraft;
import io.carillon.events.EventsException;
import io.carillon.events.InvalidEventException;
import io.carillon.events.Receipt;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.problem.ProblemException;
import io.carillon.events.http.internal.problem.Problems;
import io.carillon.events.http.internal.route.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Several events of one request. Errors tell which by a pointer like {@code #/3/type}. */
final class PublishedBatch {

    private static final int MAX_ERRORS = 100;
    private static final int MULTI_STATUS = 207;

    private final EventsAdmin log;
    private final List<EventJson.Item> items;

    /** @param admission makes a draft what may be published; throws what is against it */
    PublishedBatch(EventsAdmin log, List<EventJson.Item> items, UnaryOperator<EventDraft> admission) {
        this.log = log;
        this.items = new ArrayList<>();
        for (EventJson.Item item : items) {
            this.items.add(admit(item, "#/" + this.items.size(), admission));
        }
    }

    private static EventJson.Item admit(EventJson.Item item, String pointer, UnaryOperator<EventDraft> admission) {
        EventDraft draft = item.draft();
        if (draft == null) {
            return item;
        }
        try {
            return new EventJson.Item(admission.apply(draft), null);
        } catch (InvalidEventException e) {
            return new EventJson.Item(null, invalid(pointer, e));
        } catch (ProblemException e) {
            return new EventJson.Item(null, e.problem());
        }
    }

    private static Problem invalid(String pointer, InvalidEventException e) {
        return Problem.pointer(
                ProblemCode.INVALID_EVENT, pointer + "/" + e.attribute(), String.valueOf(e.getMessage()));
    }

    int size() {
        return items.size();
    }

    /** How many the caller may not publish. */
    int forbidden() {
        return (int) items.stream()
                .filter(item -> item.problem() != null && item.problem().code() == ProblemCode.FORBIDDEN)
                .count();
    }

    /** All or nothing. Who may not publish one is told that, whatever else is wrong. */
    Answer together() {
        List<EventDraft> drafts = new ArrayList<>();
        List<Problem.Part> errors = new ArrayList<>();
        @Nullable Problem first = null;
        for (EventJson.Item item : items) {
            if (item.draft() != null) {
                drafts.add(item.draft());
            } else if (item.problem() != null) {
                boolean forbidden = item.problem().code() == ProblemCode.FORBIDDEN;
                first = first == null || (forbidden && first.code() != ProblemCode.FORBIDDEN) ? item.problem() : first;
                errors.addAll(item.problem().errors());
            }
        }
        if (first != null) {
            throw first.withErrors(errors.subList(0, Math.min(MAX_ERRORS, errors.size())))
                    .toException();
        }
        List<Receipt> receipts = Publication.of(log, drafts).await();
        ObjectNode body = Answer.object();
        ArrayNode results = body.putArray("results");
        receipts.forEach(receipt -> PublishResource.fill(results.addObject(), receipt));
        boolean fresh = receipts.stream().anyMatch(receipt -> !receipt.duplicate());
        return Answer.json(fresh ? 201 : 200, body);
    }

    /** Each by itself. */
    Answer oneByOne() {
        List<@Nullable Publication> publications = new ArrayList<>();
        for (EventJson.Item item : items) {
            EventDraft draft = item.draft();
            publications.add(draft == null ? null : Publication.of(log, List.of(draft)));
        }
        ObjectNode body = Answer.object();
        ArrayNode results = body.putArray("results");
        boolean failed = false;
        boolean fresh = false;
        for (int i = 0; i < items.size(); i++) {
            Publication publication = publications.get(i);
            ObjectNode result = results.addObject();
            int status = publication == null
                    ? refused(result, items.get(i).problem())
                    : settled(result, publication, "#/" + i);
            failed |= status >= 400;
            fresh |= status == 201;
        }
        return Answer.json(failed ? MULTI_STATUS : fresh ? 201 : 200, body);
    }

    private static int settled(ObjectNode result, Publication publication, String pointer) {
        try {
            Receipt receipt = publication.await().get(0);
            int status = receipt.duplicate() ? 200 : 201;
            PublishResource.fill(result.put("status", status), receipt);
            return status;
        } catch (InvalidEventException e) {
            return refused(result, invalid(pointer, e));
        } catch (EventsException | ProblemException e) {
            return refused(result, Problems.of(e, EventResource.PATH));
        }
    }

    private static int refused(ObjectNode result, @Nullable Problem problem) {
        if (problem == null) {
            throw new IllegalStateException("an event without a draft has a problem");
        }
        result.put("status", problem.code().status());
        result.set("problem", Answer.document(problem, EventResource.PATH));
        return problem.code().status();
    }
}
