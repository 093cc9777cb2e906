// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.filter;

import io.carillon.events.Event;
import io.carillon.events.TypePattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which events are wanted. All that is given must hold; several types and sources are alternatives.
 *
 * @param types empty for all
 * @param sources empty for all
 * @param subject {@code null} for all
 * @param correlationId {@code null} for all
 * @param all every one of these must hold
 */
public record EventFilter(
        List<TypePattern> types,
        List<String> sources,
        @Nullable String subject,
        @Nullable String correlationId,
        List<Predicate> all) {

    public EventFilter {
        types = List.copyOf(types);
        sources = List.copyOf(sources);
        all = List.copyOf(all);
    }

    /** Whether an event is wanted. */
    public boolean selects(Event event) {
        return (types.isEmpty() || types.stream().anyMatch(type -> type.matches(event.type())))
                && (sources.isEmpty() || sources.contains(event.source()))
                && (subject == null || event.subject().filter(subject::equals).isPresent())
                && (correlationId == null
                        || event.correlationId().filter(correlationId::equals).isPresent())
                && all.stream().allMatch(each -> each.test(event));
    }
}
