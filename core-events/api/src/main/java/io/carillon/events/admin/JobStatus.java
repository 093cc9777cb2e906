// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one job stands.
 *
 * @param id unique
 * @param kind what it does, for instance {@code verify}
 * @param name for people
 * @param state where it is
 * @param done units done
 * @param total units in all, -1 while unknown
 * @param failed what did not succeed although the work went on: deliveries of a replay, lines of an import
 * @param unit what is counted, for instance {@code events}
 * @param by who started it
 * @param started when
 * @param ended when, {@code null} while it runs
 * @param eta when it will end if it goes on as it did, {@code null} while unknown or not running
 * @param detail result or failure, a sentence; empty while it runs
 */
public record JobStatus(
        String id,
        String kind,
        String name,
        State state,
        long done,
        long total,
        long failed,
        String unit,
        String by,
        Instant started,
        @Nullable Instant ended,
        @Nullable Instant eta,
        String detail) {

    /** Where a job is. */
    public enum State {
        QUEUED,
        RUNNING,
        /** Waits until somebody resumes it. */
        PAUSED,
        CANCELLING,
        SUCCEEDED,
        FAILED,
        CANCELLED;

        /** Whether it is over. */
        public boolean ended() {
            return this == SUCCEEDED || this == FAILED || this == CANCELLED;
        }
    }
}
