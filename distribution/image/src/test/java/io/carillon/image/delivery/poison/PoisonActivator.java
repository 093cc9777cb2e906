// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.delivery.poison;

import io.carillon.events.EventHandler;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** Registers one durable handler of {@code burst.event}; version 1 of the plugin chokes on poison, later ones do not. */
public final class PoisonActivator implements BundleActivator {

    /** Property: the file with a line for each number that was handled. */
    public static final String HANDLED = "carillon.poison.handled";

    @Override
    public void start(BundleContext context) throws IOException {
        FileChannel handled = FileChannel.open(
                Path.of(context.getProperty(HANDLED)), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        boolean chokes = context.getBundle().getVersion().getMajor() == 1;
        context.registerService(
                EventHandler.class,
                new PoisonHandler(handled, chokes),
                FrameworkUtil.asDictionary(Map.of(
                        "carillon.subscription.types",
                        "burst.event",
                        "carillon.subscription.from",
                        "beginning",
                        "carillon.subscription.retries",
                        "10ms,20ms,50ms")));
    }

    @Override
    public void stop(BundleContext context) {
        // the channel closes with the process; a handler may still write
    }
}
