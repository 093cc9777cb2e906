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
    private final Map<HealthCheck, Question> asked = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(0, MAX_CHECKS, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "carillon-health");
                thread.setDaemon(true);
                return thread;
            });

    /** One check being asked; its name is known as soon as it has said it. */
    private static final class Question {

        private volatile String name;
        private final FutureTask<Result> result;

        Question(HealthCheck check) {
            name = check.getClass().getName();
            result = new FutureTask<>(() -> {
                name = Objects.requireNonNull(check.name(), "the check's name");
                return Objects.requireNonNull(check.check(), "the check's result");
            });
        }
    }

    Inquiry(Duration limit) {
        this.limit = limit;
    }

    /** The results by name; of two checks with one name the worse. */
    Map<String, Result> ask(Collection<HealthCheck> checks) {
        Map<HealthCheck, Question> round = new LinkedHashMap<>();
        for (HealthCheck check : checks) {
            round.put(check, asked.computeIfAbsent(check, this::start));
        }
        long deadline = System.nanoTime() + limit.toNanos();
        Map<String, Result> results = new LinkedHashMap<>();
        round.forEach((check, question) -> {
            Result result = await(question.result, deadline - System.nanoTime());
            if (question.result.isDone()) {
                asked.remove(check, question);
            }
            results.merge(
                    question.name, result, (one, other) -> one.status().compareTo(other.status()) >= 0 ? one : other);
        });
        return results;
    }

    private Question start(HealthCheck check) {
        Question question = new Question(check);
        try {
            pool.execute(question.result);
        } catch (RejectedExecutionException e) {
            question.result.cancel(false);
        }
        return question;
    }

    private Result await(Future<Result> result, long nanos) {
        if (result.isCancelled()) {
            return down(MAX_CHECKS + " health checks are being asked already; try again");
        }
        try {
            return result.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return down("does not answer within " + limit.toMillis() + " ms; take a thread dump of the host");
        } catch (ExecutionException e) {
            return down("cannot be asked: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down("was not asked: interrupted");
        }
    }

    private static Result down(String detail) {
        return new Result(Status.DOWN, detail);
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
