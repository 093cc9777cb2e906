// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.Severity;
import io.carillon.events.TypePattern;
import io.carillon.events.http.internal.route.Nearest;
import io.carillon.events.http.internal.route.Parameters;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.LogReader;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A query of the log as its parameters describe it.
 *
 * @param query to be asked
 * @param identity what a cursor is bound to
 * @param now what its times are relative to
 */
record QueryParameters(EventQuery query, String identity, Instant now) {

    private static final String[] NAMES = {
        "type",
        "source",
        "subject",
        "correlationid",
        "causationid",
        "actor",
        "tenant",
        "severity",
        "from",
        "to",
        "order",
        "limit",
        "cursor"
    };

    /** Reads the parameters; every one that cannot be used is a problem. */
    static QueryParameters of(Parameters given, Instant now) {
        Parameters parameters = given.allow(NAMES);
        String identity = parameters.queryWithout("cursor", "limit");
        Optional<Cursor> cursor = parameters.one("cursor").map(text -> Cursor.parse(text, identity));
        Instant anchor = cursor.map(Cursor::now).orElse(now);
        EventQuery.Builder query = EventQuery.builder()
                .types(types(parameters))
                .sources(alternatives(parameters, "source"))
                .subject(value(parameters, "subject"))
                .correlationId(value(parameters, "correlationid"))
                .causationId(value(parameters, "causationid"))
                .actor(value(parameters, "actor"))
                .tenant(value(parameters, "tenant"))
                .severity(severity(parameters))
                .from(time(parameters, "from", anchor))
                .to(time(parameters, "to", anchor))
                .order(order(parameters))
                .limit(limit(parameters));
        cursor.ifPresent(known -> query.cursor(known.position()));
        return new QueryParameters(query.build(), identity, anchor);
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
        if (all.contains("")) {
            throw Parameters.bad(name, "must not be empty");
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

    private static @Nullable Severity severity(Parameters parameters) {
        String text = value(parameters, "severity");
        if (text == null) {
            return null;
        }
        List<String> names =
                Arrays.stream(Severity.values()).map(Severity::name).toList();
        String upper = text.toUpperCase(Locale.ROOT);
        if (!names.contains(upper)) {
            throw Parameters.bad(
                    "severity", "must be one of " + String.join(", ", names) + Nearest.suggestion(upper, names));
        }
        return Severity.valueOf(upper);
    }

    private static @Nullable Instant time(Parameters parameters, String name, Instant now) {
        String text = value(parameters, name);
        return text == null ? null : TimeExpression.parse(name, text, now);
    }

    private static EventQuery.Order order(Parameters parameters) {
        String order = parameters.one("order").orElse("desc");
        return switch (order) {
            case "desc" -> EventQuery.Order.DESCENDING;
            case "asc" -> EventQuery.Order.ASCENDING;
            default -> throw Parameters.bad("order", "must be asc or desc, got \"" + order + "\"");
        };
    }

    private static int limit(Parameters parameters) {
        String limit = parameters.one("limit").orElse("50");
        boolean digits = limit.matches("\\d{1,4}");
        int value = digits ? Integer.parseInt(limit) : 0;
        if (value < 1 || value > LogReader.MAX_PAGE) {
            throw Parameters.bad("limit", "must be 1 to " + LogReader.MAX_PAGE + ", got \"" + limit + "\"");
        }
        return value;
    }
}
