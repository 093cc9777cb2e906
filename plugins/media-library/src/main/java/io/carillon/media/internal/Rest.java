// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import io.carillon.events.PluginState;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Holds the work on a library while it is paused, also over restarts, and gives it up when the library is removed.
 *
 * <p>Threads: {@link #hold} is for the thread that works, all else is safe from any.
 */
final class Rest {

    /** Unwinds work on a library that is being removed. */
    static final class LeavingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LeavingException() {
            super("the library is being removed", null, false, false);
        }
    }

    /** Hears of the pause. */
    interface Listener {

        /** Work is about to be held. */
        void paused(String by);

        /** Work goes on. */
        void resumed(String by, Duration after);
    }

    /**
     * What the plugin's state keeps of a pause.
     *
     * @param by who asked for it
     * @param since milliseconds since 1970, UTC
     */
    record Pause(String by, long since) {}

    private static final Duration LOOK = Duration.ofMillis(100);

    private final LibraryStanding standing;
    private final PluginState state;
    private final StopSignal stop;
    private final String key;
    private final AtomicReference<@Nullable Pause> asked = new AtomicReference<>();
    private final AtomicBoolean leaving = new AtomicBoolean();
    private boolean toldBefore;

    /** Takes up a pause that outlived the plugin. */
    Rest(LibraryStanding standing, PluginState state, StopSignal stop) {
        this.standing = standing;
        this.state = state;
        this.stop = stop;
        this.key = key(standing.library().name());
        Pause pause = state.get(key, Pause.class).orElse(null);
        this.asked.set(pause);
        this.toldBefore = pause != null;
    }

    /** Key of a pause in the plugin's state. */
    static String key(String library) {
        return "p/" + library;
    }

    /** Asks for a pause and keeps it; returns whether there was none. */
    synchronized boolean ask(String by) {
        if (asked.get() != null) {
            return false;
        }
        Pause pause = new Pause(by, standing.nowMillis());
        state.put(key, pause);
        asked.set(pause);
        return true;
    }

    /** Ends a pause for good; returns whether there was one. */
    synchronized boolean end() {
        if (asked.get() == null) {
            return false;
        }
        state.remove(key);
        asked.set(null);
        return true;
    }

    boolean isAsked() {
        return asked.get() != null;
    }

    /** Makes work on a library that is being removed end at its next step. */
    void leave() {
        leaving.set(true);
    }

    /**
     * Waits while the library is paused.
     *
     * @return whether it was
     * @throws LeavingException if the library is being removed
     * @throws StopSignal.StoppedException if it is time to stop; the pause stays
     */
    boolean hold(Listener listener) {
        if (leaving.get()) {
            throw new LeavingException();
        }
        Pause pause = asked.get();
        if (pause == null) {
            return false;
        }
        if (!toldBefore) {
            listener.paused(pause.by());
        }
        toldBefore = false;
        LibraryStatus before = standing.status();
        standing.show(LibraryStatus.State.PAUSED, "paused by " + pause.by() + "; library:resume goes on");
        while (asked.get() != null && !leaving.get()) {
            stop.pause(LOOK);
        }
        if (leaving.get()) {
            throw new LeavingException();
        }
        standing.show(before.state(), before.problem());
        listener.resumed(LibraryRecord.SHELL, Duration.ofMillis(standing.nowMillis() - pause.since()));
        return true;
    }
}
