// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import io.carillon.events.TypePattern;
import io.carillon.events.http.internal.filter.EventFilter;
import io.carillon.events.http.internal.filter.FilterParser;
import io.carillon.events.http.internal.route.Parameters;
import io.carillon.events.http.internal.route.Query;
import io.carillon.events.store.EventQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stream as the query string describes it.
 *
 * @param failOnGap whether missing events are a problem, and not only told
 */
public record StreamRequest(Selector selector, StartPoint start, boolean failOnGap) {

    /** The parameters there are. */
    static List<Query> queries() {
        return List.of(
                Query.of("type", "Pattern of event types").repeated(),
                Query.of("source", "Exact source").repeated(),
                Query.of("subject", "Exact subject"),
                Query.of("correlationid", "Exact correlation"),
                Query.of(
                        "filter",
                        "CloudEvents subscription filters as JSON: exact, prefix, suffix, all, any, not, sql; data"),
                Query.of("from", "new, earliest, a sequence to continue after, a time, or back from now like -15m")
                        .orElse("new"),
                Query.of("on_gap", "What to do when events are missing")
                        .oneOf("continue", "fail")
                        .orElse("continue"),
                Query.of("ticket", "One-time ticket of a client that cannot send headers"));
    }

    /**
     * Reads the parameters.
     *
     * @param lastSeen what the client says it saw last; wins over the parameter {@code from}
     */
    public static StreamRequest of(Parameters parameters, Optional<String> lastSeen, Instant now) {
        EventFilter filter = parameters.one("filter").map(FilterParser::parse).orElse(EventFilter.EVERYTHING);
        Selector wanted = new Selector(
                types(alternatives(parameters, "type")),
                alternatives(parameters, "source"),
                value(parameters, "subject"),
                value(parameters, "correlationid"),
                filter);
        StartPoint start = lastSeen.filter(text -> !text.isEmpty())
                .map(text -> StartPoint.parse("Last-Event-ID", text, now))
                .orElseGet(() -> parameters
                        .one("from")
                        .map(text -> StartPoint.parse("from", text, now))
                        .orElse(new StartPoint.New()));
        boolean fail = parameters.one("on_gap").filter("fail"::equals).isPresent();
        return new StreamRequest(wanted, start, fail);
    }

    /** Patterns from texts. */
    public static List<TypePattern> types(List<String> texts) {
        return texts.stream()
                .map(text -> {
                    try {
                        return new TypePattern(text);
                    } catch (IllegalArgumentException e) {
                        throw Parameters.bad("type", "is not a pattern: " + e.getMessage());
                    }
                })
                .toList();
    }

    /** Finds where to begin; {@code cursor-expired} if that is gone and the client does not want to go on without. */
    public StartPoint.Place place(LogReads log) {
        StartPoint.Place place = start.find(log);
        return failOnGap ? place.orFail() : place;
    }

    private static List<String> alternatives(Parameters parameters, String name) {
        List<String> all = parameters.all(name);
        if (all.size() > EventQuery.MAX_ALTERNATIVES || all.contains("")) {
            throw Parameters.bad(
                    name,
                    "can be given " + EventQuery.MAX_ALTERNATIVES + " times and must not be empty, got " + all.size());
        }
        return all;
    }

    private static @Nullable String value(Parameters parameters, String name) {
        Optional<String> value = parameters.one(name);
        if (value.isPresent() && value.get().isEmpty()) {
            throw Parameters.bad(name, "must not be empty");
        }
        return value.orElse(null);
    }
}
