// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import io.carillon.events.bus.internal.log.AppendRequest.Written;
import io.carillon.events.store.Change;
import io.carillon.events.store.UnitOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the tail and the publishers what became of each group, in the order of the commits, while the next one commits.
 *
 * <p>Threads: one hands over, and waits while {@value #WAITING} groups are not settled yet; one settles.
 */
final class Settler {

    /** The most groups handed over and not yet begun. */
    static final int WAITING = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);
    /** No requests: nothing follows. */
    private static final Settlement END = new Settlement(List.of(), List.of(), false, false, 0);

    /**
     * A group that was committed.
     *
     * @param group at least one
     * @param outcomes one for each request; more follow for what was no request
     * @param retried whether an earlier attempt may have committed it already
     * @param head where the log goes to at least; 0 if the outcomes tell
     */
    record Settlement(
            List<AppendRequest> group, List<UnitOutcome> outcomes, boolean durable, boolean retried, long head) {}

    private final LogTail tail;
    private final BlockingQueue<Settlement> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Thread thread = BusThreads.named("carillon-settler").newThread(this::run);

    Settler(LogTail tail) {
        this.tail = tail;
    }

    void start() {
        thread.start();
    }

    /** Whether {@link #settle} will not wait; only the one who hands over can rely on it. */
    boolean hasRoom() {
        return waiting.remainingCapacity() > 0;
    }

    /** Hands a group over. It is committed, so this waits for room in spite of interrupts. */
    void settle(Settlement settlement) {
        boolean interrupted = false;
        while (true) {
            try {
                waiting.put(settlement);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean more = true;
        while (more) {
            try {
                Settlement next = waiting.take();
                more = !next.group().isEmpty();
                tell(next);
            } catch (InterruptedException e) {
                more = false;
            } catch (Throwable e) { // without it nobody is answered any more
                LOG.error("A group was committed but not settled; it is a defect", e);
            }
        }
    }

    private void tell(Settlement settled) {
        List<LogEntry> committed = new ArrayList<>();
        for (int i = 0; i < settled.group().size(); i++) {
            if (settled.outcomes().get(i) instanceof UnitOutcome.Committed unit) {
                int event = 0;
                for (Change change : settled.group().get(i).unit().changes()) {
                    if (change instanceof Change.Append append) {
                        committed.add(new LogEntry(
                                unit.positions().get(event++),
                                append.event().event(),
                                append.event().recordedTime().toEpochMilli()));
                    }
                }
            }
        }
        if (!committed.isEmpty()) {
            tail.append(committed);
        }
        if (settled.head() > 0) {
            tail.advance(settled.head());
        }
        for (int i = 0; i < settled.group().size(); i++) {
            Written written = new Written(settled.outcomes().get(i), settled.durable(), settled.retried());
            settled.group().get(i).answer().complete(written);
        }
    }

    /** Ends once all that was handed over is settled; what takes longer than this is not waited for. */
    void finish(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        boolean told = waiting.offer(END, patience.toNanos(), TimeUnit.NANOSECONDS);
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        if (!told || thread.isAlive()) {
            LOG.error("What was committed could not be told to all publishers within {}", patience);
            thread.interrupt();
        }
    }
}
