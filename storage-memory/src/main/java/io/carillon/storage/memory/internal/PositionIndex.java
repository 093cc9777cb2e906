// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Positions of the events that have one value of an attribute. Guarded by the lock of the store. */
final class PositionIndex {

    private static final Positions NONE = new Positions();

    private final Map<String, Positions> byValue = new HashMap<>();

    void addLast(Optional<String> value, long position) {
        value.ifPresent(
                text -> byValue.computeIfAbsent(text, any -> new Positions()).addLast(position));
    }

    void removeLast(Optional<String> value) {
        value.ifPresent(text -> byValue.computeIfPresent(text, (any, positions) -> {
            positions.removeLast();
            return positions.size() == 0 ? null : positions;
        }));
    }

    void removeFirst(Optional<String> value) {
        value.ifPresent(text -> byValue.computeIfPresent(text, (any, positions) -> {
            positions.removeFirst();
            return positions.size() == 0 ? null : positions;
        }));
    }

    Positions of(String value) {
        return byValue.getOrDefault(value, NONE);
    }
}
