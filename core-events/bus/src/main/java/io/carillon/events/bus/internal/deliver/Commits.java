// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.ClosedException;
import io.carillon.events.EventsException;
import io.carillon.events.bus.internal.log.AppendRequest;
import io.carillon.events.bus.internal.log.AppendRequest.Written;
import io.carillon.events.bus.internal.log.Appender;
import io.carillon.events.bus.internal.log.Timers;
import io.carillon.events.store.Change;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what came of events together with the checkpoint that counts them, one unit at a time; what comes in meanwhile
 * gathers into the next. A unit whose fate is not known is tried again until it is: committing it twice changes nothing.
 *
 * <p>While a unit is on its way no other checkpoint of the subscription may be, for it could be older.
 *
 * <p>Threads: guarded by the lock it is made with; answers come on a thread of the appender and take it.
 */
final class Commits {

    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofSeconds(1);
    /** A unit takes no further outcome in beyond this; one outcome alone always fits. */
    private static final int ENOUGH = 4_000;

    /** What came of something. */
    interface Outcome {

        /** Notes it, with the lock held, and says what has to be stored; its checkpoint is taken afterwards. */
        List<Change> settle();

        /** Told, with the lock held, that it is stored. */
        void stored();

        /** Told, with the lock held, that nobody will know whether it is stored until the log is read again. */
        default void forgotten() {}
    }

    /** A change that nothing else depends on. */
    static Outcome just(Change change) {
        return new Outcome() {
            @Override
            public List<Change> settle() {
                return List.of(change);
            }

            @Override
            public void stored() {
                // nobody waits for it
            }
        };
    }

    private final Object lock;
    private final String subscription;
    private final Appender appender;
    private final Timers timers;
    private final Supplier<Ledger.Mark> mark;
    private final Runnable idle;
    private final ArrayDeque<Outcome> pending = new ArrayDeque<>();
    private List<Outcome> travelling = List.of();
    private @Nullable String trouble;
    private int term;
    private boolean closed;

    /**
     * Commits of one subscription.
     *
     * @param mark its checkpoint as it is, asked for with the lock
     * @param idle told, with the lock, whenever everything is stored
     */
    Commits(
            Object lock,
            String subscription,
            Appender appender,
            Timers timers,
            Supplier<Ledger.Mark> mark,
            Runnable idle) {
        this.lock = lock;
        this.subscription = subscription;
        this.appender = appender;
        this.timers = timers;
        this.mark = mark;
        this.idle = idle;
    }

    /** Has something stored. */
    void add(Outcome outcome) {
        pending.addLast(outcome);
        if (travelling.isEmpty()) {
            send();
        }
    }

    /**
     * Has changes stored.
     *
     * @param changes asked for with the lock, when their unit is put together
     * @return completes when they are stored, on a thread of the appender; cancelled if that is never known
     */
    CompletableFuture<Void> store(Function<Ledger.Mark, List<Change>> changes) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        add(new Outcome() {
            @Override
            public List<Change> settle() {
                return changes.apply(mark.get());
            }

            @Override
            public void stored() {
                answer.complete(null);
            }

            @Override
            public void forgotten() {
                answer.cancel(false);
            }
        });
        return answer;
    }

    /** Whether nothing is on its way, so that a checkpoint may be. */
    boolean isIdle() {
        return travelling.isEmpty();
    }

    /** Why nothing is stored, if so. */
    @Nullable
    String trouble() {
        return trouble;
    }

    private void send() {
        List<Outcome> outcomes = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        while (!pending.isEmpty() && changes.size() < ENOUGH) {
            Outcome outcome = pending.removeFirst();
            outcomes.add(outcome);
            changes.addAll(outcome.settle());
        }
        Ledger.Mark now = mark.get();
        changes.add(new Change.Checkpoint(subscription, now.position(), now.finished()));
        travelling = outcomes;
        appender.checkpoints().supersede(subscription);
        send(List.copyOf(changes), term);
    }

    private void send(List<Change> changes, int ofTerm) {
        AppendRequest request = new AppendRequest(new WriteUnit(List.of(), changes), PATIENCE);
        var unused = request.answer().whenComplete((written, failure) -> {
            synchronized (lock) {
                if (ofTerm == term) {
                    answered(changes, written, failure);
                }
            }
        });
        try {
            appender.enqueue(request);
        } catch (ClosedException e) {
            request.answer().completeExceptionally(e);
        }
    }

    private void answered(List<Change> changes, @Nullable Written written, @Nullable Throwable failure) {
        String why = failure == null && written != null ? refusal(written.outcome()) : text(failure);
        if (why == null) {
            List<Outcome> stored = travelling;
            travelling = List.of();
            trouble = null;
            stored.forEach(Outcome::stored);
            if (pending.isEmpty()) {
                idle.run();
            } else if (travelling.isEmpty()) {
                send();
            }
            return;
        }
        if (trouble == null) {
            LOG.warn(
                    "What became of events cannot be stored and is tried again: subscription={}: {}",
                    subscription,
                    why);
        }
        trouble = why;
        if (closed) {
            forget();
        } else {
            int ofTerm = term;
            timers.after(RETRY, () -> again(changes, ofTerm));
        }
    }

    private void again(List<Change> changes, int ofTerm) {
        synchronized (lock) {
            if (ofTerm == term) {
                send(changes, ofTerm);
            }
        }
    }

    /** A unit that is there already was stored by an attempt whose answer was lost. */
    private static @Nullable String refusal(UnitOutcome outcome) {
        if (outcome instanceof UnitOutcome.Committed || outcome instanceof UnitOutcome.Duplicate) {
            return null;
        }
        return outcome instanceof UnitOutcome.Rejected rejected ? rejected.reason() : outcome.toString();
    }

    private static String text(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof EventsException ? String.valueOf(cause.getMessage()) : String.valueOf(cause);
    }

    /** Drops everything: it belongs to another log than the one that is open now. */
    void forget() {
        term++;
        trouble = null;
        List<Outcome> lost = new ArrayList<>(travelling);
        lost.addAll(pending);
        travelling = List.of();
        pending.clear();
        lost.forEach(Outcome::forgotten);
    }

    /** Gives up once a unit fails from now on, instead of trying it again. */
    void close() {
        closed = true;
        if (trouble != null) {
            forget();
        }
    }
}
