// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.jobs;

import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobWork;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One job. Threads: safe for concurrent use. */
final class Job implements Runnable, JobWork.Progress {

    private static final Logger LOG = LoggerFactory.getLogger(Job.class);

    private final JobStatus first;
    private final JobWork work;
    private final Clock clock;
    private final Places places;
    private JobStatus.State state = JobStatus.State.QUEUED;
    private long done;
    private long total = -1;
    private long failed;
    private @Nullable Instant ended;
    private @Nullable Instant goesOnSince;
    private Duration ran = Duration.ZERO;
    private String detail = "";

    Job(JobStatus first, JobWork work, Clock clock, Places places) {
        this.first = first;
        this.work = work;
        this.clock = clock;
        this.places = places;
    }

    String id() {
        return first.id();
    }

    synchronized JobStatus status() {
        return new JobStatus(
                first.id(),
                first.kind(),
                first.name(),
                state,
                done,
                total,
                failed,
                first.unit(),
                first.by(),
                first.started(),
                ended,
                eta(),
                detail);
    }

    /** From what was done in the time it ran; what it was paused for says nothing. */
    private @Nullable Instant eta() {
        Instant since = goesOnSince;
        if (since == null || state != JobStatus.State.RUNNING || done <= 0 || total < 0) {
            return null;
        }
        Instant now = clock.instant();
        double spent = ran.plus(Duration.between(since, now)).toMillis();
        return now.plusMillis(Math.round(spent / done * Math.max(0, total - done)));
    }

    @Override
    public void run() {
        if (!begin()) {
            return;
        }
        try {
            String result = work.run(this);
            end(JobStatus.State.SUCCEEDED, result);
        } catch (CancellationException e) {
            end(JobStatus.State.CANCELLED, "cancelled after " + done() + " " + first.unit());
        } catch (Exception | LinkageError | StackOverflowError e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            LOG.error("Job {} ({}) failed", first.id(), first.name(), e);
            end(JobStatus.State.FAILED, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private synchronized boolean begin() {
        if (state != JobStatus.State.QUEUED) {
            return false;
        }
        goOn();
        return true;
    }

    private void goOn() {
        state = JobStatus.State.RUNNING;
        goesOnSince = clock.instant();
    }

    private synchronized void end(JobStatus.State outcome, String text) {
        state = outcome;
        goesOnSince = null;
        ended = clock.instant();
        detail = text;
    }

    /** Returns whether it was neither over nor cancelled already. */
    synchronized boolean cancel() {
        if (state == JobStatus.State.QUEUED) {
            end(JobStatus.State.CANCELLED, "cancelled before it began");
            return true;
        }
        if (state == JobStatus.State.RUNNING || state == JobStatus.State.PAUSED) {
            state = JobStatus.State.CANCELLING;
            notifyAll();
            return true;
        }
        return false;
    }

    /** Returns whether it was running. */
    synchronized boolean pause() {
        Instant since = goesOnSince;
        if (since == null || state != JobStatus.State.RUNNING) {
            return false;
        }
        state = JobStatus.State.PAUSED;
        ran = ran.plus(Duration.between(since, clock.instant()));
        goesOnSince = null;
        return true;
    }

    /** Returns whether it was paused. */
    synchronized boolean resume() {
        if (state != JobStatus.State.PAUSED) {
            return false;
        }
        goOn();
        notifyAll();
        return true;
    }

    private synchronized long done() {
        return done;
    }

    @Override
    public synchronized void total(long units) {
        total = units;
    }

    @Override
    public synchronized void done(long units) {
        done = units;
    }

    @Override
    public synchronized void failed(long units) {
        failed = units;
    }

    @Override
    public void checkCancelled() {
        if (isPaused()) {
            places.leave();
            try {
                awaitResume();
            } finally {
                places.comeBack();
            }
        }
        synchronized (this) {
            if (state == JobStatus.State.CANCELLING) {
                throw new CancellationException("job " + first.id() + " was cancelled");
            }
        }
    }

    private synchronized boolean isPaused() {
        return state == JobStatus.State.PAUSED;
    }

    private synchronized void awaitResume() {
        try {
            while (state == JobStatus.State.PAUSED) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("job " + first.id() + " was interrupted while it was paused");
        }
    }
}
