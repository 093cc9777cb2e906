// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.OverloadedException;
import io.carillon.events.bus.internal.load.PluginAccount.Outcome;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(300)
class PluginAccountTest {

    private final ClassLoader loader = new URLClassLoader(new URL[0], PluginAccountTest.class.getClassLoader());
    private final PluginAccount account = new PluginAccount("p", loader, 1_000_000, Duration.ofMillis(100));
    private final ThreadCensus census = new ThreadCensus(BusyThreads.LONG, className -> Set.of());
    private final long begin = System.nanoTime();

    @Test
    void calls_are_counted_and_their_time_too_while_they_run() {
        long now = System.nanoTime();
        account.callBegan(now - Duration.ofSeconds(7).toNanos());
        account.callBegan(now);
        account.callEnded(now, now + Duration.ofSeconds(3).toNanos(), Outcome.HANDLED);

        PluginAccount.Figures figures = account.figures();

        assertThat(figures.inFlight()).isEqualTo(1);
        assertThat(figures.handled()).isEqualTo(1);
        assertThat(figures.wall()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
        assertThat(figures.p99()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
    }

    @Test
    void only_errors_and_time_outs_in_a_row_are_faults() {
        for (Outcome each : List.of(Outcome.FAULT, Outcome.FAULT)) {
            account.callBegan(0);
            account.callEnded(0, 1, each);
        }
        assertThat(account.figures().faults()).isEqualTo(2);
        for (Outcome each : List.of(Outcome.FAILED, Outcome.FAULT, Outcome.HANDLED)) {
            account.callBegan(0);
            account.callEnded(0, 1, each);
            assertThat(account.figures().faults()).isEqualTo(each == Outcome.FAULT ? 1 : 0);
        }
        assertThat(account.figures().failed()).isEqualTo(4);
    }

    @Test
    void running_out_of_memory_is_a_fault_and_counted_by_itself_while_nothing_else_ends_in_between() {
        for (Outcome each : List.of(Outcome.FAULT, Outcome.OUT_OF_MEMORY, Outcome.OUT_OF_MEMORY)) {
            account.callBegan(0);
            account.callEnded(0, 1, each);
        }
        assertThat(account.figures().faults()).isEqualTo(3);
        assertThat(account.figures().outOfMemory()).isEqualTo(2);
        for (Outcome each : List.of(Outcome.FAULT, Outcome.FAILED, Outcome.HANDLED)) {
            account.callBegan(0);
            account.callEnded(0, 1, Outcome.OUT_OF_MEMORY);
            account.callBegan(0);
            account.callEnded(0, 1, each);
            assertThat(account.figures().outOfMemory()).isZero();
        }
    }

    private static final class ThreadOfPlugin extends Thread {
        ThreadOfPlugin(Runnable work) {
            super(work);
        }
    }

    private int count(PluginAccount of) {
        return found(List.of(of), of);
    }

    private int found(List<PluginAccount> accounts, PluginAccount of) {
        Duration now = Duration.ofNanos(System.nanoTime() - begin);
        return census.count(now, accounts)
                .getOrDefault(of, ThreadCensus.Found.NOTHING)
                .threads();
    }

    @Test
    void threads_that_carry_its_class_loader_are_its_own_and_others_are_not() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Runnable work = () -> await(end);
        Thread direct = new Thread(work);
        direct.setContextClassLoader(loader);
        Thread derived = new Thread(work);
        derived.setContextClassLoader(new URLClassLoader(new URL[0], loader));
        Thread foreign = new Thread(work);
        foreign.setContextClassLoader(PluginAccountTest.class.getClassLoader());
        PluginAccount ofThisLoader =
                new PluginAccount("q", ThreadOfPlugin.class.getClassLoader().getParent(), 1, Duration.ofSeconds(1));
        Thread ofClass = new ThreadOfPlugin(work);
        ofClass.setContextClassLoader(null);
        List<Thread> all = List.of(direct, derived, foreign, ofClass);
        int before = count(ofThisLoader);
        all.forEach(Thread::start);

        assertThat(found(List.of(account, ofThisLoader), account)).isEqualTo(2);
        assertThat(count(ofThisLoader))
                .as("those of classes and context below it")
                .isEqualTo(before + 4);

        end.countDown();
        for (Thread each : all) {
            each.join();
        }
        assertThat(count(account)).isZero();
    }

    @Test
    void a_plugin_without_a_loader_of_its_own_is_not_taken_for_the_host() {
        PluginAccount hostLike = new PluginAccount("h", PluginAccount.class.getClassLoader(), 1, Duration.ofSeconds(1));

        assertThat(count(hostLike)).isZero();
    }

    @Test
    void processor_time_of_any_of_its_threads_is_charged_and_never_twice() throws Exception {
        CountDownLatch spun = new CountDownLatch(2);
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            boolean ofPool = i == 0;
            Thread thread = new Thread(() -> {
                if (ofPool) {
                    account.threadBegins();
                }
                spin(Duration.ofMillis(300));
                spun.countDown();
                await(end);
                if (ofPool) {
                    account.threadEnds();
                }
            });
            thread.setContextClassLoader(loader);
            thread.start();
            threads.add(thread);
        }
        spun.await();
        for (int i = 0; i < 3; i++) {
            assertThat(count(account)).isEqualTo(2);
        }
        assertThat(account.figures().cpu()).isBetween(Duration.ofMillis(600), Duration.ofMillis(1_150));
        end.countDown();
        for (Thread each : threads) {
            each.join();
        }
        int unused = count(account);
        assertThat(account.figures().cpu()).isBetween(Duration.ofMillis(600), Duration.ofMillis(1_150));
    }

    @Test
    void a_thread_of_the_pool_that_lives_between_two_counts_is_charged_when_it_ends() throws Exception {
        Thread thread = new Thread(() -> {
            account.threadBegins();
            spin(Duration.ofMillis(200));
            account.threadEnds();
        });
        thread.start();
        thread.join();
        int unused = count(account);

        assertThat(account.figures().cpu()).isBetween(Duration.ofMillis(200), Duration.ofMillis(390));
    }

    /** Until this thread has used so much processor time. */
    private static void spin(Duration cpu) {
        long end = PluginAccount.cpuTime(Thread.currentThread().getId()) + cpu.toNanos();
        while (PluginAccount.cpuTime(Thread.currentThread().getId()) < end) {
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_flood_of_threads_is_counted_whole() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < ThreadCensus.MEASURED + 200; i++) {
            Thread thread = new Thread(null, () -> await(end), "flood", 65_536);
            thread.setContextClassLoader(loader);
            thread.start();
            threads.add(thread);
        }
        assertThat(count(account)).isEqualTo(threads.size());
        end.countDown();
        for (Thread each : threads) {
            each.join();
        }
    }

    @Test
    void publishing_is_slowed_down_then_refused_with_the_reason_and_free_again_afterwards() {
        account.admit(1_000);
        account.throttle(100, "it publishes 900 events a second, its quota is 200");
        long start = System.nanoTime();
        for (int i = 0; i < 30; i++) {
            account.admit(1);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(290));
        assertThat(account.figures().heldBack()).isPositive();
        account.admit(1_000);
        assertThatThrownBy(() -> account.admit(1))
                .isInstanceOf(OverloadedException.class)
                .hasMessage(
                        "plugin p is rate-limited to 100 events a second because it publishes 900 events a second, its"
                                + " quota is 200; publish less, then try again");

        account.release();
        account.admit(100_000);
        assertThat(account.pause()).isZero();
    }

    @Test
    void who_is_interrupted_while_it_waits_to_publish_is_told_and_stays_interrupted() throws Exception {
        PluginAccount patient = new PluginAccount("p", loader, 1_000_000, Duration.ofSeconds(50));
        patient.throttle(1, "it is a test");
        patient.admit(20);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread publisher = new Thread(() -> {
            try {
                patient.admit(1);
            } catch (OverloadedException e) {
                failure.set(Thread.currentThread().isInterrupted() ? e : new AssertionError("not interrupted"));
            }
        });
        publisher.start();
        publisher.interrupt();
        publisher.join();

        assertThat(failure.get()).isInstanceOf(OverloadedException.class).hasMessageContaining("interrupted");
    }

    @Test
    void no_more_events_than_its_part_of_the_queue_are_on_their_way() {
        PluginAccount small = new PluginAccount("p", loader, 10, Duration.ofMillis(50));
        small.admit(9);
        assertThatThrownBy(() -> small.admit(2))
                .isInstanceOf(OverloadedException.class)
                .hasMessageStartingWith("10 events of plugin p are on their way to the log");
        small.admit(1);
        small.answered(9, true);
        small.answered(1, false);
        small.admit(1_000); // a batch larger than that goes alone
        assertThatThrownBy(() -> small.admit(1)).isInstanceOf(OverloadedException.class);
        small.answered(1_000, true);
        small.admit(10);

        assertThat(small.figures().published()).isEqualTo(1_009);
        assertThat(small.figures().heldBack()).as("two had to wait").isEqualTo(2);
    }

    @Test
    void a_turn_however_long_does_not_pause_a_throttled_plugin_for_more_than_ten_seconds() {
        account.turnEnded(Duration.ofHours(1).toNanos());
        assertThat(account.pause()).as("it is not throttled").isZero();

        account.throttle(100, "it is a test");
        account.turnEnded(Duration.ofHours(1).toNanos());
        assertThat(account.pause()).isBetween(1L, Duration.ofSeconds(10).toNanos());
    }

    @Test
    void a_thread_whose_time_is_not_known_any_more_takes_nothing_back() {
        assertThat(account.charge(1, 100)).isEqualTo(100);
        assertThat(account.charge(1, 0)).as("it has ended").isZero();
        assertThat(account.charge(1, 150)).isEqualTo(50);
        assertThat(account.figures().cpu()).isEqualTo(Duration.ofNanos(150));
    }

    @Test
    void a_thread_that_was_lent_to_others_meanwhile_is_seen_anew() {
        assertThat(account.chargeSinceSeen(1, 100)).isZero();
        account.keep(Set.of(1L));
        assertThat(account.chargeSinceSeen(1, 130)).isEqualTo(30);
        account.keep(Set.of());
        assertThat(account.chargeSinceSeen(1, 900)).as("others used it").isZero();
        assertThat(account.figures().cpu()).isEqualTo(Duration.ofNanos(30));
    }
}
