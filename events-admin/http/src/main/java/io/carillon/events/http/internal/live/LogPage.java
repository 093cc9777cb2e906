// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Some events of the log one after the other. Who is interested in the same gets the same selection, made once.
 *
 * <p>Threads: safe for concurrent use.
 */
final class LogPage {

    /** Selections kept; further ones are made anew each time. */
    static final int MAX_SELECTIONS = 32;

    /** Records of a change of what was appended before. */
    private static final Set<String> DELETIONS =
            Set.of("carillon.event.deleted", "carillon.events.clearing", "carillon.events.cleared");

    private final List<EncodedEvent> events;
    private final long weight;
    private final Map<Interest, List<EncodedEvent>> selections = new ConcurrentHashMap<>();

    /**
     * A page.
     *
     * @param events at least one, in ascending position
     */
    LogPage(List<EncodedEvent> events) {
        this.events = List.copyOf(events);
        this.weight = events.stream().mapToLong(EncodedEvent::weight).sum();
    }

    long first() {
        return events.get(0).position();
    }

    long last() {
        return events.get(events.size() - 1).position();
    }

    long weight() {
        return weight;
    }

    /** Whether data of events before was deleted since. */
    boolean tellsOfDeletion() {
        return events.stream()
                .anyMatch(each -> DELETIONS.contains(each.stored().event().type()));
    }

    /** The events of an interest, in ascending position. */
    List<EncodedEvent> wanted(Interest interest) {
        List<EncodedEvent> known = selections.get(interest);
        if (known != null) {
            return known;
        }
        List<EncodedEvent> selected = select(interest);
        if (selections.size() < MAX_SELECTIONS) {
            selections.putIfAbsent(interest, selected);
        }
        return selected;
    }

    private List<EncodedEvent> select(Interest interest) {
        return events.stream().filter(each -> interest.selects(each.stored())).toList();
    }
}
