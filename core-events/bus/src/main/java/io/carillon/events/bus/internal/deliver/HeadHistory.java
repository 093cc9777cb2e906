// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Where the end of the log was a while ago, exact to a fiftieth of how far back it is asked for.
 *
 * <p>Threads: safe for concurrent use.
 */
final class HeadHistory {

    private static final int STEPS = 50;

    private record Moment(long millis, long head) {}

    private final long reach;
    private final long step;
    private final Deque<Moment> moments = new ArrayDeque<>();
    /** The last one noted, if it is not among the moments. */
    private @Nullable Moment latest;

    private volatile long head;

    /**
     * Nothing noted yet.
     *
     * @param reach how far back it will be asked for
     */
    HeadHistory(Duration reach) {
        this.reach = reach.toMillis();
        this.step = Math.max(1, this.reach / STEPS);
    }

    /** Notes where the end is now; a position lower than before is the end of another log. */
    synchronized void note(long millis, long position) {
        if (position < head) {
            moments.clear();
            latest = null;
        }
        if (latest != null && isDue(millis)) { // the one before it counts until now, however long ago it was
            moments.addLast(latest);
        }
        Moment now = new Moment(millis, position);
        head = position;
        latest = isDue(millis) ? null : now;
        if (latest == null) {
            moments.addLast(now);
        }
        while (moments.size() > 1 && second().millis() <= millis - reach) {
            moments.removeFirst();
        }
    }

    private boolean isDue(long millis) {
        Moment last = moments.peekLast();
        return last == null || millis - last.millis() >= step;
    }

    private Moment second() {
        var each = moments.iterator();
        each.next();
        return each.next();
    }

    /** The last position noted. */
    long head() {
        return head;
    }

    /** Where the end was at a time; the first place noted if that is later. */
    synchronized long headBefore(long millis) {
        long found = moments.isEmpty() ? 0 : moments.getFirst().head();
        for (Moment each : moments) {
            if (each.millis() > millis) {
                break;
            }
            found = each.head();
        }
        return found;
    }
}
