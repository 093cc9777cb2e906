// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest.plugin;

import io.carillon.events.Event;
import io.carillon.events.EventContext;
import io.carillon.events.EventHandler;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** Has more threads than it may, all started by its activator; answers each ping slowly with ten pongs. */
public final class HarmfulPlugin implements BundleActivator {

    private static final int THREADS = 20;

    private final CountDownLatch end = new CountDownLatch(1);

    @Override
    public void start(BundleContext context) {
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(this::idle, "harmful-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        EventHandler<Event> handler = new EventHandler<>() {
            @Override
            public void handle(Event event, EventContext delivery) throws InterruptedException {
                boolean stopped = end.await(1, TimeUnit.SECONDS);
                for (int i = 0; i < 10; i++) {
                    delivery.publish(
                            "itest.pong", Map.of("version", "1.0.0", "ping", event.id() + i, "stopped", stopped));
                }
            }
        };
        context.registerService(
                EventHandler.class,
                handler,
                FrameworkUtil.asDictionary(Map.of("carillon.subscription.types", "itest.ping")));
    }

    private void idle() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop(BundleContext context) {
        end.countDown();
    }
}
