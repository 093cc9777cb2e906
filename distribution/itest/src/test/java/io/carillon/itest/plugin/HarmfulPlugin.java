// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest.plugin;

import io.carillon.events.Event;
import io.carillon.events.EventContext;
import io.carillon.events.EventHandler;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * Has more threads than it may, started by its activator, two thirds of them in pools; answers each ping with ten pongs, {@value #SLOW}
 * when it is released, but {@value #FLOOD} with many more threads.
 */
public final class HarmfulPlugin implements BundleActivator {

    /** Threads of its own, as many at work in a pool, and as many in one that never had work. */
    public static final int THREADS = 20;
    /** Id of the ping that it takes its time for. */
    public static final String SLOW = "slow";
    /** Name of the system property that, when it is {@code true}, ends what takes its time. */
    public static final String RELEASED = "itest.harmful.released";
    /** Id of the ping that makes it worse. */
    public static final String FLOOD = "flood";

    private static final int FLOODING = 200;

    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final ThreadPoolExecutor without =
            new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.DAYS, new LinkedBlockingQueue<>());

    @Override
    public void start(BundleContext context) {
        startThreads(THREADS);
        for (int i = 0; i < THREADS; i++) {
            pool.execute(this::idle);
        }
        without.prestartAllCoreThreads();
        EventHandler<Event> handler = new EventHandler<>() {
            @Override
            public void handle(Event event, EventContext delivery) throws InterruptedException {
                if (event.id().equals(FLOOD)) {
                    startThreads(FLOODING);
                    return;
                }
                boolean stopped = event.id().equals(SLOW) && stoppedBeforeReleased();
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

    private void startThreads(int count) {
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(this::idle, "harmful");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private boolean stoppedBeforeReleased() throws InterruptedException {
        while (!Boolean.getBoolean(RELEASED)) {
            if (end.await(20, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
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
        pool.shutdown();
        without.shutdown();
    }
}
