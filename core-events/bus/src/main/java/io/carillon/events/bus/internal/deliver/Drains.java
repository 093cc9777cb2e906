// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.admin.PluginDrain;
import io.carillon.events.bus.internal.log.BusThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the subscriptions of plugins end what they handle, all of them at the same time.
 *
 * <p>Threads: safe for concurrent use.
 */
public final class Drains implements PluginDrain, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Drains.class);
    /** The most subscriptions that are waited for at a time; no plugin has as many threads for its handlers. */
    private static final int PARALLEL = 256;

    private final SubscriptionTable table;
    private final Set<String> drained = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor threads;

    public Drains(SubscriptionTable table) {
        this.table = table;
        this.threads = new ThreadPoolExecutor(
                PARALLEL,
                PARALLEL,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                BusThreads.named("carillon-drain"));
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public Report drain(String plugin, Duration limit) {
        drained.add(plugin);
        List<Subscriber> mine = of(plugin);
        int inFlight = mine.stream().mapToInt(Subscriber::inFlight).sum();
        long began = System.nanoTime();
        List<String> abandoned = atOnce(mine, limit, Subscriber::drain);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        if (abandoned.isEmpty()) {
            LOG.debug("Plugin {} is drained after {}; {} calls ran", plugin, took, inFlight);
        } else {
            LOG.warn("Plugin {} is drained after {}, but for calls that are given up: {}", plugin, took, abandoned);
        }
        return new Report(inFlight, abandoned, took);
    }

    /** Drains a plugin that is about to be stopped, unless that has been done. */
    public void stopping(String plugin, Duration limit) {
        if (!drained.contains(plugin)) {
            drain(plugin, limit);
        }
    }

    /** Drains all plugins for good, under one limit; returns the calls that were given up. */
    public List<String> drainAll(Duration limit) {
        Collection<Subscriber> all = table.all();
        all.forEach(each -> drained.add(each.plugin()));
        List<String> abandoned = atOnce(List.copyOf(all), limit, Subscriber::drain);
        if (!abandoned.isEmpty()) {
            LOG.warn("Calls of handlers are given up: {}", abandoned);
        }
        return abandoned;
    }

    /** Ends all subscriptions, under one limit. */
    public void closeAll(Duration limit) {
        atOnce(List.copyOf(table.all()), limit, (each, patience) -> {
            each.close(patience);
            return List.of();
        });
    }

    @Override
    public void resume(String plugin) {
        if (drained.remove(plugin)) {
            of(plugin).forEach(Subscriber::undrain);
        }
    }

    /** Forgets that a plugin was drained: it has stopped, or begins anew. */
    public void forget(String plugin) {
        drained.remove(plugin);
    }

    /** Has a subscription that comes late share the lot of its plugin. */
    public void added(Subscriber subscriber) {
        if (drained.contains(subscriber.plugin())) {
            subscriber.drain(Duration.ZERO);
        }
    }

    private List<Subscriber> of(String plugin) {
        return table.all().stream().filter(each -> each.plugin().equals(plugin)).toList();
    }

    /** What all of them say, in their order; each gets what is left of the limit when its turn comes. */
    private List<String> atOnce(
            List<Subscriber> all, Duration limit, BiFunction<Subscriber, Duration, List<String>> end) {
        long deadline = System.nanoTime() + limit.toNanos();
        if (HandlerThreads.onHandlerThread()) { // nobody waits for the call that asks, if it is this thread that waits
            return all.stream()
                    .flatMap(each -> end.apply(each, left(deadline)).stream())
                    .toList();
        }
        List<Future<List<String>>> answers = new ArrayList<>();
        for (Subscriber each : all) {
            answers.add(threads.submit(() -> end.apply(each, left(deadline))));
        }
        List<String> sentences = new ArrayList<>();
        boolean interrupted = false;
        for (int i = 0; i < answers.size(); ) {
            try {
                sentences.addAll(answers.get(i).get());
                i++;
            } catch (InterruptedException e) {
                interrupted = true; // the caller has to know that nothing runs; it gets its interrupt afterwards
            } catch (ExecutionException e) {
                LOG.error("Subscription {} cannot be ended", all.get(i).name(), e.getCause());
                i++;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return sentences;
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
