// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The newest events of the log, without holes, within bounds of memory. Who needs older ones reads the log.
 *
 * <p>Threads: one follower writes; anybody reads.
 */
final class Tail {

    /** The most pages kept. */
    static final int MAX_PAGES = 4_096;

    private static final long UNKNOWN = -1;

    private final long maxWeight;
    /** By the position before their first. */
    private final ConcurrentSkipListMap<Long, LogPage> pages = new ConcurrentSkipListMap<>();

    private long weight;
    private int size;
    private volatile long head = UNKNOWN;

    Tail(long maxWeight) {
        this.maxWeight = maxWeight;
    }

    /** Whether anything is known of the end of the log. */
    boolean known() {
        return head != UNKNOWN;
    }

    /** The newest position. */
    long head() {
        return head;
    }

    /** Begins anew behind a position. */
    void begin(long position) {
        forget();
        head = position;
    }

    /** Knows nothing any more. */
    void forget() {
        head = UNKNOWN;
        pages.clear();
        weight = 0;
        size = 0;
    }

    /** Adds what follows the head. */
    void add(LogPage page) {
        pages.put(head, page);
        head = page.last();
        weight += page.weight();
        size++;
        while (size > 1 && (weight > maxWeight || size > MAX_PAGES)) {
            weight -= pages.pollFirstEntry().getValue().weight();
            size--;
        }
    }

    /** The page with the event after a position; empty if that is not here: not yet, or not any more. */
    Optional<LogPage> after(long position) {
        Map.Entry<Long, LogPage> entry = pages.floorEntry(position);
        return Optional.ofNullable(entry).map(Map.Entry::getValue).filter(page -> page.last() > position);
    }
}
