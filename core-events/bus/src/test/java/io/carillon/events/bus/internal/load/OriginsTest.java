// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.bus.internal.load.Origins.Origin;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(300)
class OriginsTest {

    /** In which the plugin was started. */
    private static final ThreadGroup GROUP = new ThreadGroup(ThreadCensus.GROUP + "p");

    private final ClassLoader plugin = new URLClassLoader(
            new URL[] {OriginsTest.class.getProtectionDomain().getCodeSource().getLocation()}, null);
    private final ClassLoader second = new URLClassLoader(new URL[0], null);
    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<String, Set<ClassLoader>> owners = new ConcurrentHashMap<>(
            Map.of(Work.class.getName(), Set.of(plugin), Shared.class.getName(), Set.of(plugin, second)));
    private final AtomicInteger asked = new AtomicInteger();
    private final Origins origins = new Origins(
            className -> {
                asked.incrementAndGet();
                return owners.getOrDefault(className, Set.of());
            },
            this::start);
    private final List<Thread> threads = new ArrayList<>();

    /** Code, if it is loaded as that of bundles is. */
    public record Work(Runnable step) implements Runnable {
        @Override
        public void run() {
            step.run();
        }
    }

    /** Code whose work is a lambda. */
    public record Lambda(Runnable step) implements Runnable {
        @Override
        public void run() {
            Thread thread = new Thread(() -> step.run(), "lambda");
            thread.start();
        }
    }

    /** Code of the plugin, of which another has a copy. */
    public record Shared(Runnable step) implements Runnable {
        @Override
        public void run() {
            step.run();
        }
    }

    /** Code that goes deeper than is looked. */
    public record Deep(Runnable step) implements Runnable {
        @Override
        public void run() {
            dive(Origins.DEEPEST);
        }

        private void dive(int frames) {
            if (frames > 0) {
                dive(frames - 1);
            } else {
                step.run();
            }
        }
    }

    /** Code of the host. */
    public record Foreign(Runnable step) implements Runnable {
        @Override
        public void run() {
            step.run();
        }
    }

    private Runnable bundled(Class<?> code, Runnable step) {
        try {
            return Class.forName(code.getName(), true, plugin)
                    .asSubclass(Runnable.class)
                    .getDeclaredConstructor(Runnable.class)
                    .newInstance(step);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot load the code as a bundle's", e);
        }
    }

    private Runnable work(Runnable step) {
        return bundled(Work.class, step);
    }

    @AfterEach
    void end() throws InterruptedException {
        end.countDown();
        for (Thread each : threads) {
            each.join();
        }
    }

    private void hold() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread start(Runnable work) {
        Thread thread = new Thread(null, work, "origin", 262_144);
        threads.add(thread);
        thread.start();
        return thread;
    }

    private void awaitHeld(Thread thread) {
        Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
    }

    private @Nullable Origin of(Thread thread) {
        return origins.of(List.of(thread)).get(thread.getId());
    }

    @Test
    void a_thread_that_began_with_code_of_a_plugin_is_its_own_and_looked_at_once() {
        Thread thread = start(work(this::hold));
        awaitHeld(thread);

        assertThat(of(thread)).isEqualTo(new Origin(plugin, false));
        owners.clear();
        assertThat(of(thread)).isEqualTo(new Origin(plugin, false));
        assertThat(asked).hasValue(1);
    }

    @Test
    void a_thread_that_has_not_begun_or_has_ended_is_nobody_s_and_looked_at_again() throws Exception {
        Thread thread = new Thread(work(this::hold));
        threads.add(thread);
        assertThat(of(thread)).isNull();
        thread.start();
        awaitHeld(thread);
        assertThat(of(thread)).isNotNull();

        assertThat(origins.of(List.of())).isEmpty();
        end.countDown();
        thread.join();
        assertThat(of(thread)).as("it is not kept").isNull();
    }

    @Test
    void a_thread_of_a_pool_is_lent_while_it_works_for_the_plugin_and_never_its_own() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor(this::unstarted);
        try {
            pool.submit(() -> {}).get();
            Thread worker = threads.get(0);
            assertThat(of(worker)).as("it is idle").isNull();

            CountDownLatch leave = new CountDownLatch(1);
            var working = pool.submit(work(() -> awaiting(leave)));
            Awaitility.await().until(() -> of(worker) != null);
            assertThat(of(worker)).isEqualTo(new Origin(plugin, true));

            leave.countDown();
            working.get();
            assertThat(of(worker)).as("it is idle again").isNull();

            pool.execute(bundled(Foreign.class, work(this::hold)));
            Awaitility.await().until(() -> asked.get() > 0 && runs(worker, Work.class));
            assertThat(of(worker))
                    .as("it works for somebody who calls the plugin")
                    .isNull();
        } finally {
            end.countDown();
            pool.shutdownNow(); // a test that failed leaves nobody waiting
        }
    }

    @Test
    void a_thread_that_is_idle_is_lent_to_the_plugin_in_whose_start_it_was_made() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(GROUP, work);
            threads.add(thread);
            return thread;
        });
        try {
            pool.submit(() -> {}).get();
            Thread worker = threads.get(0);
            awaitHeld(worker);
            assertThat(of(worker)).isEqualTo(new Origin(plugin, true));

            CountDownLatch leave = new CountDownLatch(1);
            var working = pool.submit(work(() -> awaiting(leave)));
            Awaitility.await().until(() -> runs(worker, Work.class));
            assertThat(of(worker)).isEqualTo(new Origin(plugin, true));
            leave.countDown();
            working.get();
            awaitHeld(worker);
            assertThat(of(worker)).as("it is idle again").isEqualTo(new Origin(plugin, true));

            CountDownLatch over = new CountDownLatch(1);
            var foreign = pool.submit(bundled(Foreign.class, () -> awaiting(over)));
            Awaitility.await().until(() -> runs(worker, Foreign.class));
            assertThat(of(worker)).as("it works for somebody else").isNull();
            over.countDown();
            foreign.get();
            awaitHeld(worker);
            assertThat(of(worker)).as("it may be the pool of somebody else").isNull();
        } finally {
            end.countDown();
            pool.shutdownNow(); // a test that failed leaves nobody waiting
        }
    }

    @Test
    void idle_threads_are_on_the_account_of_the_plugin_whose_group_they_are_in() throws Exception {
        PluginAccount account = new PluginAccount("p", plugin, 1, Duration.ofSeconds(1));
        PluginAccount other = new PluginAccount("q", second, 1, Duration.ofSeconds(1));
        ThreadGroup within = new ThreadGroup(GROUP, "its own");
        ExecutorService pool = Executors.newFixedThreadPool(3, work -> {
            Thread thread = new Thread(within, work);
            threads.add(thread);
            return thread;
        });
        try {
            for (int i = 0; i < 3; i++) {
                pool.submit(() -> {}).get();
            }
            threads.forEach(this::awaitHeld);

            ThreadCensus census = new ThreadCensus(BusyThreads.LONG, name -> Set.of());
            assertThat(count(census, account, other)).isEqualTo(3);
            assertThat(count(census, other, account)).isZero();
        } finally {
            pool.shutdownNow();
        }
    }

    private Thread unstarted(Runnable work) {
        Thread thread = new Thread(work);
        threads.add(thread);
        return thread;
    }

    private static void awaiting(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean runs(Thread thread, Class<?> code) {
        for (StackTraceElement each : thread.getStackTrace()) {
            if (each.getClassName().equals(code.getName())) {
                return true;
            }
        }
        return false;
    }

    @Test
    void a_thread_that_began_with_code_of_the_host_is_nobody_s_whatever_it_calls() {
        Thread thread = start(bundled(Foreign.class, work(this::hold)));
        awaitHeld(thread);

        assertThat(of(thread)).isNull();
        owners.put(Foreign.class.getName(), Set.of(plugin));
        assertThat(of(thread)).as("it is not asked again").isNull();
        assertThat(asked).hasValue(1);
    }

    @Test
    void a_thread_that_began_with_a_lambda_is_that_of_the_class_it_is_written_in() {
        owners.put(Lambda.class.getName(), Set.of(plugin));
        AtomicReference<Thread> begun = new AtomicReference<>();
        bundled(Lambda.class, () -> {
                    begun.set(Thread.currentThread());
                    hold();
                })
                .run();
        Awaitility.await().until(() -> begun.get() != null);
        threads.add(begun.get());
        awaitHeld(begun.get());

        assertThat(of(begun.get())).isEqualTo(new Origin(plugin, false));
    }

    @Test
    void code_of_the_class_path_is_the_host_s_even_if_a_plugin_has_a_copy() {
        Thread thread = start(new Work(this::hold));
        awaitHeld(thread);

        assertThat(of(thread)).isNull();
        assertThat(asked).hasValue(0);
    }

    @Test
    void what_two_have_tells_nothing_until_one_of_them_is_gone() {
        Thread thread = start(bundled(Shared.class, work(this::hold)));
        awaitHeld(thread);

        assertThat(of(thread)).isNull();
        owners.put(Shared.class.getName(), Set.of(second));
        assertThat(of(thread)).isEqualTo(new Origin(second, false));
    }

    @Test
    void a_stack_too_deep_to_see_its_end_tells_nothing() {
        owners.put(Deep.class.getName(), Set.of(plugin));
        Thread ofHost = start(new Work(bundled(Deep.class, this::hold)));
        Thread ofPlugin = start(bundled(Deep.class, this::hold));
        awaitHeld(ofHost);
        awaitHeld(ofPlugin);

        assertThat(of(ofHost)).as("what can be seen of it is the plugin's").isNull();
        assertThat(of(ofPlugin)).isNull();
    }

    @Test
    void more_threads_than_are_looked_at_in_a_round_are_known_after_the_next() throws Exception {
        int count = Origins.LOOKS + 100;
        CountDownLatch begun = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            start(work(() -> {
                begun.countDown();
                hold();
            }));
        }
        begun.await();

        assertThat(origins.of(threads)).hasSize(Origins.LOOKS);
        assertThat(origins.of(threads)).hasSize(threads.size());
    }

    @Test
    void only_what_a_lent_thread_takes_between_two_looks_is_charged() throws Exception {
        PluginAccount account = new PluginAccount("p", plugin, 1, Duration.ofSeconds(1));
        ThreadCensus census = new ThreadCensus(BusyThreads.LONG, name -> owners.getOrDefault(name, Set.of()));
        ExecutorService pool = Executors.newSingleThreadExecutor(this::unstarted);
        try {
            pool.submit(() -> spin(Duration.ofMillis(300))).get();
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch more = new CountDownLatch(1);
            CountDownLatch spun = new CountDownLatch(1);
            CountDownLatch leave = new CountDownLatch(1);
            var work = pool.submit(work(() -> {
                begun.countDown();
                awaiting(more);
                spin(Duration.ofMillis(100));
                spun.countDown();
                awaiting(leave);
            }));
            begun.await();
            assertThat(count(census, account)).isEqualTo(1);
            assertThat(account.figures().cpu()).as("others used it before").isZero();

            more.countDown();
            spun.await();
            assertThat(count(census, account)).isEqualTo(1);
            Duration taken = account.figures().cpu();
            long inAll = PluginAccount.cpuTime(threads.get(0).getId());
            assertThat(taken)
                    .isBetween(Duration.ofMillis(100), Duration.ofNanos(inAll).minusMillis(300));

            leave.countDown();
            work.get();
            assertThat(count(census, account)).isZero();
            pool.submit(() -> spin(Duration.ofMillis(300))).get();
            CountDownLatch again = new CountDownLatch(1);
            pool.execute(work(() -> {
                again.countDown();
                hold();
            }));
            again.await();
            assertThat(count(census, account)).isEqualTo(1);
            assertThat(account.figures().cpu()).as("others used it again").isEqualTo(taken);
        } finally {
            end.countDown();
            pool.shutdownNow(); // a test that failed leaves nobody waiting
        }
    }

    private @Nullable ClassLoader start(Thread thread) {
        return GROUP.equals(thread.getThreadGroup()) ? plugin : null;
    }

    private static int count(ThreadCensus census, PluginAccount... accounts) {
        return census.count(Duration.ofNanos(System.nanoTime()), List.of(accounts))
                .getOrDefault(accounts[0], ThreadCensus.Found.NOTHING)
                .threads();
    }

    private static void spin(Duration cpu) {
        long until = PluginAccount.cpuTime(Thread.currentThread().getId()) + cpu.toNanos();
        while (PluginAccount.cpuTime(Thread.currentThread().getId()) < until) {
            Thread.onSpinWait();
        }
    }
}
