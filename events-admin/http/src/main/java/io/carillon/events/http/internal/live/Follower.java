// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import io.carillon.events.EventsException;
import io.carillon.events.http.internal.problem.ProblemException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the end of the log for all connections while there are any: reads each event once, encodes it once, and nudges the
 * connections.
 *
 * <p>Threads: one of its own.
 */
final class Follower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final int PAGE = 512;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofMillis(250);

    /** Who is told. */
    interface Audience {

        /** There is something new in the tail. */
        void nudge();

        /** The log is not the one before, or lost its end. */
        void logReplaced();
    }

    private final LogReads log;
    private final Tail tail;
    private final Audience audience;
    private final Thread thread;
    private boolean wanted;
    private volatile boolean closed;

    Follower(LogReads log, Tail tail, Audience audience) {
        this.log = log;
        this.tail = tail;
        this.audience = audience;
        this.thread = new Thread(this::run, "carillon-live-follower");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Says whether anybody is there to follow for. */
    synchronized void want(boolean anybody) {
        wanted = anybody;
        notifyAll();
    }

    private synchronized boolean isWanted() {
        return wanted && !closed;
    }

    private synchronized void awaitWanted() throws InterruptedException {
        while (!wanted) {
            wait();
        }
    }

    private void run() {
        try {
            while (!closed) {
                awaitWanted();
                while (isWanted()) {
                    step();
                }
                tail.forget();
            }
        } catch (InterruptedException e) {
            LOG.debug("Live streams do not follow the log any more");
        }
    }

    private void step() throws InterruptedException {
        try {
            if (tail.known()) {
                follow();
            } else {
                tail.begin(log.head().position());
                audience.nudge();
            }
        } catch (ProblemException | EventsException e) {
            LOG.debug("Live streams cannot follow the log, tried again: {}", e.getMessage());
            Thread.sleep(RETRY.toMillis());
        } catch (RuntimeException | LinkageError e) {
            LOG.error("Live streams cannot follow the log after {}; tried again", tail.head(), e);
            Thread.sleep(LONGEST_WAIT.toMillis());
        }
    }

    private void follow() throws InterruptedException {
        long before = tail.head();
        long head = log.awaitAfter(before, LONGEST_WAIT);
        if (head < before) {
            if (log.head().position() < before) {
                tail.forget();
                audience.logReplaced();
            }
            return;
        }
        Optional<LogPage> page = head == before ? Optional.empty() : log.after(before, PAGE);
        if (page.isPresent() && page.get().first() != before + 1) { // cut off before it was read
            tail.forget();
        } else if (page.isPresent() && page.get().tellsOfDeletion()) { // what is kept here may be what was deleted
            log.forget();
            tail.begin(page.get().last());
            audience.nudge();
        } else if (page.isPresent()) {
            tail.add(page.get());
            audience.nudge();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
