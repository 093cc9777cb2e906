// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was done since a commit began, so that it can be taken back. Guarded by the lock of the store. */
final class Undo {

    private final Deque<Runnable> steps = new ArrayDeque<>();

    /** Where it stands, for {@link #backTo}. */
    int mark() {
        return steps.size();
    }

    /** Adds how to take back what was just done. */
    void add(Runnable step) {
        steps.push(step);
    }

    /** Puts a value, or removes the key when it is {@code null}, and remembers what was there. */
    <K, V> void put(Map<K, V> map, K key, @Nullable V value) {
        V before = set(map, key, value);
        add(() -> set(map, key, before));
    }

    private static <K, V> @Nullable V set(Map<K, V> map, K key, @Nullable V value) {
        return value == null ? map.remove(key) : map.put(key, value);
    }

    /** Takes back everything since a mark, the newest first. */
    void backTo(int mark) {
        while (steps.size() > mark) {
            steps.pop().run();
        }
    }
}
