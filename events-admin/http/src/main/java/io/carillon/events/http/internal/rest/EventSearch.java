// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.StoreUnavailableException;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.StoreAdmin;
import io.carillon.events.admin.StoreStatus;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reads selections from the log in small parts, within a time and a size. What takes longer than the time goes on from
 * where it came to with the next page.
 */
final class EventSearch {

    /** Where a page ends early, in bytes of data. */
    static final long MAX_PAGE_BYTES = 16 * 1024 * 1024;
    /** How long one page looks for events that are few. */
    static final long PATIENCE_NANOS = 4_000_000_000L;

    private static final int PART = 100;
    /** An answer that comes sooner was not waited for in vain. */
    private static final long TIMEOUT_NANOS = 1_000_000_000L;

    private final Host host;
    private final LongSupplier nanos;

    EventSearch(Host host) {
        this(host, System::nanoTime);
    }

    EventSearch(Host host, LongSupplier nanos) {
        this.host = host;
        this.nanos = nanos;
    }

    /**
     * One page of a selection.
     *
     * @return possibly fewer events than asked for, even none, although there is a next page: when they are large, or the
     *     time was over
     */
    EventPage page(EventSelection selection) {
        EventsAdmin log = host.get(EventsAdmin.class);
        int limit = selection.query().limit();
        List<StoredEvent> found = new ArrayList<>();
        EventQuery.Builder query = selection.query().toBuilder();
        long start = nanos.getAsLong();
        long bytes = 0;
        while (true) {
            query.limit(found.isEmpty() ? Math.min(PART, limit) : PART);
            EventPage page = timed(() -> log.query(query.build()));
            for (int i = 0; i < page.events().size(); i++) {
                StoredEvent stored = page.events().get(i);
                if (!selection.also().test(stored.event())) {
                    continue;
                }
                found.add(stored);
                bytes += stored.event().data().isNone()
                        ? 0
                        : stored.event().data().size();
                if (found.size() == limit || bytes >= MAX_PAGE_BYTES) {
                    boolean last = i + 1 == page.events().size() && page.next().isEmpty();
                    return new EventPage(found, last ? OptionalLong.empty() : OptionalLong.of(stored.position()));
                }
            }
            if (page.next().isEmpty() || nanos.getAsLong() - start > PATIENCE_NANOS) {
                return new EventPage(found, page.next());
            }
            query.cursor(page.next().getAsLong());
        }
    }

    /**
     * Hands over all events of a selection in its order.
     *
     * @throws io.carillon.events.http.internal.problem.ProblemException {@code query-timeout} when it takes too long
     */
    void each(EventSelection selection, Consumer<StoredEvent> consumer) {
        long start = nanos.getAsLong();
        EventQuery.Builder query = selection.query().toBuilder().limit(PART);
        OptionalLong next;
        do {
            EventPage page = timed(() -> host.get(EventsAdmin.class).query(query.build()));
            page.events().stream()
                    .filter(stored -> selection.also().test(stored.event()))
                    .forEach(consumer);
            next = page.next();
            next.ifPresent(query::cursor);
            if (next.isPresent() && nanos.getAsLong() - start > PATIENCE_NANOS) {
                throw timeout("the events have to be looked at one by one, and there are too many");
            }
        } while (next.isPresent());
    }

    /** Reads something of the log; a store that works but does not come to an end is another problem than none. */
    <T> T timed(Supplier<T> reading) {
        long start = nanos.getAsLong();
        try {
            return reading.get();
        } catch (StoreUnavailableException e) {
            boolean late = nanos.getAsLong() - start >= TIMEOUT_NANOS;
            if (late && host.get(StoreAdmin.class).status().state() == StoreStatus.State.OPEN) {
                throw timeout("the store gave up: " + e.getMessage());
            }
            throw e;
        }
    }

    private static RuntimeException timeout(String detail) {
        return Problem.of(ProblemCode.QUERY_TIMEOUT, detail).toException();
    }
}
