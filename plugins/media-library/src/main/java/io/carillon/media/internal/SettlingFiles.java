// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Paths where something happened, held until they had the time to settle. A path that is heard of again starts anew. At
 * most {@value #MAX}; beyond that it says that changes were lost.
 *
 * <p>Threads: for one thread.
 */
final class SettlingFiles {

    /** The most paths held. */
    static final int MAX = 10_000;

    /**
     * A path whose time is over.
     *
     * @param seen how it looked when its time began, {@code null} when nobody looked
     */
    record Due(Path path, @Nullable Stamp seen) {}

    private record Waiting(@Nullable Stamp seen, long untilNanos) {}

    private final Duration settle;
    private final Map<Path, Waiting> waiting = new LinkedHashMap<>();
    private boolean overflowed;

    SettlingFiles(Duration settle) {
        this.settle = settle;
    }

    /** Holds a path for the settle time from now on. */
    void hold(Path path, @Nullable Stamp seen, long nowNanos) {
        if (waiting.size() >= MAX && !waiting.containsKey(path)) {
            overflowed = true;
            return;
        }
        waiting.remove(path);
        waiting.put(path, new Waiting(seen, nowNanos + settle.toNanos()));
    }

    /** Takes out at most {@code max} paths whose time is over, oldest first. */
    List<Due> takeDue(long nowNanos, int max) {
        List<Due> due = new ArrayList<>();
        Iterator<Map.Entry<Path, Waiting>> entries = waiting.entrySet().iterator();
        while (entries.hasNext() && due.size() < max) {
            Map.Entry<Path, Waiting> entry = entries.next();
            if (entry.getValue().untilNanos() - nowNanos > 0) {
                break;
            }
            due.add(new Due(entry.getKey(), entry.getValue().seen()));
            entries.remove();
        }
        return due;
    }

    int size() {
        return waiting.size();
    }

    /** Whether paths were turned away since this was last asked. */
    boolean takeOverflow() {
        boolean lost = overflowed;
        overflowed = false;
        return lost;
    }
}
