// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogReaderService;

/**
 * The newest records of the host's log, by their numbers.
 *
 * @param entries without holes that a record may still fill
 */
record KeptRecords(List<LogEntry> entries) {

    /** A record gets its number a moment before it is kept, so a later one may be kept first. */
    static final Duration LATE = Duration.ofSeconds(1);

    KeptRecords {
        entries = List.copyOf(entries);
    }

    static KeptRecords of(LogReaderService log, Instant now) {
        List<LogEntry> all = new ArrayList<>(Collections.list(log.getLog()));
        all.sort(Comparator.comparingLong(LogEntry::getSequence));
        long settled = now.minus(LATE).toEpochMilli();
        int end = 0;
        while (end < all.size() && (end == 0 || follows(all.get(end - 1), all.get(end), settled))) {
            end++;
        }
        return new KeptRecords(all.subList(0, end));
    }

    private static boolean follows(LogEntry before, LogEntry entry, long settled) {
        return entry.getSequence() == before.getSequence() + 1 || entry.getTime() <= settled;
    }

    /**
     * Some of them.
     *
     * @param after where to begin; {@code null} for the newest ones
     */
    LogPage page(Predicate<LogEntry> wanted, @Nullable LogPlace after, int limit) {
        if (after == null) {
            List<LogEntry> found = entries.stream().filter(wanted).toList();
            return new LogPage(
                    found.subList(Math.max(0, found.size() - limit), found.size()), LogPlace.here(last(0)), false);
        }
        long begin = after.isHere() ? after.number() : 0;
        boolean gap = !after.isHere() || !entries.isEmpty() && entries.get(0).getSequence() > begin + 1;
        List<LogEntry> found = entries.stream()
                .filter(entry -> entry.getSequence() > begin)
                .filter(wanted)
                .limit(limit)
                .toList();
        long end = found.size() < limit ? last(begin) : found.get(limit - 1).getSequence();
        return new LogPage(found, LogPlace.here(end), gap);
    }

    private long last(long atLeast) {
        return entries.isEmpty()
                ? atLeast
                : Math.max(atLeast, entries.get(entries.size() - 1).getSequence());
    }
}
