// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.log;

import io.carillon.events.store.Change;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One unit on its way into the store. */
public final class AppendRequest {

    /**
     * What became of a unit.
     *
     * @param durable whether the store keeps what it commits
     * @param retried whether an earlier attempt may have committed it already
     */
    public record Written(UnitOutcome outcome, boolean durable, boolean retried) {}

    private final WriteUnit unit;
    private final int events;
    private final long bytes;
    private final long deadline;
    private final CompletableFuture<Written> answer = new CompletableFuture<>();

    /**
     * A request made now.
     *
     * @param patience how long to try while there is no store that answers
     */
    public AppendRequest(WriteUnit unit, Duration patience) {
        this.unit = unit;
        this.events = unit.events();
        this.bytes = bytes(unit);
        this.deadline = System.nanoTime() + patience.toNanos();
    }

    private static long bytes(WriteUnit unit) {
        long sum = 0;
        for (Change change : unit.changes()) {
            sum += LogEntry.ENVELOPE_BYTES;
            if (change instanceof Change.Append append
                    && !append.event().event().data().isNone()) {
                sum += append.event().event().data().size();
            } else if (change instanceof Change.PutState put && put.json() != null) {
                sum += put.json().length();
            } else if (change instanceof Change.PutDocument put) {
                sum += put.json().length();
            }
        }
        return sum;
    }

    public WriteUnit unit() {
        return unit;
    }

    int events() {
        return events;
    }

    int changes() {
        return unit.changes().size();
    }

    long bytes() {
        return bytes;
    }

    long deadline() {
        return deadline;
    }

    boolean overdue(long now) {
        return deadline - now <= 0;
    }

    /**
     * What became of it. Completed on a thread of the log, which must not be held up: nothing of a plugin may depend on
     * it directly.
     */
    public CompletableFuture<Written> answer() {
        return answer;
    }
}
