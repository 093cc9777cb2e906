// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.EventBus;
import io.carillon.events.EventDraft;
import io.carillon.events.Severity;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the bus what happens to plugins, on a thread of its own: a bus that waits, or is not there, holds up no plugin.
 * Up to {@value #MAX_WAITING} events wait for a bus; then the oldest are lost, which is logged.
 */
final class PluginEvents implements AutoCloseable {

    static final int MAX_WAITING = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(PluginEvents.class);
    private static final long CLOSE_MILLIS = 1_000;

    private final Deque<EventDraft> waiting = new ArrayDeque<>();
    private final Thread thread = new Thread(this::publishAll, "carillon-plugins-events");
    private @Nullable EventBus bus;
    private long lost;
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
        offer(EventDraft.builder("carillon.plugin." + what)
                .subject("plugin/" + plugin)
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
                LOG.warn("No event bus takes the events about plugins; beyond {} the oldest are lost", MAX_WAITING);
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
            draft = waiting.removeFirst();
        }
        try {
            target.publishAndForget(draft);
        } catch (RuntimeException e) {
            LOG.warn("Cannot publish {}", draft, e);
        }
        return true;
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
