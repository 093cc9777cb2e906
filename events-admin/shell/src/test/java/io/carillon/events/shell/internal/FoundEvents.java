// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

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
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** A log that only finds. */
record FoundEvents(List<StoredEvent> log) implements EventsAdmin {

    @Override
    public CompletionStage<List<Receipt>> publish(List<EventDraft> drafts) {
        throw new AssertionError("nothing is published here");
    }

    @Override
    public EventPage query(EventQuery query) {
        return new EventPage(log, OptionalLong.empty());
    }

    @Override
    public long count(EventQuery query) {
        return log.size();
    }

    @Override
    public List<StoredEvent> find(String id) {
        return log.stream().filter(event -> event.event().id().equals(id)).toList();
    }

    @Override
    public List<StoredEvent> readAfter(long position, int limit) {
        return log;
    }

    @Override
    public List<EventGroup> groups(EventQuery query, EventGroup.Key key) {
        return List.of();
    }

    @Override
    public List<TypeSummary> types() {
        return List.of();
    }

    @Override
    public LogHead head() {
        return new LogHead(1, log.size(), Hash.ZERO, 1);
    }

    @Override
    public long awaitAfter(long position, Duration timeout) {
        return log.size();
    }

    @Override
    public OptionalLong openedAt() {
        return OptionalLong.of(0);
    }

    @Override
    public BusStatus status() {
        return new BusStatus(0, 0, 0, 1, 0, 0);
    }
}
