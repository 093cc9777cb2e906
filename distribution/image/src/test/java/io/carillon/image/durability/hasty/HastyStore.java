// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability.hasty;

import io.carillon.events.Event;
import io.carillon.events.store.Change;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.Document;
import io.carillon.events.store.EventGroup;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.StoreInfo;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.StreamInfo;
import io.carillon.events.store.SubscriptionRecord;
import io.carillon.events.store.TypeSummary;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Answers {@code Committed} at once and commits a moment later: what a durable store must never do. */
final class HastyStore implements EventStore {

    private static final long DELAY_MILLIS = 150;

    private final EventStore store;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, Long> promised = new HashMap<>();
    private long position;

    HastyStore(EventStore store) {
        this.store = store;
        this.position = store.head().position();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a commit that fails unseen is what this store is about
    public synchronized List<UnitOutcome> commit(List<WriteUnit> group) {
        List<UnitOutcome> outcomes = new ArrayList<>();
        for (WriteUnit unit : group) {
            outcomes.add(promise(unit));
        }
        later.schedule(() -> store.commit(group), DELAY_MILLIS, TimeUnit.MILLISECONDS);
        return outcomes;
    }

    private UnitOutcome promise(WriteUnit unit) {
        List<Long> known = new ArrayList<>();
        List<Long> positions = new ArrayList<>();
        for (Change change : unit.changes()) {
            if (change instanceof Change.Append append) {
                Event event = append.event().event();
                Optional<Long> earlier = find(event);
                earlier.ifPresent(known::add);
                if (earlier.isEmpty()) {
                    positions.add(++position);
                    promised.put(identity(event), position);
                }
            }
        }
        return known.isEmpty() ? new UnitOutcome.Committed(positions) : new UnitOutcome.Duplicate(known);
    }

    private Optional<Long> find(Event event) {
        Long mine = promised.get(identity(event));
        return mine != null
                ? Optional.of(mine)
                : store.find(event.id()).stream()
                        .filter(stored -> stored.event().source().equals(event.source()))
                        .map(StoredEvent::position)
                        .findFirst();
    }

    private static String identity(Event event) {
        return event.source() + " " + event.id();
    }

    @Override
    public void close() {
        later.shutdown();
        store.close();
    }

    @Override
    public StoreInfo info() {
        return store.info();
    }

    @Override
    public LogHead head() {
        return store.head();
    }

    @Override
    public List<StoredEvent> readAfter(long after, int limit) {
        return store.readAfter(after, limit);
    }

    @Override
    public List<StoredEvent> find(String id) {
        return store.find(id);
    }

    @Override
    public EventPage query(EventQuery query) {
        return store.query(query);
    }

    @Override
    public long count(EventQuery query) {
        return store.count(query);
    }

    @Override
    public List<EventGroup> groups(EventQuery query, EventGroup.Key key) {
        return store.groups(query, key);
    }

    @Override
    public List<TypeSummary> types() {
        return store.types();
    }

    @Override
    public Optional<StreamInfo> stream(String subject) {
        return store.stream(subject);
    }

    @Override
    public List<SubscriptionRecord> subscriptions() {
        return store.subscriptions();
    }

    @Override
    public Optional<SubscriptionRecord> subscription(String name) {
        return store.subscription(name);
    }

    @Override
    public boolean hasOnce(String subscription, String key) {
        return store.hasOnce(subscription, key);
    }

    @Override
    public List<DeadLetter> deadLetters(String subscription, long after, int limit) {
        return store.deadLetters(subscription, after, limit);
    }

    @Override
    public long countDeadLetters(String subscription) {
        return store.countDeadLetters(subscription);
    }

    @Override
    public Optional<String> state(String plugin, String key) {
        return store.state(plugin, key);
    }

    @Override
    public List<String> stateKeys(String plugin, String prefix, String after, int limit) {
        return store.stateKeys(plugin, prefix, after, limit);
    }

    @Override
    public Optional<Document> document(String collection, String key) {
        return store.document(collection, key);
    }

    @Override
    public List<Document> documents(String collection, String indexed, String value, String after, int limit) {
        return store.documents(collection, indexed, value, after, limit);
    }
}
