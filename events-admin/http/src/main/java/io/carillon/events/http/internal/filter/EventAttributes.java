// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import io.carillon.events.Event;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Context attributes of an event by name, as texts. */
final class EventAttributes {

    /** What the host adds where it shows an event: no filter meets it. */
    private static final Set<String> ADDED = Set.of("sequence", "recordedtime", "hash");

    private EventAttributes() {}

    /** Whether the host adds an attribute of this name where it shows an event. */
    static boolean isAdded(String name) {
        return ADDED.contains(name);
    }

    /** Why a filter that asks for such a one is refused. */
    static String refusal(String name) {
        return name + " cannot be asked for, the host adds it to what it shows; from and to choose positions and times";
    }

    /** Whether CloudEvents allows an attribute of this name. */
    static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= 20
                && name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9');
    }

    /** The value in its type, a String, an Integer or a Boolean; {@code null} when it is not there. */
    static @Nullable Object raw(Event event, String name) {
        Object extension = event.extensions().get(name);
        return extension == null ? value(event, name).orElse(null) : extension;
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
