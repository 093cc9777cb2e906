// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.publish;

import io.carillon.events.Event;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the current thread is doing because of which event. Set around every handler call and carried along with the work a
 * handler submits.
 *
 * @param cause the event being handled, {@code null} when nothing caused this work
 * @param looped told why, when an event is refused because the chain is too long
 */
public record CausalChain(@Nullable Event cause, Consumer<String> looped) {

    /** The chain of work that nothing caused. */
    public static final CausalChain NONE = new CausalChain(null, why -> {});

    // Removed as soon as the work is done, so that no thread keeps an event of a plugin that left.
    private static final ThreadLocal<CausalChain> CURRENT = new ThreadLocal<>();

    /** The chain of the calling thread. */
    public static CausalChain current() {
        CausalChain chain = CURRENT.get();
        return chain == null ? NONE : chain;
    }

    /** The same work on this chain, on whichever thread it runs. */
    public Runnable carry(Runnable work) {
        return () -> supply(() -> {
            work.run();
            return true;
        });
    }

    /** Does work on this chain. */
    public <T> T supply(Supplier<T> work) {
        CausalChain outer = CURRENT.get();
        CURRENT.set(this);
        try {
            return work.get();
        } finally {
            restore(outer);
        }
    }

    /** Does work on this chain that may throw. */
    public <T> T call(Callable<T> work) throws Exception {
        CausalChain outer = CURRENT.get();
        CURRENT.set(this);
        try {
            return work.call();
        } finally {
            restore(outer);
        }
    }

    private static void restore(@Nullable CausalChain outer) {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}
