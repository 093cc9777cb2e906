// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.log.LogEntry;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/** One delivery of an event that is not owed: a replay. */
record Extra(LogEntry entry, String replayId, CompletableFuture<Ending.Result> answer) implements Turn {

    /** It is not delivered, because its subscription takes nothing now. */
    void refuse(String subscription) {
        answer.completeExceptionally(new RejectedExecutionException(
                "subscription " + subscription + " takes no replay now: it is paused, draining or closed"));
    }

    /** What it failed with, empty if it was handled. */
    CompletableFuture<Optional<String>> failure() {
        return answer.thenApply(result ->
                result instanceof Ending.Result.Failed failed ? Optional.of(failed.failure()) : Optional.empty());
    }
}
