// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Severity;
import io.carillon.events.Subscription;
import io.carillon.events.bus.internal.deliver.Backlog.Step;
import io.carillon.events.bus.internal.deliver.HandlerCall.Result;
import io.carillon.events.bus.internal.deliver.Shelf.Place;
import io.carillon.events.bus.internal.log.LogEntry;
import io.carillon.events.bus.internal.log.Timers;
import io.carillon.events.store.Change;
import io.carillon.events.store.DeadLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one durable subscription goes along the log: what its lanes do next, what became of what they did, and when its
 * checkpoint is stored.
 *
 * <p>Threads: everything is guarded by {@code this}; nothing is read, called or waited for with it.
 *
 * <p>No event is slept through: a lane goes idle only if, holding the lock, it finds nothing to do, and whoever makes
 * something to do calls {@link #wake} with the lock.
 */
final class Course {

    private static final Logger LOG = LoggerFactory.getLogger(Course.class);
    /** How many events may be finished, or passed, before the checkpoint is stored. */
    static final int UNSTORED = 1_000;

    private static final Duration CHECKPOINT = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final String name;
    private final String plugin;
    private final int lanes;
    private final LaneServices services;
    private final PendingEffects pending;
    private final BooleanSupplier start;
    private final Backlog backlog;
    private final Commits commits;
    private final Settling settling;
    private final Failures failures;
    private final Breaker breaker;
    private final ArrayDeque<Extra> extras = new ArrayDeque<>();
    /** Those being delivered in this term. */
    private final Set<Extra> extrasTaken = new HashSet<>();

    private volatile StartGate gate = StartGate.OPEN;

    private int active;
    private boolean reading;
    private boolean paused;
    private boolean allowed;
    private @Nullable String trouble;
    private @Nullable Instant openedAt;
    private Timers.@Nullable Alarm alarm;
    private @Nullable Instant alarmAt;
    /** Raised when the subscription is put to another place of the log; what a lane took before is then of no use. */
    private int term;
    /** Of which opening of the log the positions are; -1 before the first. */
    private int opening = -1;

    private boolean attached;
    private long offered;
    private long offeredNanos;
    private int unoffered;
    private boolean offerLater;

    Course(
            String name,
            Subscription declared,
            TypeMatch types,
            String plugin,
            LaneServices services,
            PendingEffects pending,
            BooleanSupplier start) {
        this.name = name;
        this.plugin = plugin;
        this.lanes = declared.lanes();
        this.services = services;
        this.pending = pending;
        this.start = start;
        KeyRule keys = new KeyRule(declared.ordering());
        this.backlog =
                new Backlog(keys, types::wants, lanes, services.settings().maxSetAside());
        this.commits = new Commits(
                this,
                name,
                services.appender(),
                services.timers(),
                () -> backlog.ledger().mark(),
                this::allStored);
        this.settling = new Settling(backlog, commits);
        this.failures = new Failures(name, plugin, declared, keys, services.events());
        this.breaker = new Breaker(services.settings().breaker());
    }

    /** Begins anew at a mark of a log, with what it set aside before. */
    synchronized void begin(int ofOpening, Ledger.Mark mark, List<SetAside> setAside) {
        opening = ofOpening;
        term++;
        reading = false;
        commits.forget();
        pending.clear();
        extrasTaken.clear();
        backlog.begin(mark, setAside);
        trouble = null;
        offered = mark.position();
        unoffered = 0;
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

    /** Stops reading until the log is there again. */
    synchronized void detach() {
        attached = false;
    }

    /** Whether events may be taken up. */
    synchronized void allow(boolean on) {
        allowed = on;
        wake();
    }

    /** What is taken up from now on, and not returned, is of no use any more. */
    synchronized void abandon() {
        term++;
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
            if (last - offered >= UNSTORED) {
                offer();
            }
        } else {
            wake();
        }
    }

    /** Looks whether there is something to do now. */
    synchronized void wake() {
        if (active >= lanes || paused || !isReady()) {
            return; // a lane that ends, the end of the pause, or what makes it ready again looks anew
        }
        Instant now = services.clock().instant();
        if (hasNext(now)) {
            startLane();
        } else {
            arm(now);
        }
    }

    private void startLane() {
        active++;
        if (!start.getAsBoolean()) {
            active--;
            pauseFor(RETRY);
        }
    }

    private boolean isReady() {
        return attached
                && allowed
                && opening == services.appender().checkpoints().opening();
    }

    private boolean hasNext(Instant now) {
        return !extras.isEmpty() || mayTry(now) && backlog.hasNext(now) || mayRead();
    }

    private boolean mayRead() {
        return !reading && backlog.ledger().read() < services.log().head() && backlog.room() > 0;
    }

    private boolean mayTry(Instant now) {
        return switch (breaker.state()) {
            case CLOSED -> true;
            case HALF_OPEN -> false;
            case OPEN -> breaker.retryAt().map(at -> !now.isBefore(at)).orElse(false);
        };
    }

    /** What a lane does next; nothing if there is nothing, and the lane has ended. */
    synchronized @Nullable Turn next() {
        if (isReady() && !paused) {
            Instant now = services.clock().instant();
            Turn turn = next(now);
            if (turn != null) {
                if (active < lanes && hasNext(now)) {
                    startLane();
                }
                return turn;
            }
            arm(now);
        }
        active--;
        return null;
    }

    private @Nullable Turn next(Instant now) {
        for (Iterator<Extra> each = extras.iterator(); each.hasNext(); ) {
            Extra extra = each.next();
            if (backlog.occupy(extra.entry())) {
                each.remove();
                extrasTaken.add(extra);
                return extra;
            }
        }
        if (mayTry(now)) {
            Place fetch = backlog.toFetch(now);
            if (fetch != null) {
                backlog.shelf().occupy(fetch, true);
                return new Turn.Fetch(fetch, term);
            }
            Step step = backlog.next(now, gate, term);
            if (step != null) {
                breaker.allows(now);
                return step;
            }
        }
        if (mayRead()) {
            reading = true;
            return new Turn.Read(backlog.ledger().read(), backlog.room(), term);
        }
        return null;
    }

    /** Has itself woken when something is due. */
    private void arm(Instant now) {
        Optional<Instant> due = nextAttempt();
        if (due.isEmpty() || !due.get().isAfter(now)) {
            return;
        }
        Instant at = due.get();
        if (alarm != null && alarmAt != null) {
            if (!at.isBefore(alarmAt)) {
                return;
            }
            alarm.cancel();
        }
        alarmAt = at;
        alarm = services.timers().after(Duration.between(now, at), this::ring);
    }

    private synchronized void ring() {
        alarm = null;
        alarmAt = null;
        wake();
    }

    /** When something that failed is tried again. */
    synchronized Optional<Instant> nextAttempt() {
        Optional<Instant> due = backlog.shelf().nextDue();
        Optional<Instant> probe = breaker.retryAt();
        return probe.isPresent() && (due.isEmpty() || due.get().isBefore(probe.get())) ? probe : due;
    }

    /** Does nothing for a while, for a reason. */
    synchronized void pause(String why, Duration delay) {
        trouble = why;
        pauseFor(delay);
    }

    private void pauseFor(Duration delay) {
        paused = true;
        services.timers().after(delay, this::unpause);
    }

    private synchronized void unpause() {
        paused = false;
        wake();
    }

    /** A lane ends although there may be more to do. */
    synchronized void leave() {
        active--;
        wake();
    }

    /** Takes in what a lane read, {@code null} if it could not. */
    void read(Turn.Read read, @Nullable List<LogEntry> page) {
        boolean passed;
        synchronized (this) {
            if (read.term() != term) {
                return;
            }
            reading = false;
            if (page == null) {
                return;
            }
            trouble = null;
            if (page.isEmpty()) {
                pauseFor(RETRY);
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
        Place place = fetch.place();
        if (fetch.term() != term) {
            return;
        }
        backlog.shelf().occupy(place, false);
        if (found == null) {
            return;
        }
        trouble = null;
        if (!found.isEmpty()) {
            place.next.addAll(found);
        } else if (place.event().done()) {
            backlog.shelf().exhaust(place, upTo);
            settling.tidy();
        } else {
            LOG.warn(
                    "An event that failed is not in the log any more and is given up: subscription={} position={}",
                    name,
                    place.event().position());
            settling.discard(place);
        }
    }

    /** Takes a step back that was not made. */
    synchronized void giveBack(Step step) {
        if (step.term() == term) {
            backlog.giveBack(step);
            breaker.forgone();
        }
    }

    /** Notes how an attempt ended. */
    synchronized void settle(Step step, Result result, @Nullable String loop, @Nullable Effects effects) {
        if (step.term() != term) {
            drop(effects);
            return;
        }
        if (result instanceof Result.Failed failed && failed.cutShort()) {
            drop(effects);
            giveBack(step);
            return;
        }
        Instant now = services.clock().instant();
        backlog.ended(step);
        if (result instanceof Result.Failed failed) {
            drop(effects);
            Change opened = circuitFailed(now, failed);
            fail(step, failures.judge(step, failed.fault(), loop != null, now), opened, now);
        } else if (loop != null) {
            drop(effects);
            breaker.succeeded(now);
            fail(step, failures.judge(step, Fault.of(loop), true, now), null, now);
        } else {
            circuitSucceeded(now);
            settling.handled(step, effects == null || effects.isEmpty() ? null : effects, now);
        }
        progressed(1);
    }

    private static void drop(@Nullable Effects effects) {
        if (effects != null) {
            effects.drop();
        }
    }

    private void fail(Step step, Failures.Verdict verdict, @Nullable Change more, Instant now) {
        if (verdict.letter() != null) {
            LOG.warn(
                    "Dead letter: subscription={} position={} attempts={} {}",
                    name,
                    step.position(),
                    step.attempt(),
                    verdict.event() == null ? "" : "what waits behind it is held");
        }
        settling.failed(step, verdict, now);
        if (more != null) {
            commits.add(Commits.just(more));
        }
    }

    private @Nullable Change circuitFailed(Instant now, Result.Failed failed) {
        boolean closed = openedAt == null;
        breaker.failed(now, failed.timedOut());
        Instant at = breaker.retryAt().orElse(null);
        if (!closed || at == null) {
            return null;
        }
        openedAt = now;
        LOG.error("Circuit opened, nothing is delivered until {}: subscription={}", at, name);
        return circuit(
                Severity.ERROR,
                "carillon.subscription.circuit_opened",
                now,
                Map.<String, Object>of(
                        "failures", services.settings().breaker().failures(), "halfOpenAt", at.toString()));
    }

    private void circuitSucceeded(Instant now) {
        breaker.succeeded(now);
        Instant opened = openedAt;
        if (opened != null && breaker.state() == io.carillon.events.admin.SubscriptionStatus.Breaker.CLOSED) {
            openedAt = null;
            LOG.info("Circuit closed: subscription={}", name);
            commits.add(Commits.just(circuit(
                    Severity.INFO,
                    "carillon.subscription.circuit_closed",
                    now,
                    Map.<String, Object>of(
                            "openedForMs", Duration.between(opened, now).toMillis()))));
        }
    }

    private Change circuit(Severity severity, String type, Instant now, Map<String, Object> facts) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("subscription", name);
        data.put("plugin", plugin);
        data.putAll(facts);
        return services.events().at(now, severity, type, "subscription/" + name, data);
    }

    /** Something was finished or passed: the checkpoint is stored now or in a moment, places nobody needs go. */
    private void progressed(int finished) {
        unoffered += finished;
        settling.tidy();
        if (!commits.isIdle() || backlog.ledger().checkpoint() == offered && finished == 0) {
            return;
        }
        long waited = System.nanoTime() - offeredNanos;
        boolean far = unoffered >= UNSTORED || backlog.ledger().checkpoint() - offered >= UNSTORED;
        if (finished > 0 && waited >= CHECKPOINT.toNanos() || far) {
            offer();
        } else if (finished > 0 && !offerLater) {
            offerLater = true;
            services.timers().after(CHECKPOINT.minusNanos(Math.max(0, waited)), this::offerNow);
        }
    }

    private synchronized void offerNow() {
        offerLater = false;
        if (unoffered > 0) {
            offer();
        }
    }

    private void allStored() {
        offer();
        wake();
    }

    private void offer() {
        if (!commits.isIdle() || opening < 0) {
            return;
        }
        Ledger.Mark mark = backlog.ledger().mark();
        offered = mark.position();
        offeredNanos = System.nanoTime();
        unoffered = 0;
        services.appender().checkpoint(opening, new Change.Checkpoint(name, mark.position(), mark.finished()));
    }

    /** Takes one more delivery in; returns whether there was room. */
    synchronized boolean add(Extra extra) {
        if (!isReady() || !mayTry(services.clock().instant()) || extras.size() >= lanes) {
            return false;
        }
        extras.add(extra);
        wake();
        return true;
    }

    /** The end of one more delivery. */
    synchronized void release(Extra extra) {
        if (extrasTaken.remove(extra)) {
            backlog.release(extra.entry());
        }
    }

    /** Takes out what was to be delivered once more and was not begun. */
    synchronized List<Extra> withdraw() {
        List<Extra> all = List.copyOf(extras);
        extras.clear();
        return all;
    }

    /**
     * Stores something together with the checkpoint as it is then.
     *
     * @param changes asked for with the lock
     * @return completes when it is stored, on a thread of the appender
     */
    synchronized CompletableFuture<Void> commit(Function<Ledger.Mark, List<Change>> changes) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        commits.add(new Commits.Outcome() {
            @Override
            public List<Change> settle() {
                return changes.apply(backlog.ledger().mark());
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
        commits.forget();
    }

    /** Gives up storing once it fails. */
    synchronized void close() {
        allowed = false;
        if (alarm != null) {
            alarm.cancel();
        }
        commits.close();
    }

    /** Where it stands, for whoever shows it. */
    synchronized Standing standing() {
        Shelf shelf = backlog.shelf();
        return new Standing(
                attached,
                backlog.ledger().checkpoint(),
                shelf.retrying(),
                shelf.letters(),
                shelf.keys(),
                breaker.state(),
                nextAttempt().orElse(null),
                hindrance());
    }

    /**
     * Where a subscription stands.
     *
     * @param checkpoint everything up to here is finished or set aside
     * @param retrying events that are tried again
     * @param letters dead letters something waits behind
     * @param keys keys whose events wait
     * @param hindrance what holds it up as a whole, {@code null} if nothing does
     */
    record Standing(
            boolean attached,
            long checkpoint,
            int retrying,
            long letters,
            long keys,
            io.carillon.events.admin.SubscriptionStatus.Breaker breaker,
            @Nullable Instant nextAttempt,
            @Nullable String hindrance) {}

    private @Nullable String hindrance() {
        if (trouble != null) {
            return trouble;
        }
        if (commits.trouble() != null) {
            return "what became of events cannot be stored: " + commits.trouble();
        }
        for (Place place : backlog.shelf().blocksAll() ? backlog.shelf().places() : List.<Place>of()) {
            SetAside event = place.event();
            if (event.blocksAll()) {
                return event.due() == null
                        ? "stopped behind the dead letter at position " + event.position() + "; replay or discard it: "
                                + event.cause()
                        : "waits for the next attempt at position " + event.position() + ": " + event.cause();
            }
        }
        if (backlog.isFull()) {
            return backlog.shelf().size() + " events are set aside, as many as may be; it goes on when some of them are"
                    + " handled, or their dead letters replayed or discarded";
        }
        return null;
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
    synchronized Optional<SetAside> setAside(io.carillon.events.Event event, long position) {
        Place own = backlog.shelf().at(position);
        Place place = own != null
                ? own
                : backlog.shelf().of(backlog.keys().kept(backlog.keys().of(event)));
        return Optional.ofNullable(place).map(Place::event);
    }
}
