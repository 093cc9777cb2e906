// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest.plugin;

import io.carillon.events.Event;
import io.carillon.events.EventContext;
import io.carillon.events.EventHandler;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** Answers every {@code itest.ping} with an {@code itest.pong} that says which version answered. No DS needed. */
public final class EchoPlugin implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        String version = context.getBundle().getVersion().toString();
        EventHandler<Event> handler = new EventHandler<>() {
            @Override
            public void handle(Event event, EventContext delivery) {
                delivery.publish(
                        "itest.pong",
                        Map.of("version", version, "ping", event.id(), "subscription", delivery.subscription()));
            }
        };
        context.registerService(
                EventHandler.class,
                handler,
                FrameworkUtil.asDictionary(Map.of("carillon.subscription.types", "itest.ping")));
    }

    @Override
    public void stop(BundleContext context) {
        // the framework unregisters the service
    }
}
