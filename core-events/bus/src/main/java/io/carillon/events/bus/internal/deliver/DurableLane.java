// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.HandlerMode;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.Subscription;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.bus.internal.log.Appender;
import io.carillon.events.bus.internal.log.LogEntry;
import io.carillon.events.bus.internal.log.LogPages;
import io.carillon.events.bus.internal.log.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks one durable subscription along the log: reads pages from its own position, gives the handler what it wants, and
 * moves the checkpoint behind it. An event that fails holds the lane until it succeeds.
 *
 * <p>Threads: at most one run at a time, on the plugin's pool; {@code phase} says whose turn it is. All fields are guarded
 * by {@code this}; handler and store are called without it.
 *
 * <p>No event is slept through: a run goes idle only if, holding the lock, it sees no head beyond its cursor, and whoever
 * moves the head calls {@link #appended} afterwards, which takes the same lock and finds it idle.
 */
public final class DurableLane implements Subscriber {

    private static final Logger LOG = LoggerFactory.getLogger(DurableLane.class);
    /** Events read ahead: all the memory that a slow handler costs. */
    static final int WINDOW = 64;
    /** How far a lane may move past unwanted events before its checkpoint is stored. */
    static final int UNSTORED = 1_000;

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Duration STORE_RETRY = Duration.ofSeconds(1);
    private static final Duration THREAD_RETRY = Duration.ofSeconds(1);

    private enum Phase {
        IDLE,
        /** In the pool or on a thread of it. */
        BUSY,
        /** For a timer. */
        WAITING
    }

    private final String name;
    private final Subscription declared;
    private final TypeMatch types;
    private final PluginHandler plugin;
    private final HandlerCall call;
    private final LogPages log;
    private final Appender appender;
    private final Timers timers;
    private final RetrySchedule retries;
    private final FirstAttempts firstAttempts;

    private final ArrayDeque<LogEntry> window = new ArrayDeque<>();
    private Phase phase = Phase.IDLE;
    private Timers.@Nullable Alarm alarm;
    /** Raised when the lane is put to another place of the log; what a run read before is then of no use. */
    private int term;

    /** Of which opening of the log the cursor is; -1 before the first. */
    private int opening = -1;

    private long cursor;
    private long offered;
    private int failures;
    private @Nullable String trouble;
    private boolean attached;
    private boolean enabled = true;
    private boolean closed;

    DurableLane(String name, Subscription declared, PluginHandler plugin, HandlerCall call, LaneServices services) {
        this.name = name;
        this.declared = declared;
        this.types = new TypeMatch(declared.types());
        this.plugin = plugin;
        this.call = call;
        this.log = services.log();
        this.appender = services.appender();
        this.timers = services.timers();
        this.retries = services.settings().retries();
        this.firstAttempts = services.firstAttempts();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String plugin() {
        return plugin.plugin();
    }

    /** What the plugin declared. */
    public Subscription declared() {
        return declared;
    }

    @Override
    public boolean wants(String type) {
        return types.wants(type);
    }

    /**
     * Goes on where it was, if it was in this log before. What was read ahead is read again.
     *
     * @param ofOpening see {@link io.carillon.events.bus.internal.log.Checkpoints#opening}
     * @return whether it was; else {@link #attach} says where to begin
     */
    public synchronized boolean resume(int ofOpening) {
        if (ofOpening != opening || cursor > log.head()) {
            return false;
        }
        window.clear();
        attached = true;
        wake();
        return true;
    }

    /** Begins after a position of a log. */
    public synchronized void attach(int ofOpening, long position) {
        opening = ofOpening;
        term++;
        window.clear();
        cursor = position;
        offered = position;
        failures = 0;
        attached = true;
        wake();
    }

    /** Stops reading until the log is there again. */
    public synchronized void detach() {
        attached = false;
    }

    @Override
    public synchronized void enable(boolean on) {
        enabled = on;
        wake();
    }

    /** Notes that the log has grown by these positions, which were matched already. */
    synchronized void appended(long first, long last, boolean wanted) {
        if (phase == Phase.IDLE && ready() && !wanted && cursor == first - 1) {
            moveTo(last);
        } else {
            wake();
        }
    }

    private void wake() {
        if (phase == Phase.IDLE && ready() && cursor < log.head()) {
            turn();
        }
    }

    private synchronized void turn() {
        phase = Phase.BUSY;
        if (!plugin.pool().deliver(this::run)) {
            waitFor(THREAD_RETRY);
        }
    }

    private boolean ready() {
        return attached
                && enabled
                && !closed
                && opening == appender.checkpoints().opening();
    }

    private void run() {
        VirtualMachineError fatal = null;
        try {
            fatal = work();
        } catch (StoreUnavailableException e) {
            trouble("waits for the store", STORE_RETRY);
        } catch (Throwable e) { // whatever it is, the lane gets another turn
            Fault fault = Fault.of(e);
            LOG.error("A run of subscription={} ended unexpectedly; tried again", name, fault.trace());
            trouble(fault.text(), retries.after(Integer.MAX_VALUE));
        }
        if (fatal != null) {
            throw fatal;
        }
    }

    /** Handles events until there is none, one fails, or others of the plugin have to get their turn. */
    private @Nullable VirtualMachineError work() {
        long until = System.nanoTime() + SLICE_NANOS;
        for (Step step = next(); step != null; step = next()) {
            HandlerCall.Result result = attempt(step);
            if (result instanceof HandlerCall.Result.Failed failed) {
                failed(step, failed);
                return failed.fatal();
            }
            handled(step);
            if (System.nanoTime() >= until) {
                turn();
                return null;
            }
        }
        return null;
    }

    private record Step(LogEntry entry, int term, int attempt) {}

    /** The next event to handle; none if there is nothing to do, and the run has to end. */
    private @Nullable Step next() {
        while (true) {
            long from;
            int readIn;
            synchronized (this) {
                if (!ready()) {
                    phase = Phase.IDLE;
                    return null;
                }
                LogEntry entry = skipUnwanted();
                if (entry != null) {
                    return new Step(entry, term, failures + 1);
                }
                if (cursor >= log.head()) {
                    phase = Phase.IDLE;
                    return null;
                }
                from = cursor;
                readIn = term;
            }
            List<LogEntry> page = log.after(from, WINDOW);
            synchronized (this) {
                trouble = null;
                if (readIn == term && page.isEmpty()) {
                    waitFor(STORE_RETRY);
                    return null;
                }
                if (readIn == term) {
                    window.addAll(page);
                }
            }
        }
    }

    private @Nullable LogEntry skipUnwanted() {
        for (LogEntry entry = window.peekFirst(); entry != null; entry = window.peekFirst()) {
            if (types.wants(entry.event().type())) {
                return entry;
            }
            window.removeFirst();
            moveTo(entry.position());
        }
        return null;
    }

    private HandlerCall.Result attempt(Step step) {
        Event event = step.entry().event().bind(plugin.binding());
        long position = step.entry().position();
        HandlerCall.Result result =
                call.attempt(event, position, new Delivery(event, position, name, step.attempt(), plugin.publish()));
        if (step.attempt() == 1) {
            firstAttempts.ended(name, event, result);
        }
        return result;
    }

    private synchronized void handled(Step step) {
        failures = 0;
        if (step.term() == term) {
            LogEntry first = window.peekFirst();
            if (first != null
                    && first.position()
                            == step.entry().position()) { // unless it was closed by its own handler, or resumed
                window.removeFirst();
            }
            cursor = step.entry().position();
            offer();
        }
    }

    private synchronized void failed(Step step, HandlerCall.Result.Failed failed) {
        LOG.debug("subscription={} attempt {} failed: {}", name, step.attempt(), failed.failure());
        failures++;
        waitFor(retries.after(failures));
    }

    private synchronized void trouble(String what, Duration delay) {
        trouble = what;
        waitFor(delay);
    }

    private void waitFor(Duration delay) {
        if (closed) {
            phase = Phase.IDLE;
            return;
        }
        phase = Phase.WAITING;
        alarm = timers.after(delay, this::resumeAfterWait);
    }

    private synchronized void resumeAfterWait() {
        if (phase == Phase.WAITING) {
            phase = Phase.IDLE;
            wake();
        }
    }

    private void moveTo(long position) {
        cursor = position;
        if (cursor - offered >= UNSTORED) {
            offer();
        }
    }

    private void offer() {
        offered = cursor;
        appender.checkpoint(name, opening, cursor);
    }

    /** Has the checkpoint stored as it is now, if the lane has its place in the log. */
    synchronized void checkpoint() {
        offer();
    }

    /** Position up to which everything is finished. */
    public synchronized long cursor() {
        return cursor;
    }

    /** Whether it is close to the head and nothing holds it up. */
    public synchronized boolean isLive() {
        return state() == State.LIVE && attached;
    }

    private State state() {
        if (closed) {
            return State.DORMANT;
        }
        if (call.isStuck() || plugin.pool().exhausted()) {
            return State.STUCK;
        }
        if (!enabled) {
            return State.DISABLED;
        }
        if (failures > 0 || trouble != null) {
            return State.FAILING;
        }
        return log.head() - cursor <= WINDOW ? State.LIVE : State.CATCHING_UP;
    }

    @Override
    public void keepTime(long now) {
        call.keepTime(now);
    }

    @Override
    public synchronized SubscriptionStatus status() {
        return new SubscriptionStatus(
                name,
                plugin(),
                types.patterns(),
                HandlerMode.DURABLE,
                state(),
                enabled,
                cursor,
                attached ? Math.max(0, log.head() - cursor) : 0,
                call.handled(),
                call.failed(),
                0,
                call.handling(),
                call.since(),
                Optional.ofNullable(trouble).orElse(call.failure()));
    }

    @Override
    public void close(Duration patience) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (alarm != null) {
                alarm.cancel();
            }
        }
        call.awaitIdle(patience);
        synchronized (this) {
            window.clear();
            if (cursor > offered) {
                offer();
            }
        }
    }
}
