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
import io.carillon.events.service.internal.access.RecordedAudit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class JobsTest {

    private final RecordedAudit audit = new RecordedAudit();
    private final Jobs jobs = new Jobs(audit, Clock.systemUTC());
    private final CountDownLatch open = new CountDownLatch(1);

    @AfterEach
    void stop() {
        open.countDown();
        jobs.stop();
    }

    private JobStatus submit(JobWork work) {
        return jobs.submit("test", "Test", "steps", "tester", work);
    }

    private static String act(String act, JobStatus job) {
        return "carillon.job." + act + " job:" + job.id() + " by tester {kind=test, name=Test}";
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
        assertThat(audit.lines)
                .as("who did what, once")
                .containsExactly(
                        act("started", first),
                        act("started", second),
                        act("started", third),
                        act("cancelled", third),
                        act("cancelled", first),
                        act("cancelled", second));
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

    /** Works one step each time it is let. */
    private static final class Steps implements JobWork {

        private final int total;
        private final AtomicInteger looks = new AtomicInteger();
        private final Semaphore allowed = new Semaphore(0);

        Steps(int total) {
            this.total = total;
        }

        @Override
        public String run(Progress progress) throws Exception {
            progress.total(total);
            for (int step = 1; step <= total; step++) {
                allowed.acquire();
                looks.incrementAndGet();
                progress.checkCancelled();
                progress.done(step);
            }
            return "walked " + total;
        }
    }

    @Test
    void a_paused_job_does_nothing_until_it_is_resumed() {
        Steps steps = new Steps(3);
        JobStatus job = submit(steps);
        steps.allowed.release();
        await().until(() -> jobs.get(job.id()).orElseThrow().done() == 1);

        jobs.pause(job.id(), "tester");
        jobs.pause(job.id(), "tester");
        steps.allowed.release(2);
        await().until(() -> steps.looks.get() == 2);
        await().during(Duration.ofMillis(100))
                .until(() -> state(job) == State.PAUSED
                        && jobs.get(job.id()).orElseThrow().done() == 1);
        jobs.resume(job.id(), "tester");
        jobs.resume(job.id(), "tester");

        await().until(() -> state(job) == State.SUCCEEDED);
        jobs.pause(job.id(), "tester");
        jobs.resume(job.id(), "tester");
        assertThat(state(job)).as("what is over stays over").isEqualTo(State.SUCCEEDED);
        assertThat(jobs.get(job.id()).orElseThrow().detail()).isEqualTo("walked 3");
        assertThat(audit.lines)
                .as("who did what, once")
                .containsExactly(act("started", job), act("paused", job), act("resumed", job));
        assertThatThrownBy(() -> jobs.pause("none", "tester")).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> jobs.resume("none", "tester")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void a_paused_job_can_be_cancelled() {
        Steps steps = new Steps(2);
        JobStatus job = submit(steps);
        await().until(() -> state(job) == State.RUNNING);
        jobs.pause(job.id(), "tester");
        steps.allowed.release();
        await().until(() -> steps.looks.get() == 1);

        jobs.cancel(job.id(), "tester");

        await().until(() -> state(job) == State.CANCELLED);
        assertThat(jobs.get(job.id()).orElseThrow().detail()).isEqualTo("cancelled after 0 steps");
    }

    @Test
    void paused_jobs_make_room_for_others_up_to_a_limit() {
        List<JobStatus> paused = new ArrayList<>();
        for (int i = 0; i < Jobs.MAX_PAUSED; i++) {
            Steps steps = new Steps(1);
            JobStatus job = submit(steps);
            await().until(() -> state(job) == State.RUNNING);
            jobs.pause(job.id(), "tester");
            steps.allowed.release();
            paused.add(job);
        }
        JobStatus other = submit(new Steps(1));
        await().until(() -> state(other) == State.RUNNING);

        assertThatThrownBy(() -> jobs.pause(other.id(), "tester"))
                .isInstanceOf(OverloadedException.class)
                .hasMessageContaining("resume or cancel one");

        paused.forEach(job -> jobs.resume(job.id(), "tester"));
        await().until(() -> paused.stream().allMatch(job -> state(job) == State.SUCCEEDED));
    }

    @Test
    void stopping_ends_a_paused_job_too() {
        Steps steps = new Steps(1);
        JobStatus job = submit(steps);
        await().until(() -> state(job) == State.RUNNING);
        jobs.pause(job.id(), "tester");
        steps.allowed.release();

        jobs.stop();

        // A stop waits for a job, but not for ever.
        await().until(() -> state(job) == State.CANCELLED);
    }

    @Test
    void the_end_is_foreseen_from_what_was_done_while_it_ran() {
        TestClock clock = new TestClock();
        Job job = new Job(
                new JobStatus(
                        "1",
                        "test",
                        "Test",
                        State.QUEUED,
                        0,
                        -1,
                        0,
                        "steps",
                        "tester",
                        clock.instant(),
                        null,
                        null,
                        ""),
                progress -> {
                    progress.total(100);
                    assertThat(eta(progress)).as("nothing done yet").isNull();
                    clock.advance(Duration.ofSeconds(10));
                    progress.done(20);
                    assertThat(eta(progress)).isEqualTo(clock.instant().plusSeconds(40));
                    ((Job) progress).pause();
                    assertThat(eta(progress)).as("paused").isNull();
                    clock.advance(Duration.ofHours(1));
                    ((Job) progress).resume();
                    assertThat(eta(progress)).isEqualTo(clock.instant().plusSeconds(40));
                    clock.advance(Duration.ofSeconds(10));
                    progress.done(100);
                    assertThat(eta(progress)).isEqualTo(clock.instant());
                    return "";
                },
                clock,
                new Places(1, 1));

        job.run();

        assertThat(job.status().state()).as(job.status().detail()).isEqualTo(State.SUCCEEDED);
        assertThat(job.status().eta()).as("over").isNull();
    }

    private static @Nullable Instant eta(JobWork.Progress job) {
        return ((Job) job).status().eta();
    }
}
