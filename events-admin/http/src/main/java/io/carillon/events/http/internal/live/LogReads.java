// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.http.internal.rest.Host;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads the log for live streams. All methods may block, and throw {@code EventsException} or {@code ProblemException} while
 * it does not answer.
 */
public final class LogReads {

    private final Host host;
    private final RecentPages recent = new RecentPages(System::nanoTime);

    public LogReads(Host host) {
        this.host = host;
    }

    /** Where the log stands. */
    public LogHead head() {
        return events().head();
    }

    /** Events after a position, encoded; empty when there is none. */
    Optional<LogPage> after(long position, int limit) {
        List<StoredEvent> read = events().readAfter(position, limit);
        return read.isEmpty() ? Optional.empty() : Optional.of(new LogPage(EncodedEvent.of(read)));
    }

    /** As {@link #after}, possibly as it was read a moment ago. */
    Optional<LogPage> lately(long position, int limit) {
        Optional<LogPage> known = recent.after(position);
        if (known.isPresent()) {
            return known;
        }
        Optional<LogPage> read = after(position, limit);
        read.ifPresent(page -> recent.add(position, page));
        return read;
    }

    /** Nothing that was read before is to be used again. */
    void forget() {
        recent.forget();
    }

    /** The position before the first event of a time or later; the head when there is none. */
    long before(Instant time) {
        LogHead head = head();
        EventPage page = events().query(EventQuery.builder()
                .from(time)
                .order(EventQuery.Order.ASCENDING)
                .limit(1)
                .build());
        return page.events().isEmpty() ? head.position() : page.events().get(0).position() - 1;
    }

    /** Waits until the log goes beyond a position, see {@link EventsAdmin#awaitAfter}. */
    long awaitAfter(long position, Duration timeout) throws InterruptedException {
        return events().awaitAfter(position, timeout);
    }

    private EventsAdmin events() {
        return host.get(EventsAdmin.class);
    }
}
