// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.EventHandler;
import io.carillon.events.bus.internal.deliver.Subscriber;
import io.carillon.events.bus.internal.plugin.PluginView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handlers that are declared as services. A service that cannot be a handler is refused by itself and shown; it is tried
 * again when its properties change, or when the handler leaves whose name it wanted.
 *
 * <p>Threads: safe for concurrent use. Services are got and handlers ended without the lock.
 */
final class Whiteboard {

    private static final Logger LOG = LoggerFactory.getLogger(Whiteboard.class);

    private record Active(PluginView view, Subscriber subscriber) {}

    private final BundleContext context;
    private final Plugins plugins;
    private final Map<ServiceReference<?>, Active> active = new LinkedHashMap<>();
    private final Map<ServiceReference<?>, String> refused = new TreeMap<>();

    Whiteboard(BundleContext context, Plugins plugins) {
        this.context = context;
        this.plugins = plugins;
    }

    /** Takes a service in. */
    void add(ServiceReference<EventHandler<?>> reference) {
        Bundle bundle = reference.getBundle();
        if (bundle == null) {
            return; // it is gone already
        }
        EventHandler<?> handler = null;
        try {
            handler = context.getService(reference);
            if (handler == null) {
                throw new IllegalStateException("the service cannot be had; see the log for why it did not start");
            }
            PluginView view = plugins.view(bundle);
            Subscriber subscriber =
                    view.add(HandlerProperties.subscription(reference::getProperty), PayloadType.adapt(handler));
            synchronized (this) {
                active.put(reference, new Active(view, subscriber));
                refused.remove(reference);
            }
            LOG.info("Handler added: subscription={}", subscriber.name());
            if (reference.getBundle() == null) { // it left while it was taken in
                end(reference);
            }
        } catch (RuntimeException | LinkageError e) {
            refuse(reference, bundle, handler, e);
        }
    }

    private void refuse(
            ServiceReference<EventHandler<?>> reference,
            Bundle bundle,
            @Nullable EventHandler<?> handler,
            Throwable why) {
        String text = "a handler of " + bundle.getSymbolicName() + " is refused: "
                + (why instanceof LinkageError ? why.toString() : why.getMessage());
        synchronized (this) {
            if (reference.getBundle() != null) {
                refused.put(reference, text);
            }
        }
        LOG.warn("Not delivering: {}", text);
        if (handler != null) {
            context.ungetService(reference);
        }
    }

    /** Lets a service go; when this returns no call of it runs, or the one that does reacts to nothing. */
    void remove(ServiceReference<EventHandler<?>> reference) {
        if (end(reference)) {
            retryRefused();
        }
    }

    private boolean end(ServiceReference<EventHandler<?>> reference) {
        Active ended;
        synchronized (this) {
            refused.remove(reference);
            ended = active.remove(reference);
        }
        if (ended == null) {
            return false;
        }
        ended.view().remove(ended.subscriber());
        context.ungetService(reference);
        LOG.info("Handler removed: subscription={}", ended.subscriber().name());
        return true;
    }

    /** Takes a service in again as its properties now are. */
    void change(ServiceReference<EventHandler<?>> reference) {
        end(reference);
        add(reference);
    }

    @SuppressWarnings("unchecked") // only references of handlers are in the map
    private void retryRefused() {
        List<ServiceReference<?>> again;
        synchronized (this) {
            again = new ArrayList<>(refused.keySet());
        }
        for (ServiceReference<?> each : again) {
            add((ServiceReference<EventHandler<?>>) each);
        }
    }

    /** Why handlers were refused. */
    synchronized Collection<String> refused() {
        return List.copyOf(refused.values());
    }
}
