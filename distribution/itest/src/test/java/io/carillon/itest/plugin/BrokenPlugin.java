// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest.plugin;

import io.carillon.events.Event;
import io.carillon.events.EventContext;
import io.carillon.events.EventHandler;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** Its handler needs a class that is not in the jar: every call ends in a {@code NoClassDefFoundError}. */
public final class BrokenPlugin implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        EventHandler<Event> handler = new EventHandler<>() {
            @Override
            public void handle(Event event, EventContext delivery) {
                delivery.publish("itest.impossible", Absent.value());
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
