// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies and checks files beside the thread that looks at the folder, at most {@value #THREADS} at a time: a large jar, or
 * one on a slow disk, holds up no other. What is decided quickly is known at once.
 */
final class IntakeDesk implements AutoCloseable {

    static final int THREADS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(IntakeDesk.class);

    private static final Duration QUICK = Duration.ofMillis(50);

    private final JarIntake intake;
    private final ExecutorService threads;

    IntakeDesk(JarIntake intake) {
        this.intake = intake;
        this.threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "carillon-plugins-intake");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * A decision under way.
     *
     * @param stamp state of the file it is about
     */
    record Pending(FileStamp stamp, CompletableFuture<Optional<Intake>> decision) {

        boolean done() {
            return decision.isDone();
        }

        /** What was decided; empty if the file changed meanwhile, or nothing could be decided. */
        Optional<Intake> answer() {
            try {
                return decision.join();
            } catch (CompletionException e) {
                LOG.error("Cannot decide about a file of the plugins folder; it is looked at again", e);
                return Optional.empty();
            }
        }
    }

    /** Begins to decide about a file, and waits a moment for it. */
    Pending take(String file, FileStamp stamp) throws InterruptedException {
        Pending pending = new Pending(stamp, CompletableFuture.supplyAsync(() -> intake.take(file, stamp), threads));
        try {
            pending.decision().get(QUICK.toMillis(), TimeUnit.MILLISECONDS);
            return pending;
        } catch (TimeoutException | ExecutionException e) {
            return pending; // asked for its answer when it is done
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
