// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Connects again when a connection that was good once breaks, with longer and longer pauses as long as it is in vain. */
final class Reconnection {

    private static final long LONGEST_PAUSE = 30_000;
    private static final int MOST_DOUBLINGS = 5;

    private final LongConsumer sleep;
    private final Consumer<String> notice;
    private long pause = 1_000;
    private boolean begun;
    private int failures;

    /** One connection from its beginning to its end. */
    @FunctionalInterface
    interface Attempt {

        /**
         * Connects and stays as long as it lasts.
         *
         * @return whether all is done; otherwise the next one follows
         */
        boolean isLast() throws IOException;
    }

    /**
     * Prepares.
     *
     * @param sleep waits so many milliseconds
     * @param notice told of broken connections
     */
    Reconnection(LongConsumer sleep, Consumer<String> notice) {
        this.sleep = sleep;
        this.notice = notice;
    }

    /** The connection is good. */
    void good() {
        begun = true;
        failures = 0;
    }

    /** The shortest pause, in milliseconds. */
    void pause(long millis) {
        pause = millis;
    }

    void notice(String text) {
        notice.accept(text);
    }

    /** Makes attempts until one is the last. What another one would not mend is thrown. */
    void run(Attempt attempt) {
        while (true) {
            try {
                if (attempt.isLast()) {
                    return;
                }
            } catch (IOException e) {
                notice.accept("the connection broke (" + e.getMessage() + "); trying again");
            } catch (Failure e) {
                if (!begun || e.exit() != Exit.UNAVAILABLE) {
                    throw e;
                }
                notice.accept(e.getMessage() + "; trying again");
            } catch (ProblemAnswer e) {
                if (!begun || e.status() != 429 && e.status() != 503) {
                    throw e;
                }
                notice.accept("the host takes no stream now (" + e.code() + "); trying again");
            }
            sleep.accept(Math.min(LONGEST_PAUSE, pause << Math.min(failures, MOST_DOUBLINGS)));
            failures++;
        }
    }
}
