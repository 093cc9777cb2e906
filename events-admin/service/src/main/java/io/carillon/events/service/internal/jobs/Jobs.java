// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.jobs;

import io.carillon.events.OverloadedException;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.admin.AuditAdmin;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobWork;
import io.carillon.events.admin.JobsAdmin;
import io.carillon.events.admin.ReplayAdmin;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Runs two jobs at a time and remembers the last that ended. */
@Component(service = JobsAdmin.class, immediate = true)
public final class Jobs implements JobsAdmin {

    static final int RUNNING = 2;
    static final int REMEMBERED = 100;
    static final int MAX_PAUSED = 8;

    private final AuditAdmin audit;
    private final Clock clock;
    private final Places places;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private long last;
    private volatile @Nullable EventsAdmin events;
    private volatile @Nullable ReplayAdmin replays;

    @Activate
    public Jobs(@Reference AuditAdmin audit) {
        this(audit, Clock.systemUTC());
    }

    Jobs(AuditAdmin audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
        this.places = new Places(RUNNING, MAX_QUEUED);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setEvents(EventsAdmin arrived) {
        events = arrived;
    }

    void unsetEvents(EventsAdmin left) {
        if (left.equals(events)) {
            events = null;
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setReplays(ReplayAdmin arrived) {
        replays = arrived;
    }

    void unsetReplays(ReplayAdmin left) {
        if (left.equals(replays)) {
            replays = null;
        }
    }

    @Deactivate
    void stop() {
        synchronized (this) {
            jobs.values().forEach(Job::cancel);
        }
        places.close();
    }

    @Override
    public synchronized JobStatus submit(String kind, String name, String unit, String by, JobWork work) {
        String id = "job-" + clock.instant().getEpochSecond() + "-" + ++last;
        JobStatus queued = new JobStatus(
                id, kind, name, JobStatus.State.QUEUED, 0, -1, 0, unit, by, clock.instant(), null, null, "");
        Job job = new Job(queued, work, clock, places);
        try {
            places.run(job);
        } catch (RejectedExecutionException e) {
            throw new OverloadedException(
                    name + " cannot be queued: " + MAX_QUEUED + " jobs wait already; cancel some or try later");
        }
        jobs.put(id, job);
        forget();
        record("started", job, by);
        return job.status();
    }

    private void record(String act, Job job, String by) {
        JobStatus status = job.status();
        audit.record(
                "carillon.job." + act, "job:" + status.id(), by, Map.of("kind", status.kind(), "name", status.name()));
    }

    private void forget() {
        long ended = jobs.values().stream()
                .filter(job -> job.status().state().ended())
                .count();
        Iterator<Job> oldest = jobs.values().iterator();
        while (ended > REMEMBERED && oldest.hasNext()) {
            if (oldest.next().status().state().ended()) {
                oldest.remove();
                ended--;
            }
        }
    }

    @Override
    public JobStatus verifyStore(String by) {
        EventsAdmin present = events;
        if (present == null) {
            throw new StoreUnavailableException("the log cannot be verified: the bus is not running");
        }
        return submit("verify", "Verify the log", "events", by, new LogVerification(VerifiedLog.of(present)));
    }

    @Override
    public JobStatus replay(ReplayAdmin.Request request, String name, String by) {
        if (name.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "the name of a job has at most " + MAX_NAME + " characters, got " + name.length());
        }
        ReplayAdmin present = replays;
        if (present == null) {
            throw new StoreUnavailableException("nothing can be replayed: the bus is not running");
        }
        String id = "replay-" + UUID.randomUUID();
        return submit(
                "replay",
                name.isBlank() ? Replay.name(request) : name.strip(),
                "events",
                by,
                new Replay(present, request, id, by));
    }

    @Override
    public synchronized List<JobStatus> list() {
        forget();
        List<JobStatus> newestFirst = new ArrayList<>();
        jobs.values().forEach(job -> newestFirst.add(0, job.status()));
        return List.copyOf(newestFirst);
    }

    @Override
    public synchronized Optional<JobStatus> get(String id) {
        return Optional.ofNullable(jobs.get(id)).map(Job::status);
    }

    @Override
    public void cancel(String id, String by) {
        Job job = find(id);
        if (job.cancel()) {
            record("cancelled", job, by);
        }
    }

    @Override
    public void pause(String id, String by) {
        Job job = find(id);
        synchronized (this) {
            long paused = jobs.values().stream()
                    .filter(each -> each.status().state() == JobStatus.State.PAUSED)
                    .count();
            if (paused >= MAX_PAUSED) {
                throw new OverloadedException(
                        "job " + id + " cannot be paused: " + paused + " are paused already; resume or cancel one");
            }
            if (!job.pause()) {
                return;
            }
        }
        record("paused", job, by);
    }

    @Override
    public void resume(String id, String by) {
        Job job = find(id);
        if (job.resume()) {
            record("resumed", job, by);
        }
    }

    private synchronized Job find(String id) {
        Job job = jobs.get(id);
        if (job == null) {
            throw new NoSuchElementException("there is no job " + id);
        }
        return job;
    }
}
