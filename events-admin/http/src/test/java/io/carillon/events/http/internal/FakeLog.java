// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import io.carillon.events.Durability;
import io.carillon.events.Event;
import io.carillon.events.EventConflictException;
import io.carillon.events.EventDraft;
import io.carillon.events.Receipt;
import io.carillon.events.admin.BusStatus;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.StoreAdmin;
import io.carillon.events.admin.StoreStatus;
import io.carillon.events.store.EventGroup;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHash;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoreInfo;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.TypeSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A log in memory that takes events as the real one does, and fails when told to. */
public final class FakeLog implements EventsAdmin {

    private final List<StoredEvent> events = new ArrayList<>();
    private @Nullable Throwable failure;

    /** Makes the next call fail. */
    public synchronized void failNext(Throwable next) {
        failure = next;
    }

    private void maybeFail() {
        Throwable now = failure;
        failure = null;
        if (now instanceof Error error) {
            throw error;
        }
        if (now instanceof RuntimeException exception) {
            throw exception;
        }
    }

    @Override
    public synchronized CompletionStage<List<Receipt>> publish(List<EventDraft> drafts) {
        try {
            maybeFail();
            return CompletableFuture.completedFuture(
                    drafts.stream().map(this::append).toList());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Receipt append(EventDraft draft) {
        Hash body = LogHash.body(draft);
        Event event = Event.of(draft.toBuilder()
                .id(draft.id().orElse("made-" + (events.size() + 1)))
                .timeText(draft.timeText().orElse(Instant.now().toString()))
                .build());
        for (StoredEvent known : events) {
            if (known.event().id().equals(event.id()) && known.event().source().equals(event.source())) {
                if (!known.body().equals(body)) {
                    throw new EventConflictException(event.source(), event.id(), known.position());
                }
                return new Receipt(event.id(), event.source(), known.position(), Durability.DURABLE, true);
            }
        }
        long position = events.size() + 1L;
        NewEvent fresh = NewEvent.of(event, Instant.now(), body);
        Hash chain = LogHash.chain(head().hash(), position, fresh.envelope(), fresh.payload());
        events.add(new StoredEvent(
                position, 0, event, fresh.recordedTime(), body, fresh.envelope(), fresh.payload(), chain, false));
        return new Receipt(event.id(), event.source(), position, Durability.DURABLE, false);
    }

    @Override
    public synchronized EventPage query(EventQuery query) {
        maybeFail();
        List<StoredEvent> matching = new ArrayList<>();
        boolean ascending = query.order() == EventQuery.Order.ASCENDING;
        for (StoredEvent stored : events) {
            long cursor = query.cursor().orElse(ascending ? 0 : Long.MAX_VALUE);
            boolean beyond = ascending ? stored.position() > cursor : stored.position() < cursor;
            if (beyond && matches(query, stored.event())) {
                matching.add(stored);
            }
        }
        if (!ascending) {
            Collections.reverse(matching);
        }
        boolean more = matching.size() > query.limit();
        List<StoredEvent> page = matching.subList(0, Math.min(query.limit(), matching.size()));
        return new EventPage(
                page, more ? OptionalLong.of(page.get(page.size() - 1).position()) : OptionalLong.empty());
    }

    private static boolean matches(EventQuery query, Event event) {
        boolean type =
                query.types().isEmpty() || query.types().stream().anyMatch(pattern -> pattern.matches(event.type()));
        boolean source = query.sources().isEmpty() || query.sources().contains(event.source());
        boolean subject = query.subject() == null
                || event.subject().filter(query.subject()::equals).isPresent();
        Instant from = query.from();
        Instant to = query.to();
        return type
                && source
                && subject
                && (from == null || !event.time().isBefore(from))
                && (to == null || event.time().isBefore(to));
    }

    @Override
    public synchronized long count(EventQuery query) {
        return events.size();
    }

    @Override
    public synchronized List<StoredEvent> find(String id) {
        maybeFail();
        return events.stream().filter(stored -> stored.event().id().equals(id)).toList();
    }

    @Override
    public synchronized List<StoredEvent> readAfter(long position, int limit) {
        return events.stream()
                .filter(stored -> stored.position() > position)
                .limit(limit)
                .toList();
    }

    @Override
    public List<EventGroup> groups(EventQuery query, EventGroup.Key key) {
        return List.of();
    }

    @Override
    public synchronized List<TypeSummary> types() {
        Map<String, TypeSummary> types = new TreeMap<>();
        for (StoredEvent stored : events) {
            Instant time = stored.recordedTime();
            types.merge(
                    stored.event().type(),
                    new TypeSummary(stored.event().type(), 1, time, time),
                    (a, b) -> new TypeSummary(a.type(), a.count() + 1, a.firstSeen(), b.lastSeen()));
        }
        return List.copyOf(types.values());
    }

    @Override
    public synchronized LogHead head() {
        Hash hash = events.isEmpty() ? Hash.ZERO : events.get(events.size() - 1).chain();
        return new LogHead(1, events.size(), hash, 1);
    }

    @Override
    public long awaitAfter(long position, Duration timeout) {
        return head().position();
    }

    @Override
    public OptionalLong openedAt() {
        return OptionalLong.of(0);
    }

    @Override
    public BusStatus status() {
        return new BusStatus(events.size(), 0, 0, 100, 0, 0);
    }

    /** The store as the bus shows it. */
    public StoreAdmin store() {
        StoreInfo info = new StoreInfo("memory", "1", "0", false, false, 0, -1);
        return () -> new StoreStatus(StoreStatus.State.OPEN, "memory", info, head(), Instant.EPOCH, "");
    }
}
