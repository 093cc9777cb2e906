// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import io.carillon.events.Event;
import io.carillon.events.TypePattern;
import io.carillon.events.http.internal.filter.EventFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which events are wanted. All that is given must hold; several types and sources are alternatives.
 *
 * @param types empty for all
 * @param sources empty for all
 * @param subject {@code null} for all
 * @param correlationId {@code null} for all
 * @param filter what must hold beside these
 */
public record Selector(
        List<TypePattern> types,
        List<String> sources,
        @Nullable String subject,
        @Nullable String correlationId,
        EventFilter filter) {

    public Selector {
        types = List.copyOf(types);
        sources = List.copyOf(sources);
    }

    /** Whether an event is wanted. */
    public boolean selects(Event event) {
        return (types.isEmpty() || types.stream().anyMatch(type -> type.matches(event.type())))
                && (sources.isEmpty() || sources.contains(event.source()))
                && (subject == null || event.subject().filter(subject::equals).isPresent())
                && (correlationId == null
                        || event.correlationId().filter(correlationId::equals).isPresent())
                && filter.test(event);
    }
}
