// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.Invocation;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Ends a command that goes on for ever after a time, with the exit code for that. */
final class Deadline {

    private final Thread thread;
    private volatile boolean cancelled;

    private Deadline(Duration time, Invocation invocation) {
        this.thread = new Thread(() -> expire(time, invocation), "deadline");
        thread.setDaemon(true);
    }

    /** Begins to count; empty for never. */
    static Deadline after(String time, Invocation invocation) {
        Deadline deadline = new Deadline(time.isEmpty() ? Duration.ZERO : duration(time), invocation);
        if (!time.isEmpty()) {
            deadline.thread.start();
        }
        return deadline;
    }

    private void expire(Duration time, Invocation invocation) {
        sleep(time.toMillis());
        if (!cancelled) {
            invocation.end(Exit.TIMED_OUT);
        }
    }

    void cancel() {
        cancelled = true;
    }

    /** Reads {@code 30s}, {@code 5m}. */
    static Duration duration(String text) {
        if (!text.matches("[0-9]{1,9}(ms|s|m|h|d)")) {
            throw new Failure(Exit.REFUSED, "\"" + Words.safe(text) + "\" is no time span", "for instance 30s, 5m, 2h");
        }
        long number = Long.parseLong(text.replaceAll("[a-z]", ""));
        return switch (text.replaceAll("[0-9]", "")) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** Waits so many milliseconds. */
    static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.INTERRUPTED, "interrupted", "", e);
        }
    }
}
