// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.Document;
import io.carillon.events.store.EventGroup;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.StoreInfo;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.StreamInfo;
import io.carillon.events.store.SubscriptionRecord;
import io.carillon.events.store.TypeSummary;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Takes everything with the positions one expects, and keeps nothing. */
class ForgetfulStore implements EventStore {

    private final AtomicLong position = new AtomicLong();
    private final String storeId = UUID.randomUUID().toString();

    @Override
    public StoreInfo info() {
        return new StoreInfo("forgetful", "1", storeId, false, false, 0, -1);
    }

    @Override
    public List<UnitOutcome> commit(List<WriteUnit> group) {
        List<UnitOutcome> outcomes = new ArrayList<>();
        for (WriteUnit unit : group) {
            long end = position.addAndGet(unit.events());
            outcomes.add(new UnitOutcome.Committed(StoreContract.positions(end - unit.events() + 1, end)));
        }
        return outcomes;
    }

    @Override
    public LogHead head() {
        return new LogHead(1, position.get(), Hash.ZERO, 1);
    }

    @Override
    public List<StoredEvent> readAfter(long after, int limit) {
        return List.of();
    }

    @Override
    public List<StoredEvent> find(String id) {
        return List.of();
    }

    @Override
    public EventPage query(EventQuery query) {
        return new EventPage(List.of(), OptionalLong.empty());
    }

    @Override
    public long count(EventQuery query) {
        return 0;
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
    public Optional<StreamInfo> stream(String subject) {
        return Optional.empty();
    }

    @Override
    public List<SubscriptionRecord> subscriptions() {
        return List.of();
    }

    @Override
    public Optional<SubscriptionRecord> subscription(String name) {
        return Optional.empty();
    }

    @Override
    public boolean hasOnce(String subscription, String key) {
        return false;
    }

    @Override
    public List<DeadLetter> deadLetters(String subscription, long after, int limit) {
        return List.of();
    }

    @Override
    public long countDeadLetters(String subscription) {
        return 0;
    }

    @Override
    public Optional<String> state(String plugin, String key) {
        return Optional.empty();
    }

    @Override
    public List<String> stateKeys(String plugin, String prefix, String after, int limit) {
        return List.of();
    }

    @Override
    public Optional<Document> document(String collection, String key) {
        return Optional.empty();
    }

    @Override
    public List<Document> documents(String collection, String indexed, String value, String after, int limit) {
        return List.of();
    }

    @Override
    public void close() {}
}
