// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.jobs;

import io.carillon.events.OverloadedException;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobWork;
import io.carillon.events.admin.JobsAdmin;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs two jobs at a time and remembers the last that ended. */
@Component(service = JobsAdmin.class, immediate = true)
public final class Jobs implements JobsAdmin {

    static final int RUNNING = 2;
    static final int REMEMBERED = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    private final Clock clock;
    private final ThreadPoolExecutor pool;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private long last;
    private volatile @Nullable EventsAdmin events;

    @Activate
    public Jobs() {
        this(Clock.systemUTC());
    }

    Jobs(Clock clock) {
        this.clock = clock;
        this.pool = new ThreadPoolExecutor(
                RUNNING, RUNNING, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_QUEUED), task -> {
                    Thread thread = new Thread(task, "carillon-job");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
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

    @Deactivate
    void stop() {
        synchronized (this) {
            jobs.values().forEach(Job::cancel);
        }
        pool.shutdown();
        try {
            if (!pool.awaitTermination(2, TimeUnit.SECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            pool.shutdownNow();
        }
    }

    @Override
    public synchronized JobStatus submit(String kind, String name, String unit, String by, JobWork work) {
        String id = "job-" + clock.instant().getEpochSecond() + "-" + ++last;
        JobStatus queued =
                new JobStatus(id, kind, name, JobStatus.State.QUEUED, 0, -1, unit, by, clock.instant(), null, "");
        Job job = new Job(queued, work, clock);
        try {
            pool.execute(job);
        } catch (RejectedExecutionException e) {
            throw new OverloadedException(
                    name + " cannot be queued: " + MAX_QUEUED + " jobs wait already; cancel some or try later");
        }
        jobs.put(id, job);
        forget();
        LOG.info("Job {} ({}) queued by {}", id, name, by);
        return job.status();
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
        return submit("verify", "Verify the log", "events", by, new LogVerification(present));
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
        Job job;
        synchronized (this) {
            job = jobs.get(id);
        }
        if (job == null) {
            throw new NoSuchElementException("there is no job " + id);
        }
        LOG.info("Job {} cancelled by {}", id, by);
        job.cancel();
    }
}
