// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import io.carillon.events.EventBus;
import io.carillon.events.EventDraft;
import io.carillon.events.Severity;
import io.carillon.events.admin.Token;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records who changed tokens: always in the log file, and as an event while there is a bus. Never waits for the bus: up to
 * {@value #MAX_WAITING} events wait for it on a thread of their own.
 */
final class AuditTrail {

    static final int MAX_WAITING = 100;

    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private final ThreadPoolExecutor publisher;
    private volatile @Nullable EventBus bus;

    AuditTrail() {
        publisher = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
            Thread thread = new Thread(task, "carillon-audit");
            thread.setDaemon(true);
            return thread;
        });
        publisher.allowCoreThreadTimeOut(true);
    }

    void use(EventBus arrived) {
        bus = arrived;
    }

    void leave(EventBus left) {
        if (left.equals(bus)) {
            bus = null;
        }
    }

    void record(String type, Token token, String by) {
        LOG.info("{} {} (id {}, role {}) by {}", type, token.name(), token.id(), token.role(), by);
        EventBus present = bus;
        if (present == null) {
            return;
        }
        EventDraft draft = EventDraft.builder(type)
                .subject("token:" + token.name())
                .data(Map.of(
                        "id", token.id(),
                        "name", token.name(),
                        "role", token.role().name(),
                        "expires", token.expires().toString()))
                .actor(by)
                .severity(Severity.INFO)
                .build();
        try {
            publisher.execute(() -> publish(present, draft));
        } catch (RejectedExecutionException e) {
            LOG.warn(
                    "{} of {} is in this log file only: {} such events wait for the bus",
                    type,
                    token.name(),
                    MAX_WAITING);
        }
    }

    private static void publish(EventBus bus, EventDraft draft) {
        try {
            bus.publishAndForget(draft);
        } catch (RuntimeException e) {
            LOG.warn("{} is in this log file only: the bus refused it", draft, e);
        }
    }

    /** Ends the thread; what waits has a second. */
    void close() {
        publisher.shutdown();
        try {
            if (!publisher.awaitTermination(1, TimeUnit.SECONDS)) {
                publisher.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            publisher.shutdownNow();
        }
    }
}
