// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.explain;

import io.carillon.events.DataBinding;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.StoredEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** What operators decided about events, as the log tells it. */
record Decisions(DataBinding binding) {

    private static final int PAGE = 200;
    /** The most decisions looked at, the newest first. */
    private static final int PAGES = 25;

    /** When a dead letter was discarded. */
    Optional<StoredEvent> discarded(EventStore open, String subscription, long position) {
        return newest(
                open,
                subscription,
                position,
                "carillon.subscription.dead_letters_discarded",
                data -> data.get("positions") instanceof List<?> positions
                        && positions.stream().anyMatch(each -> number(each) == position));
    }

    /** When the subscription was put beyond an event it had not reached. */
    Optional<StoredEvent> movedOver(EventStore open, String subscription, long position) {
        return newest(
                open,
                subscription,
                position,
                "carillon.subscription.moved",
                data -> number(data.get("from")) < position && number(data.get("to")) >= position);
    }

    private Optional<StoredEvent> newest(
            EventStore open, String subscription, long after, String type, Predicate<Map<?, ?>> which) {
        OptionalLong cursor = OptionalLong.empty();
        for (int page = 0; page < PAGES; page++) {
            EventQuery.Builder query = EventQuery.builder()
                    .types(type)
                    .subject("subscription/" + subscription)
                    .order(EventQuery.Order.DESCENDING)
                    .limit(PAGE);
            cursor.ifPresent(query::cursor);
            EventPage found = open.query(query.build());
            for (StoredEvent each : found.events()) {
                if (each.position() <= after) {
                    return Optional.empty();
                }
                if (each.event().bind(binding).data().value() instanceof Map<?, ?> data && which.test(data)) {
                    return Optional.of(each);
                }
            }
            cursor = found.next();
            if (cursor.isEmpty()) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static long number(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof Number number ? number.longValue() : -1;
    }
}
