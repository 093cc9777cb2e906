// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.ClosedException;
import io.carillon.events.EventBus;
import io.carillon.events.EventDraft;
import io.carillon.events.OverloadedException;
import io.carillon.events.Severity;
import io.carillon.events.StoreFencedException;
import io.carillon.events.StoreFullException;
import io.carillon.events.StoreUnavailableException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the bus what happens to plugins, on a thread of its own: a bus that waits, or is not there, holds up no plugin.
 * Up to {@value #MAX_WAITING} events wait for a bus whose store takes them; then the oldest are lost, which is counted and
 * logged. Each has an id, so that one that is published twice is in the log once.
 */
final class PluginEvents implements AutoCloseable {

    static final int MAX_WAITING = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(PluginEvents.class);
    private static final long CLOSE_MILLIS = 1_000;
    private static final long RETRY_MILLIS = 1_000;
    private static final long PUBLISH_SECONDS = 15;

    private final Deque<EventDraft> waiting = new ArrayDeque<>();
    private final Thread thread = new Thread(this::publishAll, "carillon-plugins-events");
    private @Nullable EventBus bus;
    private long lost;
    private boolean stuck;
    private boolean closed;

    PluginEvents() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Uses this bus from now on. */
    synchronized void bus(EventBus arrived) {
        bus = arrived;
        notifyAll();
    }

    /** Waits for another bus, if this one is in use. */
    synchronized void noBus(EventBus gone) {
        if (bus == gone) {
            bus = null;
        }
    }

    /**
     * Hands over one event {@code carillon.plugin.<what>}.
     *
     * @param plugin whom it is about
     * @param actor who asked for it, {@code null} when it was the folder
     * @param more data beside {@code plugin} and {@code version}
     */
    void publish(
            String what,
            Severity severity,
            String plugin,
            String version,
            @Nullable String actor,
            Map<String, ?> more) {
        Map<String, Object> data = new TreeMap<>(more);
        data.put("plugin", plugin);
        data.put("version", version);
        publish("carillon.plugin." + what, "plugin/" + plugin, severity, actor, data);
    }

    /** Hands over one event about plugins. */
    void publish(String type, String subject, Severity severity, @Nullable String actor, Map<String, ?> data) {
        offer(EventDraft.builder(type)
                .id(UUID.randomUUID().toString())
                .subject(subject)
                .severity(severity)
                .actor(actor)
                .data(data)
                .build());
    }

    private synchronized void offer(EventDraft draft) {
        if (waiting.size() >= MAX_WAITING) {
            waiting.removeFirst();
            lost++;
            if (lost == 1) {
                LOG.warn("Nothing takes the events about plugins; beyond {} the oldest are lost", MAX_WAITING);
            }
        }
        waiting.addLast(draft);
        notifyAll();
    }

    private void publishAll() {
        try {
            boolean more = true;
            while (more) {
                more = publishNext();
            }
        } catch (InterruptedException e) {
            LOG.debug("Stopped while publishing events about plugins", e);
        }
    }

    private boolean publishNext() throws InterruptedException {
        EventBus target;
        EventDraft draft;
        synchronized (this) {
            while (!closed && (bus == null || waiting.isEmpty())) {
                wait();
            }
            target = bus;
            if (target == null || waiting.isEmpty()) {
                return false;
            }
            draft = waiting.getFirst();
        }
        if (publish(target, draft)) {
            done(draft);
        } else {
            pause();
        }
        return true;
    }

    /** Whether nothing more can be done for this event: it is in the log, or never will be. */
    private boolean publish(EventBus target, EventDraft draft) throws InterruptedException {
        try {
            target.publish(draft).toCompletableFuture().get(PUBLISH_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            stuck(e);
            return false;
        } catch (ExecutionException e) {
            return failed(draft, e.getCause() == null ? e : e.getCause());
        } catch (RuntimeException e) {
            return failed(draft, e);
        }
    }

    private boolean failed(EventDraft draft, Throwable failure) {
        if (failure instanceof StoreUnavailableException
                || failure instanceof StoreFullException
                || failure instanceof StoreFencedException
                || failure instanceof OverloadedException
                || failure instanceof ClosedException) {
            stuck(failure);
            return false;
        }
        LOG.warn("Cannot publish {}", draft, failure);
        return true;
    }

    private synchronized void stuck(Throwable failure) {
        if (!stuck) {
            stuck = true;
            LOG.warn("Events about plugins wait until they can be published", failure);
        }
    }

    private synchronized void done(EventDraft draft) {
        waiting.removeFirstOccurrence(draft);
        if (stuck || lost > 0) {
            LOG.info("Events about plugins are published again; {} were lost meanwhile", lost);
            stuck = false;
            lost = 0;
        }
    }

    private synchronized void pause() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
        for (long left = RETRY_MILLIS;
                !closed && left > 0;
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
            wait(left);
        }
        if (closed) {
            bus = null;
        }
    }

    /** Publishes what waits if there is a bus, for a second at most. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
