// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.ClearAdmin;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobWork;
import io.carillon.events.admin.JobsAdmin;
import io.carillon.events.admin.Principal;
import io.carillon.events.http.internal.filter.EventFilter;
import io.carillon.events.http.internal.filter.FilterParser;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.store.EventGroup;
import io.carillon.events.store.EventQuery;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;

/** Clears events: the whole log, or what parameters and a filter select. */
final class ClearResource {

    /** More events than this are cleared by a job. */
    static final int AT_ONCE = 5_000;

    private static final int MAX_REASON = 500;

    private final Host host;
    private final Clock clock;
    private final EventSearch search;
    private final LongSupplier nanos;

    ClearResource(Host host, Clock clock, EventSearch search, LongSupplier nanos) {
        this.host = host;
        this.clock = clock;
        this.search = search;
        this.nanos = nanos;
    }

    /** {@code POST /api/v1/events/clear} and {@code DELETE /api/v1/events}. */
    Answer clear(Call call) throws IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        JsonBody body = JsonBody.of(call, "filter", "before", "dryRun", "expect", "reason");
        QueryParameters given = QueryParameters.of(call.parameters(), now);
        Principal principal = call.principal().orElseThrow();
        EventQuery query = given.query();
        Optional<Bound> before = body.bound("before", now);
        if (before.isPresent()) {
            if (query.to() != null || query.endPosition() < Long.MAX_VALUE) {
                throw JsonBody.bad("before", "says the same as the parameter to; give one of them");
            }
            EventQuery.Builder earlier = query.toBuilder();
            before.get().end(earlier);
            query = earlier.build();
        }
        EventFilter filter = body.node("filter")
                .map(node -> FilterParser.parse(node, "#/filter"))
                .orElse(EventFilter.EVERYTHING);
        EventSelection selection =
                EventSelection.of(query, EventFilter.all(List.of(given.filter(), filter)), principal);
        String described = described(call, body);
        String reason = body.text("reason", MAX_REASON).orElse("");
        ClearAdmin clearing = host.get(ClearAdmin.class);
        ClearAdmin.Request dry = request(selection, described, reason, true);
        ClearAdmin.Request real = request(selection, described, reason, false);
        boolean dryRun = body.flag("dryRun");
        Optional<Long> expected = body.count("expect");
        OptionalLong known = selection.counted() ? counted(selection.query()) : OptionalLong.empty();
        if (known.isPresent() && known.getAsLong() > AT_ONCE) {
            expected.ifPresent(number -> requireNear(number, known.getAsLong()));
            return dryRun
                    ? Answer.json(
                            200,
                            Answer.object().put("cleared", known.getAsLong()).put("dryRun", true))
                    : job(clearing, real, principal, known);
        }
        ClearAdmin.Cleared found;
        try {
            found = clearing.clear(dry, principal.name(), new ShortWork(nanos));
        } catch (CancellationException e) {
            if (dryRun || expected.isPresent()) {
                throw Problem.of(ProblemCode.QUERY_TIMEOUT, "the events have to be looked at one by one to be counted")
                        .toException();
            }
            return job(clearing, real, principal, OptionalLong.empty());
        }
        expected.ifPresent(number -> requireNear(number, found.cleared()));
        if (dryRun) {
            return Answer.json(200, body(found).put("dryRun", true));
        }
        if (found.cleared() > AT_ONCE) {
            return job(clearing, real, principal, OptionalLong.of(found.cleared()));
        }
        return Answer.json(200, body(clearing.clear(real, principal.name(), new ShortWork(() -> 0))));
    }

    /** How many the store counts, records of the host apart. */
    private OptionalLong counted(EventQuery query) {
        List<EventGroup> groups = search.timed(() -> host.get(EventsAdmin.class).groups(query, EventGroup.Key.TYPE));
        if (groups.size() == EventGroup.MAX_GROUPS) {
            return OptionalLong.of(
                    search.timed(() -> host.get(EventsAdmin.class).count(query)));
        }
        return OptionalLong.of(groups.stream()
                .filter(group -> !Reserved.isType(String.valueOf(group.value())))
                .mapToLong(EventGroup::count)
                .sum());
    }

    private Answer job(ClearAdmin clearing, ClearAdmin.Request request, Principal principal, OptionalLong total) {
        JobStatus job = Act.job(() -> host.get(JobsAdmin.class)
                .submit("clear", "Clear " + request.described(), "events", principal.name(), progress -> {
                    total.ifPresent(progress::total);
                    ClearAdmin.Cleared cleared = clearing.clear(request, principal.name(), progress);
                    return cleared.cleared() + " events cleared, of these " + cleared.unread() + " unread; recorded as "
                            + cleared.auditEventId();
                }));
        return JobResource.accepted(job);
    }

    private static ClearAdmin.Request request(
            EventSelection selection, String described, String reason, boolean dryRun) {
        return new ClearAdmin.Request(selection.query(), selection.also()::test, described, reason, dryRun);
    }

    private static String described(Call call, JsonBody body) {
        StringBuilder text = new StringBuilder(call.parameters().queryWithout());
        for (String name : new String[] {"filter", "before"}) {
            body.node(name).ifPresent(node -> text.append(text.isEmpty() ? "" : "&")
                    .append(name)
                    .append('=')
                    .append(node.isTextual() ? node.textValue() : node.toString()));
        }
        String all = text.isEmpty() ? "everything" : text.toString();
        return all.length() <= 1_000 ? all : all.substring(0, 999) + "…";
    }

    private static void requireNear(long expected, long found) {
        if (Math.abs(expected - found) * 10 > expected) {
            throw Problem.pointer(
                            ProblemCode.EXPECTATION_FAILED,
                            "#/expect",
                            "expected " + expected + " events, there are " + found + "; nothing was cleared")
                    .toException();
        }
    }

    private static ObjectNode body(ClearAdmin.Cleared cleared) {
        ObjectNode body = Answer.object().put("cleared", cleared.cleared()).put("unread", cleared.unread());
        if (!cleared.auditEventId().isEmpty()) {
            body.put("auditEventId", cleared.auditEventId());
        }
        return body;
    }

    /** Work within the time of a request. */
    private static final class ShortWork implements JobWork.Progress {

        private final LongSupplier nanos;
        private final long start;

        ShortWork(LongSupplier nanos) {
            this.nanos = nanos;
            this.start = nanos.getAsLong();
        }

        @Override
        public void total(long total) {
            // a request shows no progress
        }

        @Override
        public void done(long done) {
            // as above
        }

        @Override
        public void checkCancelled() {
            if (nanos.getAsLong() - start > EventSearch.PATIENCE_NANOS) {
                throw new CancellationException("it takes longer than a request may");
            }
        }
    }
}
