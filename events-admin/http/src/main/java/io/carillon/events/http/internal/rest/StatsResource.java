// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Parameters;
import io.carillon.events.store.EventGroup;
import io.carillon.events.store.EventQuery;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Counts events: by an attribute, and over time. */
final class StatsResource {

    /** What the group without the attribute is called. */
    private static final String NONE = "";

    private final Host host;
    private final Clock clock;
    private final EventSearch search;

    StatsResource(Host host, Clock clock, EventSearch search) {
        this.host = host;
        this.clock = clock;
        this.search = search;
    }

    /** {@code GET /api/v1/events/stats}. */
    Answer stats(Call call) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        QueryParameters query = QueryParameters.of(call.parameters(), now);
        EventSelection selection = EventSelection.of(
                query.query(), query.filter(), call.principal().orElseThrow());
        EventGroup.Key key = key(call.parameters());
        Optional<Buckets> buckets =
                call.parameters().one("bucket").map(width -> buckets(width, call.parameters(), query.query(), now));
        Tally tally = new Tally(key, buckets.orElse(null));
        boolean counted = selection.counted();
        List<EventGroup> groups;
        if (counted) {
            groups = groups(selection.query(), key);
            buckets.ifPresent(each -> each.count(
                    part -> search.timed(() -> host.get(EventsAdmin.class).count(between(selection.query(), part)))));
        } else {
            search.each(selection, tally::add);
            groups = tally.groups();
        }
        return Answer.json(200, body(query.query(), now, groups, buckets));
    }

    /** A series runs over a range of time; the events between positions may have any times. */
    private static Buckets buckets(String width, Parameters parameters, EventQuery query, Instant now) {
        for (String bound : new String[] {"from", "to"}) {
            if (parameters
                    .one(bound)
                    .filter(text -> Bound.parse(bound, text, now) instanceof Bound.Position)
                    .isPresent()) {
                throw Parameters.bad("bucket", "needs times, and " + bound + " is a position");
            }
        }
        return Buckets.of(width, query.from(), query.to(), now);
    }

    private List<EventGroup> groups(EventQuery query, EventGroup.Key key) {
        boolean everything = query.equals(query.toBuilder()
                .types()
                .sources(List.of())
                .subject(null)
                .correlationId(null)
                .causationId(null)
                .actor(null)
                .tenant(null)
                .severity(null)
                .from(null)
                .to(null)
                .firstPosition(1)
                .endPosition(Long.MAX_VALUE)
                .build());
        EventsAdmin log = host.get(EventsAdmin.class);
        if (everything && key == EventGroup.Key.TYPE) {
            return log.types().stream()
                    .map(type -> new EventGroup(type.type(), type.count(), type.firstSeen(), type.lastSeen()))
                    .toList();
        }
        return search.timed(() -> log.groups(query, key));
    }

    private static EventQuery between(EventQuery query, Buckets.Part part) {
        return query.toBuilder().from(part.from()).to(part.to()).build();
    }

    private static EventGroup.Key key(Parameters parameters) {
        String by = parameters.one("by").orElse("type");
        for (EventGroup.Key key : EventGroup.Key.values()) {
            if (key.name().toLowerCase(Locale.ROOT).equals(by)) {
                return key;
            }
        }
        throw new IllegalArgumentException("the route lets no other word through, got " + by);
    }

    private static ObjectNode body(EventQuery query, Instant now, List<EventGroup> groups, Optional<Buckets> buckets) {
        ObjectNode body = Answer.object();
        long total = groups.stream().mapToLong(EventGroup::count).sum();
        range(body, query, now);
        body.put("total", total);
        Instant from = query.from();
        Instant to = query.to() == null ? now : query.to();
        if (from != null && from.isBefore(to) && query.endPosition() == Long.MAX_VALUE) {
            Duration range = Duration.between(from, to);
            body.put("ratePerSecond", total / Math.max(0.001, range.toSeconds() + range.toMillisPart() / 1000.0));
        }
        ObjectNode counts = body.putObject("groups");
        for (EventGroup group : groups) {
            String value = group.value();
            counts.put(value == null ? NONE : value, group.count());
        }
        body.put("truncated", groups.size() >= EventGroup.MAX_GROUPS && groups.size() != 0);
        buckets.ifPresent(each -> {
            ObjectNode series =
                    body.putObject("series").put("bucketSeconds", each.width().toSeconds());
            ArrayNode times = series.putArray("t");
            ArrayNode values = series.putArray("values");
            each.parts().forEach(part -> times.add(part.from().getEpochSecond()));
            for (long count : each.counts()) {
                values.add(count);
            }
        });
        return body;
    }

    /** What was counted: a bound is told as it was given, by time or by position. */
    private static void range(ObjectNode body, EventQuery query, Instant now) {
        Instant from = query.from();
        if (from != null) {
            body.put("from", from.toString());
        }
        if (query.firstPosition() > 1) {
            body.put("fromPosition", EventWriter.sequence(query.firstPosition()));
        }
        if (query.endPosition() == Long.MAX_VALUE) {
            body.put("to", (query.to() == null ? now : query.to()).toString());
        } else {
            body.put("toPosition", EventWriter.sequence(query.endPosition()));
        }
    }
}
