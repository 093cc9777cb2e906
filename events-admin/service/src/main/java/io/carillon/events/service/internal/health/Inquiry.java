// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.health;

import io.carillon.events.admin.HealthCheck;
import io.carillon.events.admin.HealthCheck.Result;
import io.carillon.events.admin.HealthCheck.Status;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks health checks together, within one limit for all. A check that still hangs from before is not asked again, so that
 * it holds one thread at most.
 */
final class Inquiry implements AutoCloseable {

    /** The most checks that are asked, or hang, at a time. */
    static final int MAX_CHECKS = 64;

    private final Duration limit;
    private final Map<HealthCheck, FutureTask<Answer>> asked = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(0, MAX_CHECKS, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "carillon-health");
                thread.setDaemon(true);
                return thread;
            });

    private record Answer(String name, Result result) {}

    Inquiry(Duration limit) {
        this.limit = limit;
    }

    /** The results by name; of two checks with one name the worse. */
    Map<String, Result> ask(Collection<HealthCheck> checks) {
        Map<HealthCheck, FutureTask<Answer>> round = new LinkedHashMap<>();
        for (HealthCheck check : checks) {
            round.put(check, asked.computeIfAbsent(check, this::start));
        }
        long deadline = System.nanoTime() + limit.toNanos();
        Map<String, Result> results = new LinkedHashMap<>();
        round.forEach((check, answer) -> {
            Answer found = await(check, answer, deadline - System.nanoTime());
            if (answer.isDone()) {
                asked.remove(check, answer);
            }
            results.merge(
                    found.name(),
                    found.result(),
                    (one, other) -> one.status().compareTo(other.status()) >= 0 ? one : other);
        });
        return results;
    }

    private FutureTask<Answer> start(HealthCheck check) {
        FutureTask<Answer> task = new FutureTask<>(() -> {
            Result result = Objects.requireNonNull(check.check(), "the check's result");
            return new Answer(Objects.requireNonNull(check.name(), "the check's name"), result);
        });
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            task.cancel(false);
        }
        return task;
    }

    private Answer await(HealthCheck check, Future<Answer> answer, long nanos) {
        String name = check.getClass().getName();
        if (answer.isCancelled()) {
            return down(name, MAX_CHECKS + " health checks are being asked already; try again");
        }
        try {
            return answer.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return down(name, "does not answer within " + limit.toMillis() + " ms; take a thread dump of the host");
        } catch (ExecutionException e) {
            return down(name, "cannot be asked: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down(name, "was not asked: interrupted");
        }
    }

    private static Answer down(String name, String detail) {
        return new Answer(name, new Result(Status.DOWN, detail));
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
