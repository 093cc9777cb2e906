// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the thread of one plugin that keeps a processor busy and does not stop, even if all of it is within the quota.
 *
 * <p>Threads: not for concurrent use. Holds no more threads than were busy in the last round.
 */
final class BusyThreads {

    /** For how long a thread has to be busy, usually. */
    static final Duration LONG = Duration.ofSeconds(30);
    /** Part of a processor that a busy thread takes. */
    static final double BUSY = 0.9;

    private record Spell(String name, Duration since) {}

    private final Duration patience;
    private Map<Long, Spell> before = new HashMap<>();
    private Map<Long, Spell> now = new HashMap<>();
    private Duration from = Duration.ZERO;
    private Duration at = Duration.ZERO;

    /**
     * Nothing is known yet.
     *
     * @param patience for how long a thread has to be busy
     */
    BusyThreads(Duration patience) {
        this.patience = patience;
    }

    /** Begins a round; its figures are what was taken since the one before. */
    void round(Duration time) {
        from = at;
        at = time;
        before = now;
        now = new HashMap<>();
    }

    /** Notes how much processor time a thread took. */
    void took(long thread, String name, long cpuNanos) {
        if (cpuNanos >= BUSY * at.minus(from).toNanos() && at.compareTo(from) > 0) {
            Spell known = before.get(thread);
            now.put(thread, new Spell(name, known == null ? from : known.since()));
        }
    }

    /** Name of the thread that has been busy for longest, if that is long. */
    @Nullable
    String longest() {
        Spell longest = null;
        for (Spell each : now.values()) {
            if (longest == null || each.since().compareTo(longest.since()) < 0) {
                longest = each;
            }
        }
        return longest != null && at.minus(longest.since()).compareTo(patience) >= 0 ? longest.name() : null;
    }
}
