// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Has work end in order when the process is told to end, as Ctrl-C does. */
final class Interruption implements AutoCloseable {

    /** How long the process waits for the work to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Runnable act;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupt, "interruption");
    private volatile boolean told;

    private Interruption(Runnable act) {
        this.act = act;
    }

    /** Begins to watch; the work asks with {@link #check}, and undoes what it did before it closes this. */
    static Interruption watched() {
        return with(() -> {});
    }

    /**
     * Begins to watch.
     *
     * @param act ends work that another process does
     */
    static Interruption with(Runnable act) {
        Interruption watch = new Interruption(act);
        Runtime.getRuntime().addShutdownHook(watch.hook);
        return watch;
    }

    /** What happens when the process is told to end. */
    void interrupt() {
        told = true;
        act.run();
        try {
            boolean unused = ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Asks.
     *
     * @throws Failure if the process was told to end; until {@link #close} it does not
     */
    void check() {
        if (told) {
            throw new Failure(Exit.INTERRUPTED, "interrupted", "");
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the process ends, and its hooks run already
        }
    }
}
