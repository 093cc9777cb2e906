// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.admin.HealthAdmin;
import io.carillon.events.admin.HealthCheck;
import io.carillon.events.admin.HealthCheck.Result;
import io.carillon.events.admin.HealthCheck.Status;
import io.carillon.events.admin.StoreAdmin;
import io.carillon.events.admin.StoreStatus;
import io.carillon.patience.Patience;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HealthSummaryTest {

    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Clock clock = Clock.tick(
            new Clock() {
                @Override
                public java.time.ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(java.time.ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return now.get();
                }
            },
            Duration.ofNanos(1));
    private final CountDownLatch never = new CountDownLatch(1);
    private boolean started = true;
    private final HealthSummary health = new HealthSummary(() -> started, clock, new Inquiry(Patience.LONGEST));
    private final HealthSummary hasty = new HealthSummary(() -> started, clock, new Inquiry(LIMIT));

    @AfterEach
    void stop() {
        never.countDown();
        health.stop();
        hasty.stop();
    }

    private static HealthCheck check(String name, Supplier<Result> result) {
        return new HealthCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Result check() {
                return result.get();
            }
        };
    }

    private static HealthCheck check(String name, Status status) {
        return check(name, () -> new Result(status, name));
    }

    private Result hang() {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Result(Status.OK, "late");
    }

    @Test
    void the_worst_check_is_the_status_of_the_host() {
        assertThat(health.report().status()).isEqualTo(Status.OK);
        health.addCheck(check("b", Status.DEGRADED));
        health.addCheck(check("a", Status.OK));
        assertThat(health.report().status()).isEqualTo(Status.DEGRADED);
        HealthCheck down = check("c", Status.DOWN);
        health.addCheck(down);
        assertThat(health.report().status()).isEqualTo(Status.DOWN);
        assertThat(health.report().checks()).extracting(HealthAdmin.Entry::name).containsExactly("a", "b", "c");
        health.removeCheck(down);
        assertThat(health.report().status()).isEqualTo(Status.DEGRADED);
    }

    @Test
    void since_is_when_the_status_changed_and_not_when_it_was_asked() {
        AtomicReference<Status> status = new AtomicReference<>(Status.OK);
        health.addCheck(check("a", () -> new Result(status.get(), "")));
        health.report();
        now.set(Instant.ofEpochSecond(10));
        assertThat(health.report().checks().get(0).since()).isEqualTo(Instant.EPOCH);
        status.set(Status.DOWN);
        assertThat(health.report().checks().get(0).since()).isEqualTo(Instant.ofEpochSecond(10));
    }

    @Test
    void checks_are_asked_at_the_same_time() {
        CyclicBarrier all = new CyclicBarrier(5);
        for (int i = 0; i < 5; i++) {
            health.addCheck(check("meets" + i, () -> meet(all)));
        }

        assertThat(health.report().checks())
                .extracting(entry -> entry.result().status())
                .hasSize(5)
                .containsOnly(Status.OK);
    }

    private static Result meet(CyclicBarrier all) {
        try {
            all.await(Patience.LONGEST_SECONDS / 2, TimeUnit.SECONDS);
            return new Result(Status.OK, "all met");
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            return new Result(Status.DOWN, e.toString());
        }
    }

    @Test
    @Timeout(300)
    void checks_that_hang_cost_one_limit_together_and_one_thread_each() {
        int hanging = Inquiry.MAX_CHECKS - 1;
        AtomicInteger asked = new AtomicInteger();
        for (int i = 0; i < hanging; i++) {
            hasty.addCheck(check("hangs" + i, () -> {
                asked.incrementAndGet();
                return hang();
            }));
        }
        hasty.addCheck(check("fine", Status.OK));

        long start = System.nanoTime();
        HealthAdmin.Report report = hasty.report();
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(took).as("not one limit after the other").isLessThan(LIMIT.multipliedBy(hanging / 2));
        assertThat(report.status()).isEqualTo(Status.DOWN);
        await().untilAsserted(() -> {
            List<HealthAdmin.Entry> checks = hasty.report().checks();
            assertThat(checks).extracting(HealthAdmin.Entry::name).contains("fine", "hangs0", "hangs" + (hanging - 1));
            assertThat(checks)
                    .filteredOn(entry -> entry.result().status() == Status.OK)
                    .extracting(HealthAdmin.Entry::name)
                    .containsExactly("fine");
        });
        assertThat(asked).as("none is asked again while it hangs").hasValue(hanging);
    }

    @Test
    void a_check_that_throws_or_says_nothing_is_down() {
        health.addCheck(check("throws", () -> {
            throw new NoClassDefFoundError("gone");
        }));

        HealthAdmin.Report report = health.report();

        assertThat(report.status()).isEqualTo(Status.DOWN);
        assertThat(report.checks().get(0).result().detail()).contains("NoClassDefFoundError");
    }

    @Test
    void more_checks_than_the_pool_has_threads_are_refused_and_not_queued() {
        for (int i = 0; i < Inquiry.MAX_CHECKS + 1; i++) {
            hasty.addCheck(check("hangs" + i, this::hang));
        }

        // One whose thread has not begun within the limit has not said its name, as the one that is refused.
        await().untilAsserted(() -> assertThat(hasty.report().checks())
                .extracting(entry -> entry.result().detail())
                .anySatisfy(detail -> assertThat(detail).contains("already")));
    }

    @Test
    void ready_means_started_with_a_store_that_is_open() {
        assertThat(health.ready()).isFalse();
        StoreAdmin away = () -> status(StoreStatus.State.AWAY);
        health.setStore(away);
        assertThat(health.ready()).isFalse();
        health.unsetStore(away);
        health.setStore(() -> status(StoreStatus.State.OPEN));
        assertThat(health.ready()).isTrue();
        started = false;
        assertThat(health.ready()).isFalse();
    }

    private static StoreStatus status(StoreStatus.State state) {
        return new StoreStatus(state, "memory", null, null, Instant.EPOCH, "");
    }
}
