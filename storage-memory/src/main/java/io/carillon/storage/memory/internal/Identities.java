// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import io.carillon.events.Event;
import io.carillon.events.store.Hash;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.UnitOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is in the log, and was before it was truncated. Guarded by the lock of the store. */
final class Identities {

    private record Identity(String source, String id) {
        static Identity of(Event event) {
            return new Identity(event.source(), event.id());
        }
    }

    private record Known(Hash body, long position) {}

    private final Map<Identity, Known> known = new HashMap<>();

    void add(NewEvent event, long position, Undo undo) {
        undo.put(known, Identity.of(event.event()), new Known(event.body(), position));
    }

    void forget(String source, String id) {
        known.remove(new Identity(source, id));
    }

    /** What the identities of a unit alone make of it; empty when all of them are new. */
    Optional<UnitOutcome> judge(List<NewEvent> events) {
        Set<Identity> own = new HashSet<>();
        List<Long> duplicates = new ArrayList<>();
        @Nullable UnitOutcome conflict = null;
        for (int i = 0; i < events.size(); i++) {
            NewEvent event = events.get(i);
            Identity identity = Identity.of(event.event());
            if (!own.add(identity)) {
                return Optional.of(repeated(identity));
            }
            Known before = known.get(identity);
            if (before != null) {
                duplicates.add(before.position());
                if (conflict == null && !before.body().equals(event.body())) {
                    conflict = new UnitOutcome.IdConflict(i, before.position());
                }
            }
        }
        if (conflict != null || duplicates.isEmpty()) {
            return Optional.ofNullable(conflict);
        }
        return Optional.of(
                duplicates.size() == events.size()
                        ? new UnitOutcome.Duplicate(duplicates)
                        : mixed(duplicates.size(), events.size()));
    }

    private static UnitOutcome repeated(Identity identity) {
        return new UnitOutcome.Rejected(
                "repeated-id",
                "id " + identity.id() + " of source " + identity.source()
                        + " stands twice in one unit; give each event an id of its own");
    }

    private static UnitOutcome mixed(int known, int all) {
        return new UnitOutcome.Rejected(
                "mixed-duplicates",
                known + " of " + all + " events of the unit are in the log already and the others are not;"
                        + " publish the new ones in a unit of their own");
    }
}
