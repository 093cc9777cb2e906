// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.TypePattern;
import io.carillon.events.store.EventQuery;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;

/** Which events the options of a command ask for. An empty option asks for all. */
final class EventFilter {

    private EventFilter() {}

    static EventQuery.Builder query(
            String type, String source, String subject, String correlation, String from, String to, Clock clock) {
        return query(type, source, subject, correlation)
                .from(Moment.parse("--from", from, clock).orElse(null))
                .to(Moment.parse("--to", to, clock).orElse(null));
    }

    static EventQuery.Builder query(String type, String source, String subject, String correlation) {
        return EventQuery.builder()
                .types(patterns(type))
                .sources(source.isEmpty() ? List.of() : List.of(source))
                .subject(subject.isEmpty() ? null : subject)
                .correlationId(correlation.isEmpty() ? null : correlation);
    }

    /** The patterns of {@code --type}, which commas separate. */
    static List<TypePattern> patterns(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                        .map(pattern -> pattern("--type", pattern.strip()))
                        .toList();
    }

    /** One pattern. */
    static TypePattern pattern(String option, String text) {
        try {
            return new TypePattern(text);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(
                    option + " is no pattern of types: " + e.getMessage(), "for instance scan.* or order.**");
        }
    }
}
