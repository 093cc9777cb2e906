// SPDX-License-Identifier: Apache-2.0
package com.example.stumbler;

import io.carillon.events.Event;
import io.carillon.events.EventContext;
import io.carillon.events.EventHandler;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** A plugin whose handler fails for as long as it is told to, and gives an event up at once. */
public final class Stumbler implements BundleActivator, EventHandler<Event> {

    /** Name of the system property that makes it fail while it is {@code true}. */
    public static final String FAILS = "com.example.stumbler.fails";

    @Override
    public void start(BundleContext context) {
        context.registerService(
                EventHandler.class,
                this,
                FrameworkUtil.asDictionary(Map.of(
                        "carillon.subscription.types",
                        "stumble.**",
                        "carillon.subscription.from",
                        "beginning",
                        "carillon.subscription.retries",
                        "none")));
    }

    @Override
    public void stop(BundleContext context) {
        System.clearProperty(FAILS);
    }

    @Override
    public void handle(Event event, EventContext context) {
        if (Boolean.getBoolean(FAILS)) {
            throw new IllegalStateException("stumbled over " + event.id());
        }
    }
}
