// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.events.OverloadedException;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobStatus.State;
import io.carillon.events.admin.JobWork;
import io.carillon.events.admin.JobsAdmin;
import java.time.Clock;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class JobsTest {

    private final Jobs jobs = new Jobs(Clock.systemUTC());
    private final CountDownLatch open = new CountDownLatch(1);

    @AfterEach
    void stop() {
        open.countDown();
        jobs.stop();
    }

    private JobStatus submit(JobWork work) {
        return jobs.submit("test", "Test", "steps", "tester", work);
    }

    private State state(JobStatus job) {
        return jobs.get(job.id()).orElseThrow().state();
    }

    @Test
    void a_job_tells_how_far_it_is_and_ends_with_a_result() {
        JobStatus job = submit(progress -> {
            progress.total(10);
            progress.done(4);
            open.await();
            progress.done(10);
            return "all good";
        });

        await().until(() -> jobs.get(job.id()).orElseThrow().done() == 4);
        assertThat(state(job)).isEqualTo(State.RUNNING);
        open.countDown();
        await().until(() -> state(job).ended());

        JobStatus ended = jobs.get(job.id()).orElseThrow();
        assertThat(ended.state()).isEqualTo(State.SUCCEEDED);
        assertThat(ended.detail()).isEqualTo("all good");
        assertThat(ended.done()).isEqualTo(ended.total()).isEqualTo(10);
        assertThat(ended.by()).isEqualTo("tester");
        assertThat(ended.ended()).isNotNull();
    }

    @Test
    void a_job_that_throws_even_an_error_has_failed_with_its_text() {
        JobStatus exception = submit(progress -> {
            throw new IllegalStateException("position 7 is bad");
        });
        JobStatus error = submit(progress -> {
            throw new NoClassDefFoundError("gone");
        });

        await().until(() -> state(exception).ended() && state(error).ended());
        assertThat(jobs.get(exception.id()).orElseThrow().detail()).isEqualTo("position 7 is bad");
        assertThat(state(error)).isEqualTo(State.FAILED);
    }

    @Test
    void a_running_job_is_cancelled_when_it_looks_and_a_waiting_one_at_once() {
        AtomicInteger begun = new AtomicInteger();
        JobWork endless = progress -> {
            begun.incrementAndGet();
            while (true) {
                progress.checkCancelled();
                Thread.onSpinWait();
            }
        };
        JobStatus first = submit(endless);
        JobStatus second = submit(endless);
        JobStatus third = submit(endless);
        await().until(() -> begun.get() == Jobs.RUNNING);

        jobs.cancel(third.id(), "tester");
        assertThat(state(third)).isEqualTo(State.CANCELLED);
        jobs.cancel(first.id(), "tester");
        jobs.cancel(second.id(), "tester");

        await().until(() -> state(first) == State.CANCELLED && state(second) == State.CANCELLED);
        assertThat(begun).hasValue(Jobs.RUNNING);
        jobs.cancel(first.id(), "tester");
        assertThatThrownBy(() -> jobs.cancel("none", "tester")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void a_hundred_jobs_may_wait_and_one_more_may_not() {
        JobWork waiting = progress -> {
            open.await();
            return "";
        };
        for (int i = 0; i < Jobs.RUNNING + JobsAdmin.MAX_QUEUED; i++) {
            submit(waiting);
        }

        assertThatThrownBy(() -> submit(waiting)).isInstanceOf(OverloadedException.class);
        assertThat(jobs.list()).hasSize(Jobs.RUNNING + JobsAdmin.MAX_QUEUED);
    }

    @Test
    void a_hundred_ended_jobs_are_remembered_newest_first() {
        JobStatus last = submit(progress -> "first");
        for (int i = 0; i < Jobs.REMEMBERED; i++) {
            JobStatus next = submit(progress -> "next");
            await().pollInterval(Duration.ofMillis(1)).until(() -> state(next).ended());
            last = next;
        }

        assertThat(jobs.list()).hasSize(Jobs.REMEMBERED);
        assertThat(jobs.list().get(0).id()).isEqualTo(last.id());
    }

    @Test
    void without_a_bus_nothing_can_be_verified() {
        assertThatThrownBy(() -> jobs.verifyStore("tester")).isInstanceOf(StoreUnavailableException.class);
    }
}
