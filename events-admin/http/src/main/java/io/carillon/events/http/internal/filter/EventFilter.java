// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import io.carillon.events.Event;
import java.util.List;
import java.util.function.BiPredicate;

/** A condition on an event. Source: CloudEvents Subscriptions API, filters; {@code data} is a dialect of our own. */
@FunctionalInterface
public interface EventFilter {

    /** Lets everything through. */
    EventFilter EVERYTHING = (event, steps) -> true;

    /** Whether it holds. Never throws, whatever the event holds. */
    default boolean test(Event event) {
        return test(event, new Steps());
    }

    /** Whether it holds. What would take more steps than are left is an error, as the part of the filter has them. */
    boolean test(Event event, Steps steps);

    /** All of them. */
    static EventFilter all(List<EventFilter> filters) {
        List<EventFilter> all = List.copyOf(filters);
        return all.isEmpty() ? EVERYTHING : (event, steps) -> all.stream().allMatch(each -> each.test(event, steps));
    }

    /** At least one of them. */
    static EventFilter any(List<EventFilter> filters) {
        List<EventFilter> any = List.copyOf(filters);
        return (event, steps) -> any.stream().anyMatch(each -> each.test(event, steps));
    }

    /** The opposite. */
    static EventFilter not(EventFilter filter) {
        return (event, steps) -> !filter.test(event, steps);
    }

    /** A context attribute that is there and compares with a text, for instance by {@link String#startsWith}. */
    static EventFilter attribute(String name, String text, BiPredicate<String, String> comparison) {
        return (event, steps) -> EventAttributes.value(event, name)
                .filter(value -> comparison.test(value, text))
                .isPresent();
    }
}
