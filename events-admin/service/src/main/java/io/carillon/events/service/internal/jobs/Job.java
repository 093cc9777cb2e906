// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.jobs;

import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobWork;
import java.time.Clock;
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
    private JobStatus.State state = JobStatus.State.QUEUED;
    private long done;
    private long total = -1;
    private @Nullable Instant ended;
    private String detail = "";

    Job(JobStatus first, JobWork work, Clock clock) {
        this.first = first;
        this.work = work;
        this.clock = clock;
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
                first.unit(),
                first.by(),
                first.started(),
                ended,
                detail);
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
        state = JobStatus.State.RUNNING;
        return true;
    }

    private synchronized void end(JobStatus.State outcome, String text) {
        state = outcome;
        ended = clock.instant();
        detail = text;
    }

    synchronized void cancel() {
        if (state == JobStatus.State.QUEUED) {
            end(JobStatus.State.CANCELLED, "cancelled before it began");
        } else if (state == JobStatus.State.RUNNING) {
            state = JobStatus.State.CANCELLING;
        }
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
    public synchronized void checkCancelled() {
        if (state == JobStatus.State.CANCELLING) {
            throw new CancellationException("job " + first.id() + " was cancelled");
        }
    }
}
