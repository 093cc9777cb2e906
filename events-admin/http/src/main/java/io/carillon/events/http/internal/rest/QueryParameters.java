// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.Severity;
import io.carillon.events.TypePattern;
import io.carillon.events.http.internal.filter.EventFilter;
import io.carillon.events.http.internal.filter.FilterParser;
import io.carillon.events.http.internal.filter.TextSearch;
import io.carillon.events.http.internal.route.Parameters;
import io.carillon.events.http.internal.route.Query;
import io.carillon.events.http.internal.route.Value;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.LogReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A query of the log as its parameters describe it.
 *
 * @param query to be asked
 * @param filter what the store cannot select by
 * @param identity what a cursor is bound to
 * @param now what its times are relative to
 */
record QueryParameters(EventQuery query, EventFilter filter, String identity, Instant now) {

    private static final List<String> SEVERITIES =
            Arrays.stream(Severity.values()).map(Severity::name).toList();

    private static final int MAX_DATA = 20;

    /** What selects events. */
    static final List<Query> SELECTING = List.of(
            Query.of("type", "Pattern of types: a name, * for one segment, ** for any number; several are alternatives")
                    .repeated(),
            Query.of("source", "Source; several are alternatives").repeated(),
            Query.of("subject", "Subject"),
            Query.of("correlationid", "Correlation"),
            Query.of("causationid", "Id of the event that caused it"),
            Query.of("actor", "Who did it (authid)"),
            Query.of("tenant", "Tenant (tenantid)"),
            Query.of("severity", "This severity or worse").taking(new Value.Choice(SEVERITIES, true)),
            Query.of("from", "Not before this position or time").described(Bound.SCHEMA),
            Query.of("to", "Before this position or time").described(Bound.SCHEMA),
            Query.of("q", "Words that all stand in the type, the subject or the data, in upper or lower case"),
            Query.of("data", "Condition on the data: a JSON Pointer, one of = != < <= > >=, and a value; all must hold")
                    .repeated(),
            Query.of(
                    "filter",
                    "CloudEvents subscription filters as JSON: exact, prefix, suffix, all, any, not, sql; data"));

    /** What makes pages of them. */
    static final List<Query> PAGING = List.of(
            Query.of("deleted", "Whether deleted events are listed too, without their data")
                    .flag()
                    .orElse("false"),
            Query.of("order", "By position").oneOf("desc", "asc").orElse("desc"),
            Query.of("limit", "The most events of a page")
                    .whole(1, LogReader.MAX_PAGE)
                    .orElse("50"),
            Query.of("cursor", "Where the page begins, from next"));

    /** Reads the parameters; every one that cannot be used is a problem. */
    static QueryParameters of(Parameters parameters, Instant now) {
        String identity = parameters.queryWithout("cursor", "limit");
        Optional<Cursor> cursor = parameters.one("cursor").map(text -> Cursor.parse(text, identity));
        Instant anchor = cursor.map(Cursor::now).orElse(now);
        EventQuery.Builder query = EventQuery.builder()
                .types(types(parameters))
                .sources(alternatives(parameters, "source"))
                .subject(parameters.one("subject").orElse(null))
                .correlationId(parameters.one("correlationid").orElse(null))
                .causationId(parameters.one("causationid").orElse(null))
                .actor(parameters.one("actor").orElse(null))
                .tenant(parameters.one("tenant").orElse(null))
                .severity(severity(parameters))
                .order(order(parameters))
                .limit(limit(parameters));
        parameters.one("from").ifPresent(text -> Bound.parse("from", text, anchor)
                .begin(query));
        parameters.one("to").ifPresent(text -> Bound.parse("to", text, anchor).end(query));
        if (!parameters.flag("deleted", false)) {
            query.withoutDeleted();
        }
        cursor.ifPresent(known -> query.cursor(known.position()));
        return new QueryParameters(query.build(), filter(parameters), identity, anchor);
    }

    private static EventFilter filter(Parameters parameters) {
        List<EventFilter> filters = new ArrayList<>();
        parameters.one("q").ifPresent(text -> filters.add(words(text)));
        List<String> data = parameters.all("data");
        if (data.size() > MAX_DATA) {
            throw Parameters.bad("data", "can be given " + MAX_DATA + " times, got " + data.size());
        }
        data.forEach(each -> filters.add(FilterParser.data(each)));
        parameters.one("filter").ifPresent(text -> filters.add(FilterParser.parse(text)));
        return EventFilter.all(filters);
    }

    private static EventFilter words(String text) {
        try {
            return TextSearch.of(text);
        } catch (IllegalArgumentException e) {
            throw Parameters.bad("q", String.valueOf(e.getMessage()));
        }
    }

    /** The cursor of the next page. */
    String cursor(long position) {
        return new Cursor(position, now).text(identity);
    }

    private static List<TypePattern> types(Parameters parameters) {
        return alternatives(parameters, "type").stream()
                .map(QueryParameters::pattern)
                .toList();
    }

    private static TypePattern pattern(String text) {
        try {
            return new TypePattern(text);
        } catch (IllegalArgumentException e) {
            throw Parameters.bad("type", "is not a pattern: " + e.getMessage());
        }
    }

    private static List<String> alternatives(Parameters parameters, String name) {
        List<String> all = parameters.all(name);
        if (all.size() > EventQuery.MAX_ALTERNATIVES) {
            throw Parameters.bad(name, "can be given " + EventQuery.MAX_ALTERNATIVES + " times, got " + all.size());
        }
        return all;
    }

    private static @Nullable Severity severity(Parameters parameters) {
        return parameters
                .one("severity")
                .map(text -> Severity.valueOf(text.toUpperCase(Locale.ROOT)))
                .orElse(null);
    }

    private static EventQuery.Order order(Parameters parameters) {
        boolean ascending = parameters.one("order").filter("asc"::equals).isPresent();
        return ascending ? EventQuery.Order.ASCENDING : EventQuery.Order.DESCENDING;
    }

    private static int limit(Parameters parameters) {
        return parameters.one("limit").map(Integer::parseInt).orElse(50);
    }
}
