// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.filter;

import io.carillon.events.Event;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One filter of a set. Looks at attributes as texts; an attribute that is not there satisfies nothing.
 *
 * <p>Source: CloudEvents Subscriptions API, filter dialects.
 */
public sealed interface Predicate {

    /** Whether an event satisfies it. */
    boolean test(Event event);

    /** Every attribute has this value. */
    record Exact(Map<String, String> values) implements Predicate {
        public Exact {
            values = Map.copyOf(values);
        }

        @Override
        public boolean test(Event event) {
            return values.entrySet().stream().allMatch(each -> Attributes.of(event, each.getKey())
                    .filter(each.getValue()::equals)
                    .isPresent());
        }
    }

    /** Every attribute begins with this. */
    record Prefix(Map<String, String> values) implements Predicate {
        public Prefix {
            values = Map.copyOf(values);
        }

        @Override
        public boolean test(Event event) {
            return values.entrySet().stream().allMatch(each -> Attributes.of(event, each.getKey())
                    .filter(text -> text.startsWith(each.getValue()))
                    .isPresent());
        }
    }

    /** Every attribute ends with this. */
    record Suffix(Map<String, String> values) implements Predicate {
        public Suffix {
            values = Map.copyOf(values);
        }

        @Override
        public boolean test(Event event) {
            return values.entrySet().stream().allMatch(each -> Attributes.of(event, each.getKey())
                    .filter(text -> text.endsWith(each.getValue()))
                    .isPresent());
        }
    }

    /** All of these. */
    record All(List<Predicate> of) implements Predicate {
        public All {
            of = List.copyOf(of);
        }

        @Override
        public boolean test(Event event) {
            return of.stream().allMatch(each -> each.test(event));
        }
    }

    /** At least one of these. */
    record Any(List<Predicate> of) implements Predicate {
        public Any {
            of = List.copyOf(of);
        }

        @Override
        public boolean test(Event event) {
            return of.stream().anyMatch(each -> each.test(event));
        }
    }

    /** Not this. */
    record Not(Predicate of) implements Predicate {
        @Override
        public boolean test(Event event) {
            return !of.test(event);
        }
    }

    /** Attributes of events as texts. */
    final class Attributes {

        private Attributes() {}

        static Optional<String> of(Event event, String name) {
            return switch (name) {
                case "specversion" -> Optional.of("1.0");
                case "id" -> Optional.of(event.id());
                case "source" -> Optional.of(event.source());
                case "type" -> Optional.of(event.type());
                case "subject" -> event.subject();
                case "time" -> Optional.of(event.timeText());
                case "dataschema" -> event.dataSchema();
                case "datacontenttype" ->
                    event.data().isNone()
                            ? Optional.empty()
                            : Optional.of(event.data().contentType());
                default -> Optional.ofNullable(event.extensions().get(name)).map(Object::toString);
            };
        }
    }
}
