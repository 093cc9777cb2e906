// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs code of a plugin on a thread that may be lost. */
final class TimedCall {

    /** How long a call gets to react to being interrupted: longer than a handler gets, which it may wait for. */
    private static final long GRACE_MILLIS = 1_500;

    private static final int FRAMES = 3;

    /** How a call ended. */
    sealed interface Outcome {

        record Returned(Duration took) implements Outcome {}

        record Threw(PluginFailure failure) implements Outcome {}

        /**
         * It was interrupted after the time-out, and then ended.
         *
         * @param at where it was
         */
        record Interrupted(String at) implements Outcome {}

        /**
         * It goes on in spite of being interrupted.
         *
         * @param thread to be given up
         * @param at where it is
         */
        record Hung(Thread thread, String at) implements Outcome {}
    }

    private TimedCall() {}

    /** Runs the call and waits, up to the time-out and a second and a half. */
    static Outcome run(String name, Duration timeout, Callable<?> call) throws InterruptedException {
        return run(null, name, timeout, call);
    }

    /**
     * Runs the call in a group of threads, which whatever it makes inherits.
     *
     * @param group {@code null} for the one of the calling thread
     */
    static Outcome run(@Nullable ThreadGroup group, String name, Duration timeout, Callable<?> call)
            throws InterruptedException {
        FutureTask<Outcome> task = new FutureTask<>(() -> outcome(call));
        Thread thread = new Thread(group, task, name);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            return new Outcome.Threw(PluginFailure.of(e));
        } catch (TimeoutException e) {
            String at = where(thread);
            thread.interrupt();
            thread.join(GRACE_MILLIS);
            return thread.isAlive() ? new Outcome.Hung(thread, where(thread)) : new Outcome.Interrupted(at);
        }
    }

    /** Describes what is thrown on the same thread, since even that is code of the plugin. */
    private static Outcome outcome(Callable<?> call) {
        long begin = System.nanoTime();
        try {
            call.call();
            return new Outcome.Returned(Duration.ofNanos(System.nanoTime() - begin));
        } catch (Throwable e) {
            return new Outcome.Threw(PluginFailure.of(e));
        }
    }

    /** The innermost frames, JDK internals left out. */
    private static String where(Thread thread) {
        StringBuilder text = new StringBuilder();
        int frames = 0;
        for (StackTraceElement frame : thread.getStackTrace()) {
            boolean jdk = frame.getModuleName() != null && frame.getModuleName().startsWith("java.");
            if (!jdk && frames < FRAMES) {
                text.append(frames == 0 ? "" : ", called by ").append(frame);
                frames++;
            }
        }
        return frames == 0 ? "an unknown place" : text.toString();
    }
}
