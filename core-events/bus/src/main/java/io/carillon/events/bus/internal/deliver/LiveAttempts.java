// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.EventsException;
import io.carillon.events.bus.internal.deliver.Ending.Result;
import io.carillon.events.bus.internal.log.LogEntry;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the handler of one live subscription called with an event, once, and sees to what comes of the call.
 *
 * <p>Threads: safe for concurrent use, as when a call is given up; its mailbox sees to it that no others cross.
 */
final class LiveAttempts {

    private static final Logger LOG = LoggerFactory.getLogger(LiveAttempts.class);

    private final String name;
    private final PluginHandler plugin;
    private final HandlerCall call;
    private final LaneServices services;
    private final PendingEffects pending;
    private final RecentDeliveries recent;

    LiveAttempts(String name, PluginHandler plugin, HandlerCall call, LaneServices services) {
        this.name = name;
        this.plugin = plugin;
        this.call = call;
        this.services = services;
        this.pending = new PendingEffects(name, plugin.plugin(), services.store());
        this.recent = new RecentDeliveries(plugin.version());
    }

    /**
     * Makes the one attempt of an event.
     *
     * @param givenUp told on another thread that the call is given up, after all else is seen to
     */
    Ending first(LogEntry entry, BooleanSupplier mayBegin, Consumer<LogEntry> givenUp) {
        Attempt attempt = new Attempt(entry, null, mayBegin, result -> givenUp.accept(entry));
        Ending ending = attempt.make();
        if (ending instanceof Result result) {
            attempt.ended(result);
        }
        return ending;
    }

    /** Delivers an event once more and answers who asked. */
    Ending replay(Extra extra, BooleanSupplier mayBegin, Consumer<LogEntry> givenUp) {
        try {
            Attempt attempt = new Attempt(extra.entry(), extra.replayId(), mayBegin, result -> {
                extra.answer().complete(result);
                givenUp.accept(extra.entry());
            });
            Ending ending = attempt.make();
            if (ending instanceof Result result) {
                attempt.ended(result);
                extra.answer().complete(result);
            } else if (ending instanceof Ending.Forgone) {
                extra.refuse(name);
            }
            return ending;
        } catch (RuntimeException | Error e) {
            extra.answer().completeExceptionally(e);
            throw e;
        }
    }

    /** One attempt. */
    private final class Attempt implements HandlerCall.Caller {

        private final Event event;
        private final long position;
        private final boolean owed;
        private final Delivery delivery;
        private final BooleanSupplier mayBegin;
        private final Consumer<Result> givenUp;
        private final long began = services.clock().millis();

        Attempt(LogEntry entry, @Nullable String replayId, BooleanSupplier mayBegin, Consumer<Result> givenUp) {
            this.event = entry.event().bind(plugin.binding());
            this.position = entry.position();
            this.owed = replayId == null;
            this.delivery = new Delivery(event, position, name, 1, replayId, plugin, pending);
            this.mayBegin = mayBegin;
            this.givenUp = givenUp;
        }

        private Ending make() {
            return call.attempt(event, position, delivery, this);
        }

        @Override
        public boolean isWanted() {
            return mayBegin.getAsBoolean();
        }

        @Override
        public void looped(String why) {
            delivery.looped(why);
        }

        @Override
        public void givenUp(Result.Failed result) {
            try {
                ended(result);
            } finally {
                givenUp.accept(result);
            }
        }

        private void ended(Result result) {
            Effects effects = delivery.over();
            if (owed) {
                recent.add(position, 1, result instanceof Result.Handled, began, result.took());
                services.firstAttempts().ended(name, event, result);
            }
            if (effects != null) {
                keep(effects, result);
            }
        }
    }

    /** There is no mark to store them with: what cannot be stored is lost, as an event would be, and is said. */
    private void keep(Effects effects, Result result) {
        try {
            if (!effects.isEmpty() && result instanceof Result.Handled) {
                services.writer().write(effects.changes(services.clock().instant()));
            }
        } catch (EventsException e) {
            LOG.warn("The state that subscription={} changed is not stored: {}", name, e.getMessage());
        } finally {
            effects.drop();
        }
    }

    RecentDeliveries recent() {
        return recent;
    }
}
