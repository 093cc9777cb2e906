// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.EventsException;
import io.carillon.events.bus.internal.log.LogEntry;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the handler of one live subscription called with an event, once, and sees to what comes of the call.
 *
 * <p>Threads: not for concurrent use, but for {@link #recent()}.
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
     * @return {@code null} if it was not to begin any more
     */
    HandlerCall.@Nullable Result first(LogEntry entry, BooleanSupplier mayBegin) {
        return attempt(entry, null, mayBegin);
    }

    /** Delivers an event once more and answers who asked; returns what the machine cannot go on with. */
    @Nullable
    VirtualMachineError replay(Extra extra, BooleanSupplier mayBegin) {
        try {
            HandlerCall.Result result = attempt(extra.entry(), extra.replayId(), mayBegin);
            if (result == null) {
                extra.refuse(name);
                return null;
            }
            extra.answer().complete(result);
            return fatal(result);
        } catch (RuntimeException | Error e) {
            extra.answer().completeExceptionally(e);
            throw e;
        }
    }

    static @Nullable VirtualMachineError fatal(HandlerCall.Result result) {
        return result instanceof HandlerCall.Result.Failed failed ? failed.fatal() : null;
    }

    private HandlerCall.@Nullable Result attempt(LogEntry entry, @Nullable String replayId, BooleanSupplier mayBegin) {
        Event event = entry.event().bind(plugin.binding());
        Delivery delivery = new Delivery(event, entry.position(), name, 1, replayId, plugin, pending);
        long began = services.clock().millis();
        HandlerCall.Result result = call.attempt(event, entry.position(), delivery, delivery::looped, mayBegin);
        if (result == null) {
            return null;
        }
        Effects effects = delivery.over();
        if (replayId == null) {
            recent.add(entry.position(), 1, result instanceof HandlerCall.Result.Handled, began, result.took());
            services.firstAttempts().ended(name, event, result);
        }
        if (effects != null) {
            keep(effects, result);
        }
        return result;
    }

    /** There is no mark to store them with: what cannot be stored is lost, as an event would be, and is said. */
    private void keep(Effects effects, HandlerCall.Result result) {
        try {
            if (!effects.isEmpty() && result instanceof HandlerCall.Result.Handled) {
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
