// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import io.carillon.events.Event;
import java.util.List;
import java.util.function.BiPredicate;

/** A condition on an event. Source: CloudEvents Subscriptions API, filters; {@code data} is a dialect of our own. */
@FunctionalInterface
public interface EventFilter {

    /** Lets everything through. */
    EventFilter EVERYTHING = event -> true;

    /** Whether it holds. Never throws, whatever the event holds. */
    boolean test(Event event);

    /** All of them. */
    static EventFilter all(List<EventFilter> filters) {
        List<EventFilter> all = List.copyOf(filters);
        return all.isEmpty() ? EVERYTHING : event -> all.stream().allMatch(each -> each.test(event));
    }

    /** At least one of them. */
    static EventFilter any(List<EventFilter> filters) {
        List<EventFilter> any = List.copyOf(filters);
        return event -> any.stream().anyMatch(each -> each.test(event));
    }

    /** The opposite. */
    static EventFilter not(EventFilter filter) {
        return event -> !filter.test(event);
    }

    /** A context attribute that is there and compares with a text, for instance by {@link String#startsWith}. */
    static EventFilter attribute(String name, String text, BiPredicate<String, String> comparison) {
        return event -> EventAttributes.value(event, name)
                .filter(value -> comparison.test(value, text))
                .isPresent();
    }
}
