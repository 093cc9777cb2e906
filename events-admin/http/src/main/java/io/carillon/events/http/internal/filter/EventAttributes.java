// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import io.carillon.events.Event;
import java.util.Optional;

/** Context attributes of an event by name, as texts. */
final class EventAttributes {

    private EventAttributes() {}

    /** Whether CloudEvents allows an attribute of this name. */
    static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= 20
                && name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9');
    }

    static Optional<String> value(Event event, String name) {
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
