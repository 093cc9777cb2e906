// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import io.carillon.events.Receipt;
import io.carillon.events.admin.BusStatus;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.store.EventGroup;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.TypeSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;

/** A log in memory that answers, newest first, what is asked for by source or by type. */
final class FakeLog implements EventsAdmin {

    private final List<StoredEvent> events = new ArrayList<>();

    /** How many events were handed out. */
    int read;

    void append(EventDraft draft) {
        long position = events.size() + 1L;
        Hash hash = Hash.of(new byte[32]);
        EventDraft complete =
                draft.toBuilder().id("e" + position).time(Instant.EPOCH).build();
        events.add(
                new StoredEvent(position, position, Event.of(complete), Instant.EPOCH, hash, hash, hash, hash, false));
    }

    @Override
    public EventPage query(EventQuery query) {
        long end = query.cursor().orElse(events.size() + 1L);
        List<StoredEvent> page = LongStream.iterate(end - 1, position -> position > 0, position -> position - 1)
                .mapToObj(position -> events.get((int) position - 1))
                .filter(event -> query.sources().isEmpty()
                        || query.sources().contains(event.event().source()))
                .filter(event -> query.types().isEmpty()
                        || query.types().stream()
                                .anyMatch(type -> type.matches(event.event().type())))
                .limit(query.limit())
                .toList();
        read += page.size();
        boolean more = page.size() == query.limit();
        return new EventPage(
                page, more ? OptionalLong.of(page.get(page.size() - 1).position()) : OptionalLong.empty());
    }

    @Override
    public List<EventGroup> groups(EventQuery query, EventGroup.Key key) {
        return List.of();
    }

    @Override
    public List<TypeSummary> types() {
        return events.stream()
                .map(event -> event.event().type())
                .distinct()
                .sorted()
                .map(type -> new TypeSummary(type, 1, Instant.EPOCH, Instant.EPOCH))
                .toList();
    }

    @Override
    public CompletionStage<List<Receipt>> publish(List<EventDraft> drafts) {
        throw new UnsupportedOperationException("only read");
    }

    @Override
    public long count(EventQuery query) {
        throw new UnsupportedOperationException("only queried");
    }

    @Override
    public List<StoredEvent> find(String id) {
        throw new UnsupportedOperationException("only queried");
    }

    @Override
    public List<StoredEvent> readAfter(long position, int limit) {
        throw new UnsupportedOperationException("only queried");
    }

    @Override
    public LogHead head() {
        throw new UnsupportedOperationException("only queried");
    }

    @Override
    public long awaitAfter(long position, Duration timeout) {
        throw new UnsupportedOperationException("only queried");
    }

    @Override
    public OptionalLong openedAt() {
        return OptionalLong.of(0);
    }

    @Override
    public BusStatus status() {
        throw new UnsupportedOperationException("only queried");
    }
}
