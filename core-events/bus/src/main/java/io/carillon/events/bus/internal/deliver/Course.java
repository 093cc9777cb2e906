// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.Subscription;
import io.carillon.events.bus.internal.deliver.Backlog.Step;
import io.carillon.events.bus.internal.deliver.Ending.Result;
import io.carillon.events.bus.internal.log.LogEntry;
import io.carillon.events.store.Change;
import io.carillon.events.store.DeadLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How one durable subscription goes along the log: what its lanes do next, what became of what they did, and when its
 * checkpoint is stored.
 *
 * <p>Threads: everything is guarded by {@code this}; nothing is read, called or waited for with it.
 *
 * <p>It is one class because it is one lock: what happens under it is here, and what it happens to is in the parts it holds.
 *
 * <p>No event is slept through: a lane goes idle only if, holding the lock, it finds nothing to do, and whoever makes
 * something to do calls {@link #wake} with the lock.
 */
final class Course {

    private static final Duration RETRY = Duration.ofSeconds(1);
    /** For how long what was handled may be in the book only here. */
    static final Duration UNWRITTEN = Duration.ofSeconds(5);

    private final LaneServices services;
    private final PendingEffects pending;
    private final Runs runs;
    private final Backlog backlog;
    private final Commits commits;
    private final Settling settling;
    private final Attempts attempts;
    private final Circuit circuit;
    private final Extras extras;
    private final Turns turns;
    private final Pace pace;
    private final OpenBook book;
    private final Bookkeeping books;
    private final DueAlarm alarm;
    private volatile StartGate gate = StartGate.OPEN;

    private boolean allowed;
    private @Nullable String trouble;
    /** Raised when the subscription is put to another place of the log; what a lane took before is then of no use. */
    private int term;
    /** Of which opening of the log the positions are; -1 before the first. */
    private int opening = -1;

    private boolean attached;

    Course(
            String name,
            Subscription declared,
            TypeMatch types,
            String plugin,
            LaneServices services,
            PendingEffects pending,
            OpenBook book,
            BooleanSupplier start) {
        this.services = services;
        this.pending = pending;
        this.book = book;
        this.runs = new Runs(this, declared.lanes(), start, services.timers(), this::wake);
        KeyRule keys = new KeyRule(declared.ordering());
        this.backlog = new Backlog(
                keys, types::wants, declared.lanes(), services.settings().maxSetAside());
        this.commits = new Commits(
                this,
                name,
                services.appender(),
                services.timers(),
                () -> backlog.ledger().mark(),
                this::allStored);
        this.books = new Bookkeeping(this, book, commits, services, UNWRITTEN, this::isPlaced);
        this.settling = new Settling(backlog, commits);
        this.circuit =
                new Circuit(name, plugin, services.events(), services.settings().breaker());
        this.attempts = new Attempts(
                name,
                backlog,
                commits,
                settling,
                new Failures(name, plugin, declared, keys, services.events()),
                circuit,
                book);
        this.extras = new Extras(declared.lanes(), backlog);
        this.turns = new Turns(backlog, extras, circuit, services.log()::head);
        this.alarm = new DueAlarm(this, services.timers(), this::wake);
        this.pace = new Pace(this, name, backlog.ledger(), services.appender(), services.timers(), commits::isIdle);
    }

    /** Begins anew at a mark of a log, with what it set aside before. */
    synchronized void begin(int ofOpening, Placement.Found place) {
        opening = ofOpening;
        term++;
        turns.readingEnded();
        commits.forget();
        pending.clear();
        extras.forget();
        backlog.begin(place.mark(), place.setAside());
        trouble = null;
        pace.begin(ofOpening);
        book.begin(place, services.log().head(), services.clock().instant());
        books.write(); // no checkpoint of this pass is stored before the pass is
        attached = true;
        wake();
    }

    /** Goes on where it was, if it was in this log before; returns whether it was. */
    synchronized boolean resume(int ofOpening) {
        if (ofOpening != opening || backlog.ledger().read() > services.log().head()) {
            return false;
        }
        attached = true;
        wake();
        return true;
    }

    /** Whether its place is one of the log that is open, so that its checkpoint means something there. */
    synchronized boolean isPlaced() {
        return opening == services.appender().checkpoints().opening();
    }

    /** Stops reading until the log is there again. */
    synchronized void detach() {
        attached = false;
    }

    /** Whether events may be taken up. */
    synchronized void allow(boolean on) {
        allowed = on;
        wake();
    }

    /** Whether what was taken up in a term may still be begun. */
    synchronized boolean wants(int ofTerm) {
        return allowed && ofTerm == term;
    }

    synchronized boolean isAllowed() {
        return allowed;
    }

    /** What is taken up from now on, and not returned, is of no use any more. */
    synchronized void abandon() {
        term++;
        books.end();
    }

    synchronized void gate(StartGate next) {
        gate = next;
        wake();
    }

    StartGate gate() {
        return gate;
    }

    /** Notes that the log has grown by these positions, which were matched already. */
    synchronized void appended(long first, long last, boolean wanted) {
        if (!wanted && isReady() && backlog.ledger().read() == first - 1) {
            backlog.ledger().pass(last);
            pace.progressed(0);
        } else {
            wake();
        }
    }

    /** Looks whether there is something to do now. */
    synchronized void wake() {
        if (!runs.mayStart() || !isReady()) {
            return; // a run that ends, the end of the rest, or what makes it ready again looks anew
        }
        Instant now = services.clock().instant();
        if (turns.hasNext(now)) {
            runs.start();
        } else {
            arm(now);
        }
    }

    private boolean isReady() {
        return attached && allowed && isPlaced();
    }

    /** What a lane does next; nothing if there is nothing, and the lane has ended. */
    synchronized @Nullable Turn next() {
        if (isReady() && !runs.isResting()) {
            Instant now = services.clock().instant();
            Turn turn = turns.next(now, gate, term);
            if (turn != null) {
                if (runs.mayStart() && turns.hasNext(now)) {
                    runs.start();
                }
                return turn;
            }
            arm(now);
        }
        runs.ended();
        return null;
    }

    /** Has itself woken when something is due. */
    private void arm(Instant now) {
        turns.nextAttempt().ifPresent(due -> alarm.set(now, due));
    }

    /** When something that failed is tried again. */
    synchronized Optional<Instant> nextAttempt() {
        return turns.nextAttempt();
    }

    /** Does nothing for a while, for a reason. */
    synchronized void pause(String why, Duration delay) {
        trouble = why;
        runs.rest(delay);
    }

    /** Waits until no lane is at work, and so what they took up is settled. */
    synchronized void awaitLanes(Duration patience) {
        runs.awaitNone(patience);
    }

    /** A lane ends although there may be more to do. */
    synchronized void leave() {
        runs.ended();
        wake();
    }

    /** Takes in what a lane read, {@code null} if it could not. */
    void read(Turn.Read read, @Nullable List<LogEntry> page) {
        boolean passed;
        synchronized (this) {
            if (read.term() != term) {
                return;
            }
            turns.readingEnded();
            if (page == null) {
                return;
            }
            trouble = null;
            if (page.isEmpty()) {
                runs.rest(RETRY);
            }
            passed = backlog.read(page);
            progressed(0);
        }
        if (passed) {
            gate.attempted(page.get(page.size() - 1).position());
        }
    }

    /** Takes in what a lane found for a place, {@code null} if it could not look. */
    synchronized void supply(Turn.Fetch fetch, @Nullable List<LogEntry> found, long upTo) {
        if (fetch.term() == term) {
            if (found != null) {
                trouble = null;
            }
            attempts.supplied(fetch.place(), found, upTo);
        }
    }

    /** Takes a step back that was not made. */
    synchronized void giveBack(Step step) {
        if (step.term() == term) {
            attempts.giveBack(step);
        }
    }

    /** Notes how an attempt ended. */
    synchronized void settle(Step step, Result result, @Nullable String loop, @Nullable Effects effects) {
        if (step.term() == term) {
            attempts.ended(step, result, loop, effects, services.clock().instant());
            progressed(1);
        } else {
            Attempts.drop(effects);
        }
    }

    /** Some events were finished, or others passed: the checkpoint is stored now or in a moment, places may go. */
    private void progressed(int finished) {
        settling.tidy();
        pace.progressed(finished);
        books.progressed();
    }

    /** Stores the checkpoint with all that was handled; completes when it is stored, on a thread of the appender. */
    synchronized CompletableFuture<Void> store() {
        return books.store();
    }

    /** What was handled when, unless it has no place in the log that is open. */
    synchronized Optional<OpenBook.Snapshot> book() {
        return isPlaced() ? Optional.of(book.snapshot()) : Optional.empty();
    }

    private void allStored() {
        settling.tidy(); // what was stored may have moved the checkpoint past a place
        pace.offer();
        wake();
    }

    /** Takes one more delivery in; returns whether there was room. */
    synchronized boolean add(Extra extra) {
        if (!isReady() || !circuit.mayTry(services.clock().instant()) || !extras.add(extra)) {
            return false;
        }
        wake();
        return true;
    }

    /** The end of one more delivery. */
    synchronized void release(Extra extra) {
        extras.release(extra);
    }

    /** Takes out what was to be delivered once more and was not begun. */
    synchronized List<Extra> withdraw() {
        return extras.withdraw();
    }

    /**
     * Stores something together with the checkpoint as it is then.
     *
     * @param changes asked for with the lock
     * @return completes when it is stored, on a thread of the appender
     */
    synchronized CompletableFuture<Void> commit(Function<Ledger.Mark, List<Change>> changes) {
        return commits.store(changes);
    }

    /** Has dead letters delivered again; the changes to be stored, asked for in {@link #commit}. */
    List<Change> ask(List<DeadLetter> letters, AtomicInteger count) {
        return settling.ask(letters, services.clock().instant(), count);
    }

    /** Gives dead letters up; the changes to be stored, asked for in {@link #commit}. */
    List<Change> giveUp(List<DeadLetter> letters, AtomicInteger count) {
        return settling.giveUp(letters, count);
    }

    /** Forgets its place in the log; it has to {@linkplain #begin begin} anew. */
    synchronized void lose() {
        attached = false;
        opening = -1;
        term++;
        pace.end();
        commits.forget();
    }

    /** Gives up storing once it fails. */
    synchronized void close() {
        allowed = false;
        alarm.cancel();
        commits.close();
        if (runs.isNone()) { // else a handler ends its own subscription, and what comes of that is still to be noted
            books.end();
        }
    }

    /** Where it stands, for whoever shows it. */
    synchronized Standing standing() {
        return Standing.of(attached, backlog, circuit.state(), turns.nextAttempt(), trouble, commits);
    }

    /** What is known of an event. */
    synchronized boolean wasAttempted(long position) {
        return backlog.ledger().wasAttempted(position);
    }

    /** The last position that was looked at. */
    synchronized long read() {
        return backlog.ledger().read();
    }

    /** The event on the shelf at a position, or the one of its key that it waits behind. */
    synchronized Optional<SetAside> setAside(Event event, long position) {
        return backlog.setAside(event, position);
    }
}
