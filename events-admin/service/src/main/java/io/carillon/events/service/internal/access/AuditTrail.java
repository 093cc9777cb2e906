// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import io.carillon.events.EventBus;
import io.carillon.events.EventDraft;
import io.carillon.events.Severity;
import io.carillon.events.admin.AuditAdmin;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records who did what: always in the log file, and as an event while there is a bus. Never waits for the bus: up to
 * {@value #MAX_WAITING} events wait for it on a thread of their own.
 */
@Component(service = AuditAdmin.class, immediate = true)
public final class AuditTrail implements AuditAdmin {

    static final int MAX_WAITING = 100;

    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String DENIED = "carillon.access.denied";

    private final ThreadPoolExecutor publisher;
    private final Clock clock;
    private volatile @Nullable EventBus bus;
    private Instant minute = Instant.MIN;
    private int denials;

    @Activate
    public AuditTrail() {
        this(Clock.systemUTC());
    }

    AuditTrail(Clock clock) {
        this.clock = clock;
        publisher = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
            Thread thread = new Thread(task, "carillon-audit");
            thread.setDaemon(true);
            return thread;
        });
        publisher.allowCoreThreadTimeOut(true);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setBus(EventBus arrived) {
        bus = arrived;
    }

    void unsetBus(EventBus left) {
        if (left.equals(bus)) {
            bus = null;
        }
    }

    @Override
    public void record(String type, String subject, String by, Map<String, Object> data) {
        LOG.info("{} {} {} by {}", type, subject, data, by);
        publish(type, subject, by, Severity.INFO, data);
    }

    @Override
    public void denied(String what, String by, String from, String reason) {
        int beyond = 0;
        boolean one;
        synchronized (this) {
            Instant now = clock.instant();
            if (now.isBefore(minute) || !now.isBefore(plus(minute))) {
                beyond = Math.max(0, denials - DENIALS_PER_MINUTE);
                minute = now;
                denials = 0;
            }
            one = ++denials <= DENIALS_PER_MINUTE;
        }
        if (beyond > 0) {
            LOG.warn("{} more denials in a minute than are recorded one by one", beyond);
            publish(DENIED, "denials", "host", Severity.WARN, Map.of("count", beyond));
        }
        if (one) {
            LOG.warn("{} {} by {} from {}: {}", DENIED, what, by, from, reason);
            publish(DENIED, by, by, Severity.WARN, Map.of("what", what, "from", from, "reason", reason));
        }
    }

    private static Instant plus(Instant minute) {
        return minute.equals(Instant.MIN) ? minute : minute.plus(MINUTE);
    }

    private void publish(String type, String subject, String by, Severity severity, Map<String, Object> data) {
        EventBus present = bus;
        if (present == null) {
            return;
        }
        EventDraft draft = EventDraft.builder(type)
                .subject(subject)
                .data(data)
                .actor(by)
                .severity(severity)
                .build();
        try {
            publisher.execute(() -> publish(present, draft));
        } catch (RejectedExecutionException e) {
            LOG.warn("{} of {} is in this log file only: {} such events wait for the bus", type, subject, MAX_WAITING);
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
    @Deactivate
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
