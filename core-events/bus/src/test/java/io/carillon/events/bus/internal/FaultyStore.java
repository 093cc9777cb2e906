// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.StoreUnavailableException;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A real store in which commits can be made to fail, before or after they happened; it survives being closed. */
final class FaultyStore implements EventStore {

    private final EventStore store;
    final AtomicInteger commits = new AtomicInteger();
    volatile @Nullable Supplier<@Nullable RuntimeException> beforeCommit;
    volatile @Nullable Supplier<RuntimeException> afterCommit;
    volatile @Nullable Supplier<@Nullable Error> beforeRead;
    volatile Runnable beforeFind = () -> {};
    /** Units there is no room for. */
    volatile @Nullable Predicate<WriteUnit> refused;

    /** A collection of documents that cannot be read. */
    volatile String unreadable = "";

    final AtomicInteger unread = new AtomicInteger();
    volatile boolean slowQueries;
    volatile boolean shared;
    volatile boolean full;

    FaultyStore(EventStore store) {
        this.store = store;
    }

    /** Whether commits succeed. */
    boolean isSound() {
        return beforeCommit == null && afterCommit == null && refused == null && !full;
    }

    @Override
    public StoreInfo info() {
        StoreInfo info = store.info();
        return new StoreInfo(
                info.kind(),
                info.version(),
                info.storeId(),
                info.durable(),
                shared,
                info.schemaVersion(),
                info.bytes());
    }

    @Override
    public List<UnitOutcome> commit(List<WriteUnit> group) {
        commits.incrementAndGet();
        Supplier<@Nullable RuntimeException> before = beforeCommit;
        RuntimeException failure = before == null ? null : before.get();
        if (failure != null) {
            throw failure;
        }
        if (full) {
            return group.stream()
                    .<UnitOutcome>map(unit -> new UnitOutcome.Rejected("store-full", "no room left on the disk"))
                    .toList();
        }
        Predicate<WriteUnit> refusal = refused;
        if (refusal != null && group.stream().anyMatch(refusal)) {
            return oneByOne(group, refusal);
        }
        List<UnitOutcome> outcomes = store.commit(group);
        Supplier<RuntimeException> after = afterCommit;
        if (after != null) {
            throw after.get();
        }
        return outcomes;
    }

    private List<UnitOutcome> oneByOne(List<WriteUnit> group, Predicate<WriteUnit> refusal) {
        List<UnitOutcome> outcomes = new ArrayList<>();
        for (WriteUnit unit : group) {
            outcomes.add(
                    refusal.test(unit)
                            ? new UnitOutcome.Rejected("store-full", "no room left on the disk")
                            : store.commit(List.of(unit)).get(0));
        }
        return outcomes;
    }

    @Override
    public LogHead head() {
        return store.head();
    }

    @Override
    public List<StoredEvent> readAfter(long position, int limit) {
        Supplier<@Nullable Error> before = beforeRead;
        Error failure = before == null ? null : before.get();
        if (failure != null) {
            throw failure;
        }
        return store.readAfter(position, limit);
    }

    @Override
    public List<StoredEvent> find(String id) {
        beforeFind.run();
        return store.find(id);
    }

    @Override
    public EventPage query(EventQuery query) {
        if (slowQueries) {
            throw new StoreUnavailableException("the query took too long");
        }
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
        if (collection.equals(unreadable)) {
            unread.incrementAndGet();
            throw new StoreUnavailableException("the documents took too long");
        }
        return store.documents(collection, indexed, value, after, limit);
    }

    @Override
    public void close() {
        // the data outlives the bus that used it, as on a disk
    }
}
