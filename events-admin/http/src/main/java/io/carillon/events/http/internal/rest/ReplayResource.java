// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobsAdmin;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.ReplayAdmin;
import io.carillon.events.admin.Scope;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Route;
import io.carillon.events.store.EventQuery;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Has stored events delivered once more, as a job. */
final class ReplayResource {

    private static final String[] CHOICE = {"types", "sources", "subject", "correlationid", "from", "to"};
    private static final String[] MEMBERS = {
        "positions",
        "types",
        "sources",
        "subject",
        "correlationid",
        "from",
        "to",
        "subscriptions",
        "rate",
        "dryRun",
        "name"
    };

    private final Host host;
    private final Clock clock;

    ReplayResource(Host host, Clock clock) {
        this.host = host;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(Route.of("POST", EventResource.PATH + "/replay", Scope.EVENTS_REPLAY, this::replay)
                .described(Operation.named("replayEvents", "events", "Deliver stored events once more")
                        .details("Nothing is appended and no checkpoint moves. Handlers see that it is a replay."
                                + " A body without a choice means all events.")
                        .body("application/json", "ReplayRequest")
                        .answers(202, "application/json", "Job")
                        .sends(202, "Location")
                        .problems(
                                ProblemCode.MALFORMED_JSON,
                                ProblemCode.TOO_LARGE,
                                ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                                ProblemCode.INVALID_BODY,
                                ProblemCode.TOO_MANY_JOBS,
                                ProblemCode.UNAVAILABLE)));
    }

    Answer replay(Call call) throws IOException {
        Members body = Members.read(call, MEMBERS);
        requireAll(call.principal().orElseThrow());
        ReplayAdmin.Request request = request(body);
        String name = body.text("name").orElse("");
        if (name.length() > JobsAdmin.MAX_NAME) {
            throw Members.bad("name", "must have at most " + JobsAdmin.MAX_NAME + " characters");
        }
        JobStatus job = Act.get(() -> Act.job(() -> host.get(JobsAdmin.class).replay(request, name, call.by())));
        return JobResource.accepted(job);
    }

    /** A replay shows events to handlers, whoever asked for it. */
    private static void requireAll(Principal caller) {
        if (caller.isNarrowed()) {
            throw Problem.of(ProblemCode.FORBIDDEN, "a caller who is limited to some types or tenants replays nothing")
                    .toException();
        }
    }

    private ReplayAdmin.Request request(Members body) {
        List<Long> positions = body.positions("positions");
        for (String name : CHOICE) {
            if (!positions.isEmpty() && body.names().contains(name)) {
                throw Members.bad(name, "does not go with positions");
            }
        }
        return Act.get(() -> new ReplayAdmin.Request(
                positions,
                positions.isEmpty() ? query(body) : null,
                body.texts("subscriptions"),
                body.amount("rate").orElse(0.0),
                body.flag("dryRun").orElse(false)));
    }

    private EventQuery query(Members body) {
        Instant now = clock.instant();
        EventQuery.Builder query = EventQuery.builder()
                .types(body.patterns("types"))
                .sources(body.texts("sources"))
                .subject(body.text("subject").orElse(null))
                .correlationId(body.text("correlationid").orElse(null));
        body.as("from", text -> Bound.read(text, now)).ifPresent(from -> from.begin(query));
        body.as("to", text -> Bound.read(text, now)).ifPresent(to -> to.end(query));
        return query.build();
    }
}
