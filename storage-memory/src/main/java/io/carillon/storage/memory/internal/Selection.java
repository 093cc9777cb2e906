// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import io.carillon.events.Event;
import io.carillon.events.Severity;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.StoredEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The conditions of a query, its type patterns resolved once. */
final class Selection {

    private final EventQuery query;
    private final Set<String> types;

    /** @param known every type in the log */
    Selection(EventQuery query, Collection<String> known) {
        this.query = query;
        this.types = known.stream()
                .filter(type -> query.types().stream().anyMatch(pattern -> pattern.matches(type)))
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean selects(StoredEvent stored) {
        Event event = stored.event();
        return !(query.withoutDeleted() && stored.deleted())
                && (query.types().isEmpty() || types.contains(event.type()))
                && (query.sources().isEmpty() || query.sources().contains(event.source()))
                && is(query.subject(), event.subject())
                && is(query.correlationId(), event.correlationId())
                && is(query.causationId(), event.causationId())
                && is(query.actor(), event.actor())
                && is(query.tenant(), event.tenant())
                && isAsBadAs(query.severity(), event)
                && isWithin(query.from(), query.to(), event);
    }

    private static boolean is(@Nullable String wanted, Optional<String> found) {
        return wanted == null || found.isPresent() && found.get().equals(wanted);
    }

    private static boolean isAsBadAs(@Nullable Severity wanted, Event event) {
        return wanted == null || event.severity().orElse(Severity.INFO).compareTo(wanted) >= 0;
    }

    private static boolean isWithin(@Nullable Instant from, @Nullable Instant to, Event event) {
        return (from == null || !event.time().isBefore(from))
                && (to == null || event.time().isBefore(to));
    }
}
