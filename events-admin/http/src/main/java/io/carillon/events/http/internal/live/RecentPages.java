// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Pages that were read from the log a moment ago, for those who are at the same place: many clients that come again after
 * something broke read the same, one after the other.
 *
 * <p>Threads: safe for concurrent use.
 */
final class RecentPages {

    /** Memory for them. */
    static final long MAX_WEIGHT = 16L * 1024 * 1024;
    /** How long one is kept. */
    static final Duration KEPT = Duration.ofSeconds(2);

    private record Read(LogPage page, long at) {}

    private final LongSupplier nanos;
    /** By the position behind which they were read. */
    private final TreeMap<Long, Read> pages = new TreeMap<>();

    private long weight;

    RecentPages(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The page that holds what follows a position; empty if it was not read lately. */
    synchronized Optional<LogPage> after(long position) {
        Map.Entry<Long, Read> entry = pages.floorEntry(position);
        return Optional.ofNullable(entry)
                .map(Map.Entry::getValue)
                .filter(read -> read.page().last() > position && !isOld(read))
                .map(Read::page);
    }

    /** Keeps a page that was read behind a position. */
    synchronized void add(long position, LogPage page) {
        for (Iterator<Read> each = pages.values().iterator(); each.hasNext(); ) {
            Read read = each.next();
            if (isOld(read) || weight + page.weight() > MAX_WEIGHT) {
                each.remove();
                weight -= read.page().weight();
            }
        }
        Read before = pages.put(position, new Read(page, nanos.getAsLong()));
        weight += page.weight() - (before == null ? 0 : before.page().weight());
    }

    private boolean isOld(Read read) {
        return nanos.getAsLong() - read.at() > KEPT.toNanos();
    }

    /** Keeps nothing. */
    synchronized void forget() {
        pages.clear();
        weight = 0;
    }
}
