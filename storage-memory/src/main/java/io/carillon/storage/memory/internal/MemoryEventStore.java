// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import io.carillon.events.ClosedException;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.Document;
import io.carillon.events.store.EventGroup;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.LogReader;
import io.carillon.events.store.StoreInfo;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.StreamInfo;
import io.carillon.events.store.SubscriptionRecord;
import io.carillon.events.store.TypeSummary;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Keeps everything on the heap and nothing after {@link #close}. When a limit is reached the oldest events are dropped, as
 * a truncation would, so that publishing goes on; what is kept beside the log is refused instead.
 *
 * <p>Threads: one lock for all; a commit excludes readers, readers do not exclude each other. Hashes are checked outside
 * of it.
 */
final class MemoryEventStore implements EventStore {

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final String storeId = UUID.randomUUID().toString();
    private final Transaction transaction;
    private final MemoryLog log = new MemoryLog();
    private final SubscriptionData subscriptions;
    private final PluginData plugins;
    private final Space beside;
    private final Retention retention;
    private boolean open = true;

    MemoryEventStore(MemoryLimits limits) {
        this(limits, () -> {});
    }

    /** @param beforeChange called before each change of a commit; what it throws ends the commit */
    MemoryEventStore(MemoryLimits limits, Runnable beforeChange) {
        this.beside = new Space(limits.maxBytesBesideLog());
        this.subscriptions = new SubscriptionData(beside);
        this.plugins = new PluginData(beside);
        this.retention = new Retention(limits, log, beside);
        this.transaction = new Transaction(log, subscriptions, plugins, beforeChange);
    }

    @Override
    public StoreInfo info() {
        return read(() -> new StoreInfo(
                "memory",
                System.getProperty("java.version", "unknown"),
                storeId,
                false,
                false,
                0,
                log.bytes() + beside.used()));
    }

    @Override
    public List<UnitOutcome> commit(List<WriteUnit> given) {
        List<WriteUnit> group = List.copyOf(given);
        requireWithinLimits(group);
        return locked(lock.writeLock(), () -> {
            List<UnitOutcome> outcomes = transaction.run(group);
            retention.sweep();
            return outcomes;
        });
    }

    private static void requireWithinLimits(List<WriteUnit> group) {
        int events = 0;
        int changes = 0;
        for (WriteUnit unit : group) {
            events += unit.events();
            changes += unit.changes().size();
        }
        if (group.isEmpty() || events > MAX_BATCH || changes > MAX_CHANGES) {
            throw new IllegalArgumentException("a group has 1 or more units with at most " + MAX_BATCH + " events and "
                    + MAX_CHANGES + " changes, got " + group.size() + " units with " + events + " events and "
                    + changes + " changes; commit it in parts");
        }
    }

    /** How many events were dropped because a limit was reached. */
    long dropped() {
        return read(retention::dropped);
    }

    @Override
    public LogHead head() {
        return read(log::head);
    }

    @Override
    public List<StoredEvent> readAfter(long position, int limit) {
        requirePage(limit);
        return checked(read(() -> log.after(position, limit)));
    }

    @Override
    public List<StoredEvent> find(String id) {
        Objects.requireNonNull(id, "id");
        return checked(read(() -> log.find(id)));
    }

    @Override
    public EventPage query(EventQuery query) {
        Objects.requireNonNull(query, "query");
        List<LogRow> rows =
                read(() -> log.select(query).limit(query.limit() + 1L).toList());
        boolean more = rows.size() > query.limit();
        List<StoredEvent> events = checked(more ? rows.subList(0, query.limit()) : rows);
        return new EventPage(
                events, more ? OptionalLong.of(events.get(events.size() - 1).position()) : OptionalLong.empty());
    }

    @Override
    public long count(EventQuery query) {
        return read(() -> log.select(everything(query)).count());
    }

    private static EventQuery everything(EventQuery query) {
        return query.toBuilder().fromTheEnd().build();
    }

    @Override
    public List<EventGroup> groups(EventQuery query, EventGroup.Key key) {
        Groups groups = new Groups(key);
        read(() -> {
            log.select(everything(query)).forEach(row -> groups.add(row.stored()));
            return true;
        });
        return groups.largest();
    }

    @Override
    public List<TypeSummary> types() {
        return read(log::types);
    }

    @Override
    public Optional<StreamInfo> stream(String subject) {
        Objects.requireNonNull(subject, "subject");
        return read(() -> log.stream(subject));
    }

    @Override
    public List<SubscriptionRecord> subscriptions() {
        return read(subscriptions::all);
    }

    @Override
    public Optional<SubscriptionRecord> subscription(String name) {
        Objects.requireNonNull(name, "name");
        return read(() -> subscriptions.get(name));
    }

    @Override
    public boolean hasOnce(String subscription, String key) {
        Objects.requireNonNull(subscription, "subscription");
        Objects.requireNonNull(key, "key");
        return read(() -> subscriptions.hasOnce(subscription, key));
    }

    @Override
    public List<DeadLetter> deadLetters(String subscription, long after, int limit) {
        Objects.requireNonNull(subscription, "subscription");
        requirePage(limit);
        return read(() -> subscriptions.letters(subscription).tailMap(after, false).values().stream()
                .limit(limit)
                .toList());
    }

    @Override
    public long countDeadLetters(String subscription) {
        Objects.requireNonNull(subscription, "subscription");
        return read(() -> (long) subscriptions.letters(subscription).size());
    }

    @Override
    public Optional<String> state(String plugin, String key) {
        return read(() -> plugins.state(plugin, key));
    }

    @Override
    public List<String> stateKeys(String plugin, String prefix, String after, int limit) {
        Objects.requireNonNull(plugin, "plugin");
        requirePage(limit);
        return read(() -> plugins.keys(plugin, prefix, after, limit));
    }

    @Override
    public Optional<Document> document(String collection, String key) {
        return read(() -> plugins.document(collection, key));
    }

    @Override
    public List<Document> documents(String collection, String indexed, String value, String after, int limit) {
        Objects.requireNonNull(value, "value");
        requirePage(limit);
        return read(() -> plugins.documents(collection, indexed, value, after, limit));
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            open = false;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** For tests: puts a row in the place of another, as damage would. */
    void damage(long position, UnaryOperator<LogRow> change) {
        locked(
                lock.writeLock(),
                () -> log.damage(change.apply(log.after(position - 1, 1).get(0))));
    }

    private static void requirePage(int limit) {
        if (limit < 1 || limit > LogReader.MAX_PAGE) {
            throw new IllegalArgumentException("limit must be 1 to " + LogReader.MAX_PAGE + ", got " + limit);
        }
    }

    private static List<StoredEvent> checked(List<LogRow> rows) {
        return rows.stream().map(LogRow::checked).toList();
    }

    private <T> T read(Supplier<T> reading) {
        return locked(lock.readLock(), reading);
    }

    private <T> T locked(Lock side, Supplier<T> work) {
        side.lock();
        try {
            if (!open) {
                throw new ClosedException("the store in memory is closed, and what it held is gone");
            }
            return work.get();
        } finally {
            side.unlock();
        }
    }
}
