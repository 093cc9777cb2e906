// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.Scope;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Parameters;
import io.carillon.events.http.internal.route.PercentCoding;
import io.carillon.events.http.internal.route.Query;
import io.carillon.events.http.internal.route.Route;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.TypeSummary;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Reads the log. */
final class EventResource {

    static final String PATH = "/api/v1/events";

    private static final int MAX_IDS = 100;

    private final Host host;
    private final Clock clock;

    EventResource(Host host, Clock clock) {
        this.host = host;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", PATH, Scope.EVENTS_READ, this::list)
                        .described(Operation.named("listEvents", "events", "Events, newest first")
                                .query(Query.of("id", "This id; others than source do not go with it")
                                        .repeated())
                                .query(QueryParameters.DECLARED)
                                .answers(200, "application/json", "EventPage")
                                .sends(200, "Link")
                                .problems(
                                        ProblemCode.BAD_CURSOR,
                                        ProblemCode.CORRUPT_EVENT,
                                        ProblemCode.STORE_UNAVAILABLE)),
                Route.of("GET", PATH + "/types", Scope.EVENTS_READ, this::types)
                        .described(Operation.named("listEventTypes", "events", "Types in the log")
                                .query(Query.of("prefix", "What the names begin with"))
                                .answers(200, "application/json", "EventTypeList")
                                .problems(ProblemCode.STORE_UNAVAILABLE)),
                Route.of("GET", PATH + "/{id}", Scope.EVENTS_READ, this::get)
                        .described(Operation.named("getEvent", "events", "One event")
                                .variable("id", "Id of the event")
                                .query(Query.of("source", "Needed when several sources used the id"))
                                .header("If-None-Match", "ETag of an answer the caller has")
                                .answers(200, "application/cloudevents+json", "CloudEvent")
                                .sends(200, "ETag")
                                .answers(304)
                                .sends(304, "ETag")
                                .problems(
                                        ProblemCode.NOT_FOUND,
                                        ProblemCode.AMBIGUOUS_ID,
                                        ProblemCode.CORRUPT_EVENT,
                                        ProblemCode.STORE_UNAVAILABLE)));
    }

    /** {@code GET /api/v1/events}. */
    Answer list(Call call) throws IOException {
        Parameters parameters = call.parameters();
        if (parameters.has("id")) {
            return byIds(parameters);
        }
        QueryParameters query = QueryParameters.of(parameters, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        EventPage page = host.get(EventsAdmin.class).query(query.query());
        List<byte[]> items = new ArrayList<>();
        long bytes = 0;
        long last = 0;
        for (StoredEvent stored : page.events()) {
            byte[] item = EventWriter.one(stored);
            bytes += item.length;
            if (bytes > EventWriter.MAX_PAGE_BYTES && !items.isEmpty()) {
                break;
            }
            items.add(item);
            last = stored.position();
        }
        OptionalLong next = items.size() < page.events().size() ? OptionalLong.of(last) : page.next();
        if (next.isEmpty()) {
            return Answer.of(200, "application/json", EventWriter.page(items, null));
        }
        String cursor = query.cursor(next.getAsLong());
        String rest = parameters.queryWithout("cursor");
        String link = "<" + PATH + "?" + rest + (rest.isEmpty() ? "" : "&") + "cursor=" + cursor + ">; rel=\"next\"";
        return Answer.of(200, "application/json", EventWriter.page(items, cursor))
                .with("Link", link);
    }

    private Answer byIds(Parameters parameters) throws IOException {
        List<String> ids = parameters.allow("id", "source").all("id");
        if (ids.size() > MAX_IDS) {
            throw Parameters.bad("id", "can be given " + MAX_IDS + " times, got " + ids.size());
        }
        List<String> sources = parameters.all("source");
        List<byte[]> items = new ArrayList<>();
        for (String id : ids) {
            for (StoredEvent stored : host.get(EventsAdmin.class).find(id)) {
                if (sources.isEmpty() || sources.contains(stored.event().source())) {
                    items.add(EventWriter.one(stored));
                }
            }
        }
        return Answer.of(200, "application/json", EventWriter.page(items, null));
    }

    /** {@code GET /api/v1/events/{id}}. */
    Answer get(Call call) throws IOException {
        StoredEvent stored = one(host, call);
        String tag = "\"" + stored.chain() + (stored.deleted() ? "-deleted" : "") + "\"";
        boolean known = call.header("If-None-Match")
                .filter(tags -> tags.equals("*") || tags.contains(tag))
                .isPresent();
        Answer answer = known
                ? Answer.empty(304)
                : Answer.of(200, "application/cloudevents+json; charset=utf-8", EventWriter.one(stored));
        return answer.with("ETag", tag);
    }

    /** The event of the path, as far as the caller sees it; a problem when there is none or more than one. */
    static StoredEvent one(Host host, Call call) {
        List<StoredEvent> found = new ArrayList<>(host.get(EventsAdmin.class).find(call.variable("id")));
        found.removeIf(stored -> !call.principal().orElseThrow().sees(stored.event()));
        call.parameters()
                .one("source")
                .ifPresent(source ->
                        found.removeIf(stored -> !stored.event().source().equals(source)));
        if (found.isEmpty()) {
            throw Act.notFound("event of this id");
        }
        if (found.size() > 1) {
            List<String> sources = found.stream()
                    .limit(10)
                    .map(stored -> stored.event().source())
                    .toList();
            throw Problem.of(
                            ProblemCode.AMBIGUOUS_ID,
                            found.size() + " sources used this id: " + String.join(", ", sources))
                    .toException();
        }
        return found.get(0);
    }

    /** {@code GET /api/v1/events/types}. */
    Answer types(Call call) {
        String prefix = call.parameters().one("prefix").orElse("");
        ObjectNode body = Answer.object();
        ArrayNode items = body.putArray("items");
        for (TypeSummary summary : host.get(EventsAdmin.class).types()) {
            if (summary.type().startsWith(prefix)) {
                items.addObject()
                        .put("type", summary.type())
                        .put("count", summary.count())
                        .put("firstSeen", text(summary.firstSeen()))
                        .put("lastSeen", text(summary.lastSeen()));
            }
        }
        return Answer.json(200, body);
    }

    private static String text(Instant time) {
        return time.toString();
    }

    /** Where an event is found again. An id that a path cannot hold is asked for by parameter. */
    static String location(String id) {
        boolean plain = !id.contains("/")
                && !id.contains("\\")
                && !id.contains("%")
                && !id.contains(";")
                && !id.equals(".")
                && !id.equals("..")
                && !id.equals("types")
                && !id.equals("health");
        return PATH + (plain ? "/" : "?id=") + PercentCoding.encode(id);
    }
}
