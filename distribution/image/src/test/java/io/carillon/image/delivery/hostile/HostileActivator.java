// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.delivery.hostile;

import io.carillon.events.EventBus;
import io.carillon.events.EventHandler;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/** Does the harm that the header {@value #MODE} names, in its activator or in its handler of {@code oracle.load}. */
public final class HostileActivator implements BundleActivator {

    /** Header of the manifest: a {@link Mode}. */
    public static final String MODE = "Hostile-Mode";

    /** The ways to do harm. */
    public enum Mode {
        HANG_IN_START,
        THROW_IN_START,
        HANG_IN_STOP,
        HANG_IN_HANDLER,
        BUSY_LOOP,
        THREAD_FLOOD,
        ALLOCATE,
        LOG_FLOOD,
        PUBLISH_LOOP
    }

    private Mode mode = Mode.THROW_IN_START;

    @Override
    public void start(BundleContext context) {
        mode = Mode.valueOf(context.getBundle().getHeaders().get(MODE));
        switch (mode) {
            case THROW_IN_START -> throw new IllegalStateException("this plugin never starts");
            case HANG_IN_START -> Harm.hang();
            default -> {
                ServiceReference<EventBus> bus = context.getServiceReference(EventBus.class);
                context.registerService(
                        EventHandler.class,
                        new Harm(mode, context.getService(bus)),
                        FrameworkUtil.asDictionary(Map.of(
                                "carillon.subscription.types", "oracle.load", "carillon.subscription.lanes", 4)));
            }
        }
    }

    @Override
    public void stop(BundleContext context) {
        if (mode == Mode.HANG_IN_STOP) {
            Harm.hang();
        }
    }
}
