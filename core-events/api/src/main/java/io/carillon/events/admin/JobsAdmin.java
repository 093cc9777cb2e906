// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Long work with progress that can be cancelled. Two jobs run at a time, up to {@value #MAX_QUEUED} wait. Who started, cancelled,
 * paused or resumed one is recorded by {@link AuditAdmin}, as {@code carillon.job.started} and so on.
 */
@ProviderType
public interface JobsAdmin {

    /** The most jobs that may wait. */
    int MAX_QUEUED = 100;

    /** The longest name that is given to a job. */
    int MAX_NAME = 200;

    /**
     * Queues a job.
     *
     * @param kind what it does, for instance {@code verify}
     * @param name for people
     * @param unit what is counted, for instance {@code events}
     * @throws io.carillon.events.OverloadedException if {@value #MAX_QUEUED} wait already
     */
    JobStatus submit(String kind, String name, String unit, String by, JobWork work);

    /** Verifies the whole log: every hash, the chain, the count. */
    JobStatus verifyStore(String by);

    /**
     * Replays events, see {@link ReplayAdmin}.
     *
     * @param name for people, at most {@value #MAX_NAME} characters; made from the request when empty
     * @throws IllegalArgumentException if the name is longer
     */
    JobStatus replay(ReplayAdmin.Request request, String name, String by);

    /** Running and waiting jobs and the last 100 that ended, newest first; an immutable list. */
    List<JobStatus> list();

    /** One job. */
    Optional<JobStatus> get(String id);

    /**
     * Asks a job to stop; nothing happens when it is over.
     *
     * @throws java.util.NoSuchElementException if there is none of this id
     */
    void cancel(String id, String by);

    /**
     * Asks a running job to wait at its next step; nothing happens when it is not running.
     *
     * @throws java.util.NoSuchElementException if there is none of this id
     */
    void pause(String id, String by);

    /**
     * Lets a paused job go on; nothing happens when it is not paused.
     *
     * @throws java.util.NoSuchElementException if there is none of this id
     */
    void resume(String id, String by);
}
