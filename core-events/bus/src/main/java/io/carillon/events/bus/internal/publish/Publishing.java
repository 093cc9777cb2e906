// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.publish;

import io.carillon.events.ClosedException;
import io.carillon.events.DataBinding;
import io.carillon.events.Durability;
import io.carillon.events.Event;
import io.carillon.events.EventBus;
import io.carillon.events.EventConflictException;
import io.carillon.events.EventDraft;
import io.carillon.events.EventsException;
import io.carillon.events.InvalidEventException;
import io.carillon.events.OverloadedException;
import io.carillon.events.Receipt;
import io.carillon.events.RevisionConflictException;
import io.carillon.events.StoreFullException;
import io.carillon.events.admin.Durations;
import io.carillon.events.bus.internal.load.Stopwatch;
import io.carillon.events.bus.internal.log.AppendRequest;
import io.carillon.events.bus.internal.log.AppendRequest.Written;
import io.carillon.events.bus.internal.log.Appender;
import io.carillon.events.bus.internal.log.BusThreads;
import io.carillon.events.bus.internal.log.StoreHolder;
import io.carillon.events.bus.internal.publish.EventMaker.Made;
import io.carillon.events.store.Change;
import io.carillon.events.store.Condition;
import io.carillon.events.store.NewEvent;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Takes drafts to the log: makes them complete events on the caller's thread, queues them as one unit, and turns what
 * became of the unit into receipts or an exception.
 *
 * <p>Threads: safe for concurrent use.
 */
public final class Publishing {

    /** The most publishes that wait to be compared with what the log holds under their identities. */
    static final int MAX_CONFLICTS = 1_000;

    private final EventMaker maker;
    private final Appender appender;
    private final StoreHolder store;
    private final Consumer<Event> unlogged;
    private final EphemeralTypes ephemeral;
    private final Clock clock;
    private final Duration timeout;
    private final LongAdder published = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Stopwatch acceptedIn = new Stopwatch();
    private final Stopwatch refusedIn = new Stopwatch();
    private final ThreadPoolExecutor conflicts = new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_CONFLICTS),
            BusThreads.named("carillon-conflicts"));
    private volatile boolean closed;

    /**
     * Publishing into a log.
     *
     * @param unlogged delivers an ephemeral event
     * @param ephemeral learns which types are
     * @param timeout how long a publisher waits for room, or for the store to return
     */
    public Publishing(
            EventMaker maker,
            Appender appender,
            StoreHolder store,
            Consumer<Event> unlogged,
            EphemeralTypes ephemeral,
            Clock clock,
            Duration timeout) {
        this.maker = maker;
        this.appender = appender;
        this.store = store;
        this.unlogged = unlogged;
        this.ephemeral = ephemeral;
        this.clock = clock;
        this.timeout = timeout;
        this.conflicts.allowCoreThreadTimeOut(true);
    }

    /**
     * Makes complete events of drafts.
     *
     * @throws EventsException if one of them cannot be published at all
     */
    public List<Made> make(List<EventDraft> drafts, Publisher publisher, DataBinding binding) {
        ensureOpen();
        if (drafts.isEmpty() || drafts.size() > EventBus.MAX_BATCH) {
            throw new IllegalArgumentException(
                    "1 to " + EventBus.MAX_BATCH + " events are published together, got " + drafts.size());
        }
        Event cause = CausalChain.current().cause();
        List<Made> made = new ArrayList<>(drafts.size());
        try {
            for (EventDraft draft : drafts) {
                made.add(maker.make(draft, publisher, binding, cause));
            }
        } catch (EventsException e) {
            refused.increment();
            throw e;
        }
        if (made.size() > 1 && made.stream().anyMatch(Made::ephemeral)) {
            refused.increment();
            throw new InvalidEventException(
                    "type",
                    "must not be ephemeral in a batch, for an ephemeral event is never in the log",
                    "a batch of " + made.size());
        }
        return made;
    }

    private void ensureOpen() {
        if (closed) {
            throw new ClosedException("the bus is stopping; nothing was published");
        }
    }

    /** Makes and submits. */
    public CompletableFuture<List<Receipt>> publish(List<EventDraft> drafts, Publisher publisher, DataBinding binding) {
        return submit(make(drafts, publisher, binding));
    }

    /**
     * Queues events as one unit, waiting for room.
     *
     * @return completes on a thread of the bus
     */
    public CompletableFuture<List<Receipt>> submit(List<Made> made) {
        made.forEach(each -> ephemeral.published(each.event().type(), each.ephemeral()));
        if (made.get(0).ephemeral()) {
            Event event = made.get(0).event();
            unlogged.accept(event);
            published.increment();
            return CompletableFuture.completedFuture(
                    List.of(new Receipt(event.id(), event.source(), 0, Durability.VOLATILE, false)));
        }
        Instant now = clock.instant();
        List<Change> changes = new ArrayList<>(made.size());
        for (Made each : made) {
            changes.add(store.prepare(NewEvent.of(each.event(), now, each.body())));
        }
        long begin = System.nanoTime();
        CompletableFuture<Written> written;
        try {
            written = appender.append(new AppendRequest(new WriteUnit(List.of(), changes), timeout));
        } catch (ClosedException e) {
            refused.increment();
            throw e;
        }
        CompletableFuture<List<Receipt>> receipts = timed(begin);
        CompletableFuture<Written> unused = written.whenComplete((answer, failure) -> {
            if (failure != null) {
                refuse(receipts, failure);
            } else if (answer.outcome() instanceof UnitOutcome.IdConflict) {
                lookUp(receipts, made, answer); // reads the store, which would hold up those who settle
            } else {
                answer(receipts, made, answer);
            }
        });
        return receipts;
    }

    /** Receipts that are still to come, from when on their time is known. */
    private CompletableFuture<List<Receipt>> timed(long begin) {
        CompletableFuture<List<Receipt>> receipts = new CompletableFuture<>();
        CompletableFuture<List<Receipt>> unused = receipts.whenComplete(
                (given, failure) -> (failure == null ? acceptedIn : refusedIn).took(System.nanoTime() - begin));
        return receipts;
    }

    private void lookUp(CompletableFuture<List<Receipt>> receipts, List<Made> made, Written written) {
        try {
            conflicts.execute(() -> answer(receipts, made, written));
        } catch (RejectedExecutionException e) {
            OverloadedException busy = new OverloadedException(
                    "more than " + MAX_CONFLICTS + " publishes under identities that are in the log already wait to be"
                            + " compared with it; nothing was published, publish again later");
            busy.initCause(e);
            refuse(receipts, busy);
        }
    }

    private void answer(CompletableFuture<List<Receipt>> receipts, List<Made> made, Written written) {
        List<Receipt> given;
        try {
            given = receipts(made, written);
        } catch (RuntimeException | Error e) {
            refuse(receipts, e);
            return;
        }
        published.add(made.size());
        receipts.complete(given);
    }

    private void refuse(CompletableFuture<List<Receipt>> receipts, Throwable failure) {
        refused.increment();
        receipts.completeExceptionally(failure);
    }

    private List<Receipt> receipts(List<Made> made, Written written) {
        UnitOutcome outcome = written.outcome();
        if (outcome instanceof UnitOutcome.Committed committed) {
            return receipts(made, committed.positions(), written.durable(), false);
        }
        if (outcome instanceof UnitOutcome.Duplicate duplicate) {
            // With an id made here, and an attempt before this one, it is our own event that was found.
            boolean ours = written.retried() && made.stream().allMatch(Made::ownId);
            return receipts(made, duplicate.positions(), written.durable(), !ours);
        }
        if (outcome instanceof UnitOutcome.IdConflict conflict) {
            List<Long> positions = positionsOfTheVerySame(made);
            if (positions.size() == made.size()) {
                return receipts(made, positions, written.durable(), true);
            }
            Event event = made.get(conflict.index()).event();
            throw new EventConflictException(event.source(), event.id(), conflict.position());
        }
        if (outcome instanceof UnitOutcome.RevisionConflict conflict) {
            throw revisionConflict(conflict);
        }
        UnitOutcome.Rejected rejected = (UnitOutcome.Rejected) outcome;
        throw switch (rejected.code()) {
            case "store-full" -> new StoreFullException(rejected.reason());
            case "too-many-types" ->
                new InvalidEventException(
                        "type", rejected.reason(), made.get(0).event().type());
            default ->
                new InvalidEventException(
                        "id", rejected.reason(), made.get(0).event().id());
        };
    }

    private static List<Receipt> receipts(List<Made> made, List<Long> positions, boolean durable, boolean duplicate) {
        List<Receipt> receipts = new ArrayList<>(made.size());
        for (int i = 0; i < made.size(); i++) {
            Event event = made.get(i).event();
            receipts.add(new Receipt(
                    event.id(),
                    event.source(),
                    positions.get(i),
                    durable ? Durability.DURABLE : Durability.VOLATILE,
                    duplicate));
        }
        return receipts;
    }

    /** Where the log holds these events whole, as when somebody publishes again what it was given. */
    private List<Long> positionsOfTheVerySame(List<Made> made) {
        List<Long> positions = new ArrayList<>();
        for (Made each : made) {
            Event event = each.event();
            store.read(open -> open.find(event.id())).stream()
                    .filter(stored -> stored.event().equals(event))
                    .map(StoredEvent::position)
                    .findFirst()
                    .ifPresent(positions::add);
        }
        return positions;
    }

    private static RevisionConflictException revisionConflict(UnitOutcome.RevisionConflict conflict) {
        if (conflict.condition() instanceof Condition.StreamAt stream) {
            return new RevisionConflictException(stream.subject(), stream.revision(), conflict.current());
        }
        Condition.DocumentAt document = (Condition.DocumentAt) conflict.condition();
        return new RevisionConflictException(
                document.collection() + "/" + document.key(), document.revision(), conflict.current());
    }

    /** Events accepted. */
    public long published() {
        return published.sum();
    }

    /** How long it took until what was queued was in the log. */
    public Durations acceptedIn() {
        return acceptedIn.read();
    }

    /** How long it took until what was queued was refused. */
    public Durations refusedIn() {
        return refusedIn.read();
    }

    /** Publishes that failed. */
    public long refused() {
        return refused.sum();
    }

    /** Notes a publish that failed before it got here. */
    public void countRefused() {
        refused.increment();
    }

    /** Refuses whatever comes. */
    public void close() {
        closed = true;
        conflicts.shutdown(); // those that wait are still answered
    }
}
