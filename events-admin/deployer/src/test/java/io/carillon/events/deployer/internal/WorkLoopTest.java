// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static io.carillon.patience.Patience.LONGEST_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loops outlive whatever is thrown in them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class WorkLoopTest {

    private final PluginTimer timer = new PluginTimer();

    @AfterEach
    void stop() {
        timer.close();
    }

    @Test
    void work_that_throws_anything_is_done_again_when_asked() {
        AtomicInteger runs = new AtomicInteger();
        WorkLoop loop = new WorkLoop(
                () -> {
                    runs.incrementAndGet();
                    throw new StackOverflowError();
                },
                Runnable::run,
                timer);

        loop.request();
        loop.request();

        assertThat(runs).hasValue(2);
        assertThat(loop.idle()).isTrue();
    }

    @Test
    void no_thread_to_be_had_is_asked_for_again() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch worked = new CountDownLatch(1);
        WorkLoop loop = new WorkLoop(
                worked::countDown,
                work -> {
                    if (asked.incrementAndGet() == 1) {
                        throw new InternalError("no thread");
                    }
                    work.run();
                },
                timer);

        loop.request();

        assertThat(worked.await(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void an_earlier_wake_is_not_lost_behind_a_later_one() throws InterruptedException {
        CountDownLatch worked = new CountDownLatch(1);
        WorkLoop loop = new WorkLoop(worked::countDown, Runnable::run, timer);

        loop.requestIn(600_000);
        loop.requestIn(10);

        assertThat(worked.await(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_look_that_throws_anything_is_not_the_last_one(@TempDir Path folder) throws InterruptedException {
        CountDownLatch looks = new CountDownLatch(2);
        try (FolderWatch watch = FolderWatch.start(folder, () -> {
            looks.countDown();
            if (looks.getCount() == 1) {
                throw new StackOverflowError();
            }
            return Duration.ofSeconds(1);
        })) {
            assertThat(watch).isNotNull();
            assertThat(looks.await(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }
}
