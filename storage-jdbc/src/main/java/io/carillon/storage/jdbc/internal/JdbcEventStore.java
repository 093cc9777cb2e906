// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.ClosedException;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.Change;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.Document;
import io.carillon.events.store.EventGroup;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoreInfo;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.StreamInfo;
import io.carillon.events.store.SubscriptionRecord;
import io.carillon.events.store.TypeSummary;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A log in a relational database. Groups are committed one after the other; reads run beside them. */
final class JdbcEventStore implements EventStore {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcEventStore.class);

    private final Dialect dialect;
    private final StoreInfo info;
    private final Duration timeout;
    private final Readers readers;
    private final GroupWriter writer;
    private final LogTable log;
    private final SubscriptionTables subscriptions;
    private final PluginDataTables pluginData;
    private final ReentrantLock writing = new ReentrantLock(true);
    /** Shared by running calls, exclusive for closing. */
    private final ReentrantReadWriteLock running = new ReentrantReadWriteLock();

    private volatile boolean closed;

    /**
     * Takes over the dialect.
     *
     * @param opened what the store is
     * @param epoch in which this host may write
     * @param connecting the longest wait for a connection to read from
     */
    JdbcEventStore(Dialect dialect, StoreInfo opened, long epoch, Duration timeout, Duration connecting) {
        this.dialect = dialect;
        this.info = opened;
        this.timeout = timeout;
        Failures failures = new Failures(dialect, timeout);
        TypeDictionary types = new TypeDictionary();
        this.readers = new Readers(dialect, failures, timeout, connecting);
        this.writer = new GroupWriter(dialect, types, failures, timeout, epoch);
        this.log = new LogTable(dialect, readers, types);
        this.subscriptions = new SubscriptionTables(readers);
        this.pluginData = new PluginDataTables(readers);
    }

    @Override
    public StoreInfo info() {
        return open(() -> new StoreInfo(
                info.kind(),
                info.version(),
                info.storeId(),
                info.durable(),
                info.shared(),
                info.schemaVersion(),
                bytes()));
    }

    String storeId() {
        return info.storeId();
    }

    private long bytes() {
        try {
            return readers.read("measure", connection -> {
                try {
                    return dialect.bytes(connection);
                } catch (IOException e) {
                    throw new SQLException("could not measure the store's files", e);
                }
            });
        } catch (StoreUnavailableException e) {
            LOG.debug("Space taken by the store is unknown", e);
            return -1;
        }
    }

    /** Also when closed: it takes nothing but the event. */
    @Override
    public Change.Append prepare(NewEvent event) {
        return new Change.Append(event, dialect.prepare(event));
    }

    @Override
    public List<UnitOutcome> commit(List<WriteUnit> group) {
        return commit(group, () -> {});
    }

    @Override
    public List<UnitOutcome> commit(List<WriteUnit> group, Runnable underway) {
        int events = 0;
        int changes = 0;
        for (WriteUnit unit : group) {
            events += unit.events();
            changes += unit.changes().size();
        }
        if (group.isEmpty() || events > MAX_BATCH || changes > MAX_CHANGES) {
            throw new IllegalArgumentException("a group has 1 or more units with at most " + MAX_BATCH + " events and "
                    + MAX_CHANGES + " changes, got " + group.size() + " units with " + events + " events and " + changes
                    + " changes");
        }
        List<WriteUnit> units = List.copyOf(group);
        return open(() -> commitInTurn(units, underway));
    }

    private List<UnitOutcome> commitInTurn(List<WriteUnit> units, Runnable underway) {
        Runnable later = underway;
        boolean turn;
        try {
            turn = writing.tryLock(0, TimeUnit.NANOSECONDS);
            if (!turn) {
                underway.run();
                later = () -> {};
                turn = writing.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while waiting to commit; nothing was written", e);
        }
        if (!turn) {
            throw new StoreUnavailableException(
                    "could not commit within " + timeout + ": other commits are still running; nothing was written");
        }
        try {
            return List.copyOf(writer.commit(units, later));
        } finally {
            writing.unlock();
        }
    }

    @Override
    public LogHead head() {
        return open(log::head);
    }

    @Override
    public List<StoredEvent> readAfter(long position, int limit) {
        return open(() -> log.readAfter(position, limit));
    }

    @Override
    public List<StoredEvent> find(String id) {
        return open(() -> log.find(id));
    }

    @Override
    public EventPage query(EventQuery query) {
        return open(() -> log.query(query));
    }

    @Override
    public long count(EventQuery query) {
        return open(() -> log.count(query));
    }

    @Override
    public List<EventGroup> groups(EventQuery query, EventGroup.Key key) {
        return open(() -> log.groups(query, key));
    }

    @Override
    public List<TypeSummary> types() {
        return open(log::types);
    }

    @Override
    public Optional<StreamInfo> stream(String subject) {
        return open(() -> log.stream(subject));
    }

    @Override
    public List<SubscriptionRecord> subscriptions() {
        return open(subscriptions::subscriptions);
    }

    @Override
    public Optional<SubscriptionRecord> subscription(String name) {
        return open(() -> subscriptions.subscription(name));
    }

    @Override
    public boolean hasOnce(String subscription, String key) {
        return open(() -> subscriptions.hasOnce(subscription, key));
    }

    @Override
    public List<DeadLetter> deadLetters(String subscription, long after, int limit) {
        return open(() -> subscriptions.deadLetters(subscription, after, limit));
    }

    @Override
    public long countDeadLetters(String subscription) {
        return open(() -> subscriptions.countDeadLetters(subscription));
    }

    @Override
    public Optional<String> state(String plugin, String key) {
        return open(() -> pluginData.state(plugin, key));
    }

    @Override
    public List<String> stateKeys(String plugin, String prefix, String after, int limit) {
        return open(() -> pluginData.stateKeys(plugin, prefix, after, limit));
    }

    @Override
    public Optional<Document> document(String collection, String key) {
        return open(() -> pluginData.document(collection, key));
    }

    @Override
    public List<Document> documents(String collection, String indexed, String value, String after, int limit) {
        return open(() -> pluginData.documents(collection, indexed, value, after, limit));
    }

    private <T> T open(Supplier<T> call) {
        Lock lock = running.readLock();
        lock.lock();
        try {
            if (closed) {
                throw new ClosedException("the " + info.kind() + " store is closed");
            }
            return call.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        boolean idle = awaitIdle();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (!idle) {
                LOG.warn(
                        "Closing the {} store while calls still run, {} after they were asked to end", kind(), timeout);
            }
            closeParts();
        } finally {
            if (idle) {
                running.writeLock().unlock();
            }
        }
    }

    private String kind() {
        return info.kind();
    }

    private boolean awaitIdle() {
        try {
            return running.writeLock().tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The writer last, so that SQLite folds its log into the file. */
    private void closeParts() {
        try (dialect;
                writer;
                readers) {
            LOG.debug("Closing the {} store", kind());
        } catch (SQLException e) {
            throw new StoreUnavailableException(
                    "could not close the " + kind() + " store cleanly; its data is safe", e);
        }
    }
}
