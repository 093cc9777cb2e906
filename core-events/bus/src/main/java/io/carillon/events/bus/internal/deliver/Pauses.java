// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.load.PluginAccount;
import io.carillon.events.bus.internal.log.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Has the handlers of a plugin wait for their turn while it is throttled: one after the other, with pauses in between. Of
 * no account otherwise.
 *
 * <p>Threads: safe for concurrent use. Bounded by the lanes of the plugin, each of which waits once at most.
 */
final class Pauses {

    private static final Duration THREAD_RETRY = Duration.ofSeconds(1);

    private final PluginAccount account;
    private final Timers timers;
    private final Predicate<Runnable> start;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean armed;

    /**
     * Nothing waits yet.
     *
     * @param start runs work on a thread of the plugin; says no when it has none
     */
    Pauses(PluginAccount account, Timers timers, Predicate<Runnable> start) {
        this.account = account;
        this.timers = timers;
        this.start = start;
    }

    /** Runs work now, or when its turn has come; false if it is to be tried again. */
    boolean take(Runnable work) {
        if (!account.throttled()) {
            return start.test(work);
        }
        synchronized (this) {
            waiting.addLast(work);
            arm(Duration.ofNanos(account.pause()));
        }
        return true;
    }

    private synchronized void arm(Duration delay) {
        if (!armed && !waiting.isEmpty()) {
            armed = true;
            timers.after(delay, this::next);
        }
    }

    private void next() {
        Runnable work = first();
        if (work == null) {
            return;
        }
        account.turnBegins();
        boolean started = start.test(() -> {
            long began = System.nanoTime();
            try {
                work.run();
            } finally {
                account.turnEnded(System.nanoTime() - began);
            }
        });
        if (started) {
            arm(Duration.ofNanos(account.pause()));
        } else {
            again(work);
        }
    }

    private synchronized @Nullable Runnable first() {
        armed = false;
        return waiting.pollFirst();
    }

    private synchronized void again(Runnable work) {
        waiting.addFirst(work);
        arm(THREAD_RETRY);
    }

    /** Forgets all that wait, for the plugin has stopped. */
    synchronized void clear() {
        waiting.clear();
    }
}
