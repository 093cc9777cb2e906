// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.delivery.delay;

import io.carillon.events.EventHandler;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** Registers one healthy durable handler of {@code burst.event}. */
public final class DelayActivator implements BundleActivator {

    /** Property: the file with a line for each event, the microseconds from its publication to the handler. */
    public static final String FILE = "carillon.delay.file";

    @Override
    public void start(BundleContext context) throws IOException {
        FileChannel file = FileChannel.open(
                Path.of(context.getProperty(FILE)), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        context.registerService(
                EventHandler.class,
                new DelayHandler(file),
                FrameworkUtil.asDictionary(Map.of(
                        "carillon.subscription.types", "burst.event", "carillon.subscription.from", "beginning")));
    }

    @Override
    public void stop(BundleContext context) {
        // the channel closes with the process; a handler may still write
    }
}
