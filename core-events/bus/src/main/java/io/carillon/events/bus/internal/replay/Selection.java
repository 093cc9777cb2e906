// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.replay;

import io.carillon.events.admin.ReplayAdmin;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.StoredEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The events of one replay, read page by page up to where the log ended when it began. Not for concurrent use. */
final class Selection {

    /** Positions, both inclusive. */
    record Range(long first, long last) {}

    private static final int PAGE = 100;
    /** The most positions named in a refusal. */
    private static final int NAMED = 10;

    private final StoreHolder store;
    private final List<Long> positions;
    private final @Nullable EventQuery query;
    private final long head;
    private int taken;
    private long cursor;

    Selection(StoreHolder store, ReplayAdmin.Request request) {
        this.store = store;
        this.positions = request.positions();
        this.query = request.query();
        this.head = store.read(open -> open.head().position());
    }

    /** How many there are, as far as can be told; an event removed meanwhile is counted. */
    long size() {
        EventQuery all = query;
        return all == null ? positions.size() : store.read(open -> open.count(all));
    }

    /**
     * Makes sure that there is something to replay if events are named one by one.
     *
     * @throws NoSuchElementException if none of them is in the log
     */
    void requireOne() {
        if (query != null || positions.stream().anyMatch(each -> find(each).isPresent())) {
            return;
        }
        LogHead log = store.read(EventStore::head);
        throw new NoSuchElementException((positions.size() == 1 ? "position " : "none of the positions ")
                + positions.stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "))
                + (positions.size() > NAMED ? ", …" : "") + (positions.size() == 1 ? " is not" : " is")
                + " in the log, which holds positions " + log.first() + " to " + log.position()
                + "; nothing was replayed");
    }

    private Optional<StoredEvent> find(long position) {
        return store.read(open -> open.readAfter(position - 1, 1)).stream()
                .filter(found -> found.position() == position)
                .findFirst();
    }

    /** Positions of the first and the last event; none if there is no event. */
    Optional<Range> range() {
        EventQuery all = query;
        if (all == null) {
            return Optional.of(new Range(Collections.min(positions), Collections.max(positions)));
        }
        return end(all, EventQuery.Order.ASCENDING)
                .flatMap(first -> end(all, EventQuery.Order.DESCENDING).map(last -> new Range(first, last)));
    }

    private Optional<Long> end(EventQuery all, EventQuery.Order order) {
        return store.read(open -> open.query(part(all, order, 0, 1))).events().stream()
                .findFirst()
                .map(StoredEvent::position);
    }

    /**
     * The next events, empty when there are no more.
     *
     * @param absent told of positions that are not in the log
     */
    List<StoredEvent> next(LongConsumer absent) {
        return query == null ? named(absent) : selected(query);
    }

    private List<StoredEvent> named(LongConsumer absent) {
        List<StoredEvent> page = new ArrayList<>();
        while (taken < positions.size() && page.size() < PAGE) {
            long position = positions.get(taken++);
            find(position).ifPresentOrElse(page::add, () -> absent.accept(position));
        }
        return page;
    }

    private List<StoredEvent> selected(EventQuery all) {
        if (cursor >= head) {
            return List.of();
        }
        EventPage page = store.read(open -> open.query(part(all, EventQuery.Order.ASCENDING, cursor, PAGE)));
        cursor = page.next().orElse(head);
        return page.events().stream().filter(each -> each.position() <= head).toList();
    }

    private static EventQuery part(EventQuery all, EventQuery.Order order, long cursor, int limit) {
        EventQuery.Builder part =
                all.toBuilder().withoutDeleted().order(order).fromTheEnd().limit(limit);
        return (cursor == 0 ? part : part.cursor(cursor)).build();
    }
}
