// SPDX-License-Identifier: Apache-2.0
package io.carillon.testkit;

import io.carillon.events.Event;
import io.carillon.events.EventContext;
import io.carillon.events.EventHandler;
import io.carillon.events.HandlerMode;
import io.carillon.events.ReplayMode;
import io.carillon.events.Subscription;
import org.jspecify.annotations.Nullable;

/** A handler with the subscription it was registered for. */
record RegisteredHandler(String identity, Subscription subscription, EventHandler<Object> handler, Class<?> form) {

    @SuppressWarnings("unchecked")
    static RegisteredHandler of(String plugin, Subscription subscription, EventHandler<?> handler) {
        return new RegisteredHandler(
                plugin + ":" + subscription.id(),
                subscription,
                (EventHandler<Object>) handler,
                HandlerType.of(handler.getClass()));
    }

    boolean wants(Event event, boolean ephemeral) {
        return subscription.wants(event.type()) && (!ephemeral || subscription.mode() == HandlerMode.LIVE);
    }

    boolean allowsReplay() {
        return subscription.replay() == ReplayMode.ALLOW;
    }

    /** Calls the handler; returns what it threw, {@code null} if nothing. */
    @SuppressWarnings("CatchAndPrintStackTrace")
    @Nullable
    Throwable handle(Event event, EventContext context) {
        try {
            handler.handle(HandlerType.view(event, form), context);
            return null;
        } catch (StackOverflowError e) {
            return e;
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable thrown) {
            if (thrown instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            return thrown;
        }
    }
}
