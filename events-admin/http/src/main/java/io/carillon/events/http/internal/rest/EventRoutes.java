// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.admin.HostPaths;
import io.carillon.events.admin.Scope;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Query;
import io.carillon.events.http.internal.route.Route;
import java.time.Clock;
import java.util.List;

/** Everything about events, and what each path takes and answers. */
final class EventRoutes {

    private static final String PATH = EventResource.PATH;
    private static final ProblemCode[] READING = {
        ProblemCode.CORRUPT_EVENT, ProblemCode.STORE_UNAVAILABLE, ProblemCode.QUERY_TIMEOUT
    };
    private static final ProblemCode[] BODY = {
        ProblemCode.MALFORMED_JSON,
        ProblemCode.INCOMPLETE_BODY,
        ProblemCode.TOO_SLOW,
        ProblemCode.TOO_LARGE,
        ProblemCode.UNSUPPORTED_MEDIA_TYPE
    };

    private final EventResource events;
    private final PublishResource publish;
    private final TypeResource types;
    private final StatsResource stats;
    private final FlowResource flow;
    private final ClearResource clear;
    private final ExportResource exports;
    private final ImportResource imports;
    private final JobFileResource results;

    EventRoutes(Host host, Clock clock) {
        EventSearch search = new EventSearch(host);
        JobFiles files = new JobFiles(() -> host.get(HostPaths.class).data().resolve("jobs"));
        events = new EventResource(host, clock, search);
        publish = new PublishResource(host);
        types = new TypeResource(host, search);
        stats = new StatsResource(host, clock, search);
        flow = new FlowResource(host, search, System::nanoTime);
        clear = new ClearResource(host, clock, search, System::nanoTime);
        exports = new ExportResource(host, clock, search, files);
        imports = new ImportResource(host, files);
        results = new JobFileResource(files);
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", PATH, Scope.EVENTS_READ, events::list)
                        .described(page(Operation.named("listEvents", "events", "Events, newest first")
                                .query(Query.of("id", "This id; others than source do not go with it")
                                        .repeated())
                                .query(QueryParameters.SELECTING)
                                .query(QueryParameters.PAGING))),
                Route.of("GET", PATH + "/range", Scope.EVENTS_READ, events::range)
                        .described(page(Operation.named(
                                        "listEventsInRange", "events", "Events between two positions or times")
                                .details("Both are needed, under either name.")
                                .query(QueryParameters.SELECTING)
                                .query(
                                        Query.of("start", "Another name of from")
                                                .described(Bound.SCHEMA),
                                        Query.of("end", "Another name of to").described(Bound.SCHEMA))
                                .query(QueryParameters.PAGING))),
                Route.of("POST", PATH, Scope.EVENTS_PUBLISH, publish::publish).described(publishing()),
                Route.of("GET", PATH + "/types", Scope.EVENTS_READ, types::types)
                        .described(Operation.named("listEventTypes", "events", "Types in the log")
                                .query(Query.of("prefix", "What the names begin with"))
                                .answers(200, "application/json", "EventTypeList")
                                .problems(READING)),
                Route.of("GET", PATH + "/stats", Scope.EVENTS_READ, stats::stats)
                        .described(Operation.named(
                                        "eventStats", "events", "Numbers of events, by an attribute and over time")
                                .query(QueryParameters.SELECTING)
                                .query(
                                        Query.of("by", "What is counted")
                                                .oneOf("type", "source", "tenant", "severity")
                                                .orElse("type"),
                                        Query.of(
                                                "bucket",
                                                "Width of a part of the time, like 30s, 15m, 1h, 1d; or auto. from and to are times then"))
                                .answers(200, "application/json", "Stats")
                                .problems(ProblemCode.INVALID_FILTER)
                                .problems(READING)),
                Route.of("GET", PATH + "/flow", Scope.EVENTS_READ, flow::flow)
                        .described(Operation.named("eventFlow", "events", "The events of one correlation as a graph")
                                .query(Query.of("correlationid", "Correlation").mandatory())
                                .answers(200, "application/json", "Flow")
                                .problems(READING)),
                Route.of("DELETE", PATH, Scope.ADMIN, clear::clear).described(clearing("clearEventsDelete")),
                Route.of("POST", PATH + "/clear", Scope.ADMIN, clear::clear).described(clearing("clearEvents")),
                Route.of("POST", PATH + "/export", Scope.EVENTS_READ, exports::export)
                        .described(Operation.named("exportEvents", "events", "Write events for other programs")
                                .details("A thousand at once; more into a file by a job.")
                                .query(QueryParameters.SELECTING)
                                .optionalBody("application/json", "ExportRequest")
                                .answers(200, MediaType.NDJSON, Operation.TEXT)
                                .answers(200, MediaType.CSV, Operation.TEXT)
                                .sends(200, "Content-Disposition")
                                .answers(202, "application/json", "Job")
                                .sends(202, "Location")
                                .problems(
                                        ProblemCode.INVALID_FILTER, ProblemCode.INVALID_BODY, ProblemCode.TOO_MANY_JOBS)
                                .problems(BODY)
                                .problems(READING)),
                Route.of("POST", PATH + "/import", Scope.ADMIN, imports::take)
                        .described(Operation.named("importEvents", "events", "Take events that were exported, by a job")
                                .details(
                                        "Ids and times are kept; what is in the log already is counted, not written. The first line"
                                                + " of a table names its columns: those of an export, in any order.")
                                .body(MediaType.NDJSON, Operation.TEXT)
                                .body(MediaType.CSV, Operation.TEXT)
                                .answers(202, "application/json", "Job")
                                .sends(202, "Location")
                                .problems(ProblemCode.TOO_MANY_JOBS, ProblemCode.INVALID_BODY)
                                .problems(BODY)),
                Route.of("GET", PATH + "/{id}", Scope.EVENTS_READ, events::get)
                        .described(one(
                                        Operation.named("getEvent", "events", "One event"),
                                        "Id of the event, or its position: position:1042, or 1042 while no event has this id")
                                .header("If-None-Match", "ETag of an answer the caller has")
                                .answers(200, "application/cloudevents+json", "CloudEvent")
                                .sends(200, "ETag")
                                .answers(304)
                                .sends(304, "ETag")),
                Route.of("DELETE", PATH + "/{id}", Scope.ADMIN, events::delete)
                        .described(one(
                                        Operation.named("deleteEvent", "events", "Delete the data of an event"),
                                        "Id of the event")
                                .details("Its place and its hashes stay; the host's own records cannot be deleted.")
                                .answers(204)),
                Route.of("GET", "/api/v1/jobs/{id}/file", Scope.EVENTS_READ, results::file)
                        .described(Operation.named("getJobFile", "jobs", "File that a job has made")
                                .variable("id", "Id of the job")
                                .answers(200, MediaType.NDJSON, Operation.TEXT)
                                .answers(200, MediaType.CSV, Operation.TEXT)
                                .answers(200, "application/json", "ImportReport")
                                .sends(200, "Content-Disposition")
                                .problems(ProblemCode.NOT_FOUND)));
    }

    private static Operation page(Operation operation) {
        return operation
                .answers(200, "application/json", "EventPage")
                .answers(200, MediaType.BATCH, "CloudEventBatch")
                .answers(200, MediaType.NDJSON, Operation.TEXT)
                .sends(200, "Link")
                .problems(ProblemCode.BAD_CURSOR, ProblemCode.INVALID_FILTER)
                .problems(READING);
    }

    private static Operation one(Operation operation, String id) {
        return operation
                .variable("id", id)
                .query(Query.of("source", "Needed when several sources used the id"))
                .problems(ProblemCode.NOT_FOUND, ProblemCode.AMBIGUOUS_ID)
                .problems(READING);
    }

    private static Operation publishing() {
        return Operation.named("publishEvents", "events", "Publish one event or several")
                .details(
                        "Idempotent on source and id: the same event again answers 200 and writes nothing; another body"
                                + " under the same id is a conflict. Attributes may come in headers ce-*, the data as the body;"
                                + " then any media type is taken.")
                .header(
                        "Idempotency-Key",
                        "Makes a repeat of one plain event without an id safe; at most 255 characters")
                .query(Query.of("atomic", "Whether several events are published all or none")
                        .flag()
                        .orElse("true"))
                .body(MediaType.JSON, "PlainEvents")
                .body(MediaType.CLOUD_EVENT, "CloudEvent")
                .body(MediaType.BATCH, "CloudEventBatch")
                .answers(201, "application/json", "PublishResult")
                .when(201, "In the log")
                .sends(201, "Location")
                .answers(200, "application/json", "PublishResult")
                .when(200, "Was in the log already; nothing was written")
                .sends(200, "Location")
                .answers(207, "application/json", "PublishResult")
                .when(207, "One by one, and some were refused; results say which")
                .problems(
                        ProblemCode.EVENT_CONFLICT,
                        ProblemCode.REVISION_CONFLICT,
                        ProblemCode.IDEMPOTENCY_MISMATCH,
                        ProblemCode.INVALID_EVENT,
                        ProblemCode.OVERLOADED,
                        ProblemCode.STORE_UNAVAILABLE,
                        ProblemCode.READ_ONLY,
                        ProblemCode.SHUTTING_DOWN,
                        ProblemCode.STORE_FULL)
                .problems(BODY);
    }

    private static Operation clearing(String id) {
        return Operation.named(id, "events", "Clear events")
                .details(
                        "Without parameters and body all but the host's own records. What is selected loses its data and"
                                + " is listed no more; a record of the host stays. Many are cleared by a job.")
                .query(QueryParameters.SELECTING)
                .optionalBody("application/json", "ClearRequest")
                .answers(200, "application/json", "ClearResult")
                .answers(202, "application/json", "Job")
                .sends(202, "Location")
                .problems(
                        ProblemCode.EXPECTATION_FAILED,
                        ProblemCode.INVALID_FILTER,
                        ProblemCode.INVALID_BODY,
                        ProblemCode.TOO_MANY_JOBS)
                .problems(BODY)
                .problems(READING);
    }
}
