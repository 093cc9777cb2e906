// SPDX-License-Identifier: Apache-2.0
package io.carillon.testkit;

import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Knows which event a thread is handling, so that what is published meanwhile is recorded as caused by it. */
final class Causality {

    private static final int MAX_HOPS = 32;
    private static final List<String> INHERITED = List.of(Event.ACTOR, Event.TENANT, Event.TRACE_PARENT);

    private static final ThreadLocal<@Nullable Event> HANDLED = new ThreadLocal<>();

    /** Work that carries on the causal chain of the calling thread. */
    Runnable carry(Runnable work) {
        Event cause = HANDLED.get();
        return () -> {
            Event before = swap(cause);
            try {
                work.run();
            } finally {
                swap(before);
            }
        };
    }

    /** Sets what this thread is handling; returns what it was handling before. */
    @Nullable
    Event swap(@Nullable Event next) {
        Event before = HANDLED.get();
        if (next == null) {
            HANDLED.remove();
        } else {
            HANDLED.set(next);
        }
        return before;
    }

    boolean isHandling() {
        return HANDLED.get() != null;
    }

    EventDraft causedByHandled(EventDraft draft) {
        Event cause = HANDLED.get();
        return cause == null ? draft : causedBy(cause, draft);
    }

    static EventDraft causedBy(Event cause, EventDraft draft) {
        if (cause.hops() >= MAX_HOPS) {
            throw new IllegalStateException("events cause each other in a circle: " + draft.type() + " would be hop "
                    + (cause.hops() + 1) + " of correlation "
                    + cause.correlationId().orElse(cause.id()));
        }
        EventDraft.Builder caused = draft.toBuilder().extension(Event.HOPS, cause.hops() + 1);
        if (!draft.extensions().containsKey(Event.CAUSATION_ID)) {
            caused.causationId(cause.id());
        }
        if (!draft.extensions().containsKey(Event.CORRELATION_ID)) {
            caused.correlationId(cause.correlationId().orElse(cause.id()));
        }
        for (String name : INHERITED) {
            if (!draft.extensions().containsKey(name)) {
                caused.extension(name, cause.extensions().get(name));
            }
        }
        return caused.build();
    }
}
