// SPDX-License-Identifier: Apache-2.0
package io.carillon.launcher;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Ends the process when a stop takes too long, because a stuck activator blocks the framework for good. The bundles of the
 * image are then stopped past it, the store among them, before the process is halted.
 *
 * <p>Threads: safe for concurrent use.
 */
final class StopDeadline {

    private final Duration patience;
    private final Duration rest;
    private final PrintStream err;
    private final IntConsumer halt;
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile List<Bundle> bundles = List.of();

    /**
     * Sets the two times.
     *
     * @param patience how long the framework may take to stop
     * @param rest how long the bundles of the image may take after that
     * @param halt ends the process with an exit code
     */
    StopDeadline(Duration patience, Duration rest, PrintStream err, IntConsumer halt) {
        this.patience = patience;
        this.rest = rest;
        this.err = err;
        this.halt = halt;
    }

    /** Names the bundles of the image in the order they were started. */
    void bundles(List<Bundle> started) {
        List<Bundle> reversed = new ArrayList<>(started);
        Collections.reverse(reversed);
        bundles = List.copyOf(reversed);
    }

    /** Starts to count; again does nothing. */
    void start() {
        if (started.compareAndSet(false, true)) {
            thread("stop-deadline", this::expire).start();
        }
    }

    private void expire() {
        try {
            TimeUnit.MILLISECONDS.sleep(patience.toMillis());
            err.println("error: stopping takes longer than " + patience.toSeconds()
                    + " s; a plugin does not end. Stopping the host without it.");
            CountDownLatch done = new CountDownLatch(1);
            thread("stop-bundles", () -> {
                        bundles.forEach(this::stop);
                        done.countDown();
                    })
                    .start();
            if (!done.await(rest.toMillis(), TimeUnit.MILLISECONDS)) {
                err.println("error: the host's own bundles do not end either; halting");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        halt.accept(Exit.FAILED);
    }

    private void stop(Bundle bundle) {
        try {
            bundle.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException | RuntimeException e) {
            err.println("error: " + bundle.getSymbolicName() + " did not stop: " + e);
        }
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
