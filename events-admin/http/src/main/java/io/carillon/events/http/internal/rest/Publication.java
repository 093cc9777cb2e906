// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.EventDraft;
import io.carillon.events.EventsException;
import io.carillon.events.Receipt;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Events on their way into the log, and the receipts that come back. */
final class Publication {

    private static final long LONGEST_WAIT_SECONDS = 30;

    private final CompletableFuture<List<Receipt>> receipts;

    private Publication(CompletableFuture<List<Receipt>> receipts) {
        this.receipts = receipts;
    }

    /** Publishes together; what is refused at once is told by {@link #await} all the same. */
    static Publication of(EventsAdmin log, List<EventDraft> drafts) {
        try {
            return new Publication(log.publish(drafts).toCompletableFuture());
        } catch (EventsException e) {
            return new Publication(CompletableFuture.failedFuture(e));
        }
    }

    /** Waits for the receipts; a refusal comes as the exception that the bus has for it. */
    List<Receipt> await() {
        try {
            return receipts.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw refused(e);
        } catch (TimeoutException e) {
            throw new StoreUnavailableException(
                    "no receipt within " + LONGEST_WAIT_SECONDS
                            + " s; the event may be in the log, and publishing it again with the same id is safe",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ProblemCode.SHUTTING_DOWN, "the event may be in the log")
                    .toException();
        }
    }

    private static RuntimeException refused(ExecutionException failure) {
        Throwable reason = failure.getCause();
        if (reason instanceof CompletionException && reason.getCause() != null) {
            reason = reason.getCause();
        }
        return reason instanceof EventsException refused
                ? refused
                : new IllegalStateException("publishing failed", failure);
    }
}
