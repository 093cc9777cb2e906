// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.delivery.burst;

import io.carillon.events.EventBus;
import io.carillon.events.EventDraft;
import io.carillon.events.EventsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Publishes {@value #EVENTS} events {@code burst.event}, each with a number and a subject of its own, in batches; every
 * hundredth says that it is poison. Then it writes the file that {@value #DONE} names. {@value #RATE} slows it down.
 */
public final class BurstActivator implements BundleActivator, Runnable {

    /** Property: how many. */
    public static final String EVENTS = "carillon.burst.events";

    /** Property: the file to write when all are in the log. */
    public static final String DONE = "carillon.burst.done";

    /** Property: events per second; as fast as possible when it is not set. */
    public static final String RATE = "carillon.burst.rate";

    /** Every which event is poison. */
    public static final int POISON = 100;

    private static final int BATCH = 100;

    private @Nullable EventBus bus;
    private long events;
    private double rate;
    private Path done = Path.of("");
    private volatile boolean stopped;

    @Override
    public void start(BundleContext context) {
        ServiceReference<EventBus> reference = context.getServiceReference(EventBus.class);
        bus = reference == null ? null : context.getService(reference);
        events = Long.parseLong(context.getProperty(EVENTS));
        done = Path.of(context.getProperty(DONE));
        String wanted = context.getProperty(RATE);
        rate = wanted == null ? 0 : Double.parseDouble(wanted);
        Thread thread = new Thread(this, "burst");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void stop(BundleContext context) {
        stopped = true;
    }

    @Override
    public void run() {
        long begin = System.nanoTime();
        for (long next = 1; next <= events && !stopped; next += BATCH) {
            List<EventDraft> batch = new ArrayList<>(BATCH);
            for (long i = next; i < next + BATCH && i <= events; i++) {
                batch.add(EventDraft.builder("burst.event")
                        .id("burst-" + i)
                        .subject("s" + i)
                        .data(Map.of("number", i, "poison", i % POISON == 0))
                        .build());
            }
            publish(batch);
            if (rate > 0) {
                long due = begin + (long) (next * 1e9 / rate);
                while (due > System.nanoTime() && !stopped) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
            }
        }
        try {
            Files.writeString(done, Long.toString((System.nanoTime() - begin) / 1_000_000));
        } catch (IOException e) {
            throw new IllegalStateException("cannot write " + done, e);
        }
    }

    private void publish(List<EventDraft> batch) {
        EventBus open = bus;
        while (!stopped && open != null) {
            try {
                open.publishAll(batch).toCompletableFuture().get(40, TimeUnit.SECONDS);
                return;
            } catch (EventsException | ExecutionException | TimeoutException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20)); // the same ids again: what is there is there
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
