// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability.load;

import io.carillon.events.EventBus;
import io.carillon.image.durability.History;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Publishes from {@value #PUBLISHERS} threads, {@value #EVENTS_PER_SECOND} events per second together unless the property
 * {@value #RATE} says otherwise, from the moment the plugin starts. Each run writes a history of its own into the folder that the property {@value #HISTORIES} names.
 */
public final class LoadActivator implements BundleActivator {

    /** Framework or system property: the folder of the histories. */
    public static final String HISTORIES = "carillon.load.histories";

    /** Framework or system property: events per second of all publishers together. */
    public static final String RATE = "carillon.load.rate";

    /** How the names of the histories begin. */
    public static final String HISTORY = "plugin-";

    /** How the names of the publishers begin. */
    public static final String PREFIX = "q";

    /** The source of all events of all runs. */
    public static final String SOURCE = "urn:oracle:plugin";

    public static final int PUBLISHERS = 32;
    public static final int EVENTS_PER_SECOND = 2_000;

    private static final long LONGEST_END_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final List<LoadPublisher> publishers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private @Nullable History history;

    @Override
    public void start(BundleContext context) throws IOException {
        String folder = context.getProperty(HISTORIES);
        ServiceReference<EventBus> reference = context.getServiceReference(EventBus.class);
        EventBus bus = reference == null ? null : context.getService(reference);
        if (folder == null || bus == null) {
            throw new IllegalStateException(
                    "needs the property " + HISTORIES + " and an EventBus service; found " + folder + " and " + bus);
        }
        String wanted = context.getProperty(RATE);
        double rate = wanted == null ? EVENTS_PER_SECOND : Double.parseDouble(wanted);
        long now = System.nanoTime();
        String run = Long.toString(now, Character.MAX_RADIX);
        History opened = History.append(Path.of(folder, HISTORY + run + History.SUFFIX));
        history = opened;
        for (int i = 1; i <= PUBLISHERS; i++) {
            String name = PREFIX + i + "-" + run;
            LoadPublisher publisher = new LoadPublisher(name, bus, opened, rate / PUBLISHERS, now + i);
            publishers.add(publisher);
            Thread thread = new Thread(publisher, name);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    @Override
    public void stop(BundleContext context) throws IOException, InterruptedException {
        publishers.forEach(LoadPublisher::stop);
        long end = System.nanoTime() + LONGEST_END_NANOS;
        for (Thread thread : threads) {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(0, end - System.nanoTime()));
        }
        if (history != null) {
            history.close();
        }
    }
}
