// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import io.carillon.events.ClosedException;
import io.carillon.events.StoreFencedException;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.admin.StoreStatus;
import io.carillon.events.admin.StoreStatus.State;
import io.carillon.events.store.Change;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.EventStoreProvider;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoreInfo;
import io.carillon.events.store.StoreRefusedException;
import io.carillon.events.store.StoreSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of the configured URL, for as long as a provider of its scheme is there.
 *
 * <p>Threads: safe for concurrent use. One thread opens and closes, so that these never overlap; {@code current} is what
 * everybody else sees of it.
 */
public final class StoreHolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreHolder.class);
    private static final Duration NOTICE = Duration.ofSeconds(5);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);

    /** Told, on the holder's thread, what becomes of the store. */
    public interface Listener {

        /** A store was opened; nobody else sees it before this returns. */
        void opened(EventStore store, StoreInfo info);

        /** The store that was opened can be used. */
        void ready();

        /** The store is about to be closed. */
        void closing();

        /** The store does not answer, or cannot be opened any more after it had been. */
        void lost(Instant since, String reason);
    }

    private final StoreSettings settings;
    private final Timers timers;
    private final Listener listener;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(BusThreads.named("carillon-store"));
    /** Guarded by {@code this}, as are all changes of {@code current}. */
    private final Set<EventStoreProvider> providers = new LinkedHashSet<>();

    private @Nullable EventStoreProvider opener;
    private volatile @Nullable EventStore current;
    private volatile @Nullable StoreInfo info;
    private final StoreStanding standing;
    private Duration retry = FIRST_RETRY;
    private boolean closed;

    public StoreHolder(StoreSettings settings, Clock clock, Timers timers, Listener listener) {
        this.settings = settings;
        this.timers = timers;
        this.listener = listener;
        this.standing = new StoreStanding(noProvider(), clock, listener::lost);
        timers.after(NOTICE, this::tellIfNeverOpened);
    }

    /** A host that starts waits for its storage bundle; one that waits for longer should say for what. */
    private void tellIfNeverOpened() {
        StoreStanding.At now = standing.now();
        if (now.state() == State.AWAY && now.detail().equals(noProvider())) {
            LOG.warn("Waiting for a store: {}", now.detail());
        }
    }

    private String noProvider() {
        return "no storage bundle that runs opens URLs of scheme \"" + settings.scheme()
                + "\"; correct carillon.store's url, or start the bundle that does";
    }

    /** Takes a provider into account. */
    public synchronized void add(EventStoreProvider provider) {
        if (!closed && provider.schemes().contains(settings.scheme())) {
            providers.add(provider);
            thread.execute(this::open);
        }
    }

    /** Lets a provider go; when this returns its store is closed. */
    public void remove(EventStoreProvider provider) {
        Future<?> done;
        synchronized (this) {
            if (closed || !providers.remove(provider) || opener != provider) {
                return;
            }
            done = thread.submit(() -> {
                shut(State.AWAY, noProvider());
                open();
            });
        }
        await(done, "closing the store of a provider that leaves");
    }

    private void await(Future<?> done, String what) {
        Duration patience = settings.timeout().plusSeconds(2);
        try {
            done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.error("{} took longer than {}; going on without waiting", what, patience);
        } catch (ExecutionException e) {
            LOG.error("{} failed", what, e.getCause());
        }
    }

    /** On the holder's thread. Does nothing when a store is open or nobody can open one. */
    private void open() {
        EventStoreProvider provider;
        synchronized (this) {
            if (closed || current != null || providers.isEmpty()) {
                return;
            }
            provider = providers.iterator().next();
        }
        try {
            EventStore store = provider.open(settings);
            try {
                StoreInfo opened = store.info();
                listener.opened(store, opened);
                if (publish(provider, store, opened)) {
                    listener.ready();
                    return;
                }
                LOG.info("The storage bundle left while its store was being opened; looking for another");
                listener.closing();
                store.close();
                again();
            } catch (RuntimeException | LinkageError e) {
                closeAfter(store, e);
                throw e;
            }
        } catch (StoreUnavailableException e) {
            standing.become(State.AWAY, "the store cannot be opened: " + e.getMessage());
            again();
        } catch (StoreRefusedException | IllegalArgumentException e) {
            standing.become(State.REFUSED, String.valueOf(e.getMessage()));
            LOG.error("The store is refused: {}", e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            standing.become(State.REFUSED, "the storage bundle failed to open the store: " + e);
            LOG.error("The storage bundle failed to open the store of scheme {}", settings.scheme(), e);
        }
    }

    private static void closeAfter(EventStore store, Throwable failure) {
        try {
            store.close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Whether the provider is still there, so that the store may be used. */
    private synchronized boolean publish(EventStoreProvider provider, EventStore store, StoreInfo opened) {
        if (closed || !providers.contains(provider)) {
            return false;
        }
        opener = provider;
        info = opened;
        current = store;
        standing.opened();
        retry = FIRST_RETRY;
        LOG.info(
                "Storage ready: {} {}, {}",
                opened.kind(),
                opened.version(),
                opened.durable() ? "durable" : "VOLATILE: events do not outlive this process");
        return true;
    }

    private synchronized void again() {
        Duration delay = retry;
        retry = retry.multipliedBy(2).compareTo(LAST_RETRY) > 0 ? LAST_RETRY : retry.multipliedBy(2);
        timers.after(delay, () -> {
            try {
                thread.execute(this::open);
            } catch (RejectedExecutionException e) {
                LOG.debug("The store is not opened again because the bus has stopped");
            }
        });
    }

    /** On the holder's thread. */
    private void shut(State next, String reason) {
        EventStore store = current;
        if (store == null) {
            standing.become(next, reason);
            return;
        }
        listener.closing();
        synchronized (this) {
            current = null;
            info = null;
            opener = null;
        }
        standing.become(next, reason);
        try {
            store.close();
            LOG.info("Storage closed");
        } catch (RuntimeException e) {
            LOG.error("Closing the store failed", e);
        }
    }

    /**
     * The store that is open now, whether it answers or not.
     *
     * @throws StoreUnavailableException if there is none
     */
    public EventStore require() {
        EventStore store = current;
        if (store == null) {
            throw new StoreUnavailableException(
                    "there is no open store: " + standing.now().detail());
        }
        return store;
    }

    /** The change that appends an event, prepared by the store that is open now, if one is. */
    public Change.Append prepare(NewEvent event) {
        EventStore store = current;
        return store == null ? new Change.Append(event) : store.prepare(event);
    }

    /**
     * Reads something from the store.
     *
     * @throws StoreUnavailableException if there is none, or it does not answer
     */
    public <T> T read(Function<EventStore, T> reading) {
        EventStore store = require();
        try {
            return reading.apply(store);
        } catch (StoreUnavailableException e) {
            probe(store);
            throw e;
        } catch (ClosedException e) {
            throw new StoreUnavailableException("the store was closed in the middle of a read", e);
        }
    }

    /** A read that took too long is not an outage; one that cannot even tell its head is. */
    private void probe(EventStore store) {
        try {
            store.head();
        } catch (StoreUnavailableException e) {
            lost(store, e);
        } catch (ClosedException e) {
            LOG.debug("The store was closed before it could be asked again", e);
        }
    }

    /** Notes that a store did not answer. */
    void lost(EventStore store, StoreUnavailableException failure) {
        if (store == current && standing.now().state() == State.OPEN) {
            standing.become(State.AWAY, "the store does not answer: " + failure.getMessage());
        }
    }

    /** Notes that a store has committed. */
    void answered(EventStore store) {
        if (standing.now().state() == State.AWAY && store == current) {
            standing.become(State.OPEN, "");
            LOG.info("Storage is back");
        }
    }

    /** Notes that the right to write is gone. */
    void fenced(EventStore store, StoreFencedException failure) {
        if (store == current && standing.now().state() != State.FENCED) {
            standing.become(State.FENCED, String.valueOf(failure.getMessage()));
            LOG.error("Publishing is refused for good: {}", failure.getMessage());
        }
    }

    /** Waits until something about the store changes, at most a while. */
    public void awaitChange(long millis) throws InterruptedException {
        standing.awaitChange(millis);
    }

    /** What the open store said of itself when it was opened. */
    public Optional<StoreInfo> info() {
        return Optional.ofNullable(info);
    }

    /** Whether the store can be written, as far as is known. */
    public boolean isOpen() {
        return standing.now().state() == State.OPEN;
    }

    /** How the store stands; asks it for its head and size. */
    public StoreStatus status() {
        StoreStanding.At now = standing.now();
        EventStore store = current;
        if (store != null && now.state() != State.AWAY) {
            try {
                LogHead head = store.head();
                return new StoreStatus(now.state(), settings.scheme(), store.info(), head, now.since(), now.detail());
            } catch (StoreUnavailableException e) {
                lost(store, e);
                now = standing.now();
            } catch (ClosedException e) {
                now = standing.now();
            }
        }
        return new StoreStatus(now.state(), settings.scheme(), null, null, now.since(), now.detail());
    }

    /** How the store stands as far as is known, without asking it. */
    public StoreStatus known() {
        StoreStanding.At now = standing.now();
        return new StoreStatus(now.state(), settings.scheme(), info, null, now.since(), now.detail());
    }

    /** Closes the store. */
    @Override
    public void close() {
        Future<?> done;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            standing.end();
            done = thread.submit(() -> shut(State.AWAY, "the bus has stopped"));
            thread.shutdown();
        }
        await(done, "closing the store");
    }
}
