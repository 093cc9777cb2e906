// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.Ordering;
import io.carillon.events.store.EventQuery;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which key an event has under an ordering. In memory a key is the subject or correlation id itself; where it is kept it
 * says which of them it is, for the ordering may be another one when it is read again.
 */
record KeyRule(Ordering ordering) {

    /** Kept key of an event that nobody waits for. */
    static final String ALONE = "";
    /** Kept key of all events of {@link Ordering#GLOBAL}. */
    static final String GLOBAL = "g";

    private static final String SUBJECT = "s:";
    private static final String CORRELATION = "c:";

    /** The key of an event, {@code null} if it has none. */
    @Nullable
    String of(Event event) {
        return switch (ordering) {
            case SUBJECT -> event.subject().orElse(null);
            case CORRELATION -> event.correlationId().orElse(null);
            case GLOBAL -> GLOBAL;
            case NONE -> null;
        };
    }

    /** A key as it is kept. */
    String kept(@Nullable String key) {
        if (key == null) {
            return ALONE;
        }
        return switch (ordering) {
            case SUBJECT -> SUBJECT + key;
            case CORRELATION -> CORRELATION + key;
            case GLOBAL -> GLOBAL;
            case NONE -> ALONE;
        };
    }

    /** A kept key as it is in memory, {@code null} if it is of another ordering or nobody waits for it. */
    @Nullable
    String inMemory(String kept) {
        if (!isFollowed(kept)) {
            return null;
        }
        String key = kept.substring(SUBJECT.length());
        return kept(key).equals(kept) ? key : null;
    }

    /** The kept keys an event may have, whatever the ordering. */
    static Set<String> possible(Event event) {
        Set<String> keys = new HashSet<>(Set.of(GLOBAL));
        event.subject().ifPresent(subject -> keys.add(SUBJECT + subject));
        event.correlationId().ifPresent(correlation -> keys.add(CORRELATION + correlation));
        return keys;
    }

    /** Whether other events of a kept key wait behind one, and can be found again in the log. */
    static boolean isFollowed(String kept) {
        return kept.startsWith(SUBJECT) || kept.startsWith(CORRELATION);
    }

    /** Selects the events of a kept key behind a position. */
    static EventQuery followers(String kept, long after, int limit) {
        String key = kept.substring(SUBJECT.length());
        boolean subject = kept.startsWith(SUBJECT);
        return EventQuery.builder()
                .subject(subject ? key : null)
                .correlationId(subject ? null : key)
                .order(EventQuery.Order.ASCENDING)
                .cursor(after)
                .limit(limit)
                .build();
    }
}
