// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.store.StoredEvent;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Says which types of events lead to each other in a circle. */
final class LoopTrace {

    private static final int LONGEST = 64;

    private final StoreHolder store;

    LoopTrace(StoreHolder store) {
        this.store = store;
    }

    /** The refusal with the types of the chain that led to an event, the first cause last. */
    String describe(Event event, String refusal) {
        Set<String> types = new LinkedHashSet<>();
        Optional<Event> each = Optional.of(event);
        try {
            for (int i = 0; i < LONGEST && each.isPresent(); i++) {
                types.add(each.get().type());
                each = each.get().causationId().flatMap(this::find);
            }
        } catch (StoreUnavailableException e) {
            types.add("(the rest cannot be read: " + e.getMessage() + ")");
        }
        return refusal + "; the chain goes through " + String.join(", ", types);
    }

    private Optional<Event> find(String id) {
        return store.read(open -> open.find(id)).stream()
                .map(StoredEvent::event)
                .findFirst();
    }
}
