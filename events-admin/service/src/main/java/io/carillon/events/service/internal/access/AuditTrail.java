// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import io.carillon.events.EventBus;
import io.carillon.events.EventDraft;
import io.carillon.events.Severity;
import io.carillon.events.admin.AuditAdmin;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
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
 * {@value #MAX_WAITING} events wait for it on a thread of their own, which also ends the minutes of denials.
 */
@Component(service = AuditAdmin.class, immediate = true)
public final class AuditTrail implements AuditAdmin {

    static final int MAX_WAITING = 100;

    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
    private static final String DENIED = "carillon.access.denied";

    private final ScheduledThreadPoolExecutor publisher;
    private final Semaphore room = new Semaphore(MAX_WAITING);
    private final DenialMinute known = new DenialMinute(DENIALS_PER_MINUTE);
    private final DenialMinute anonymous = new DenialMinute(ANONYMOUS_DENIALS_PER_MINUTE);
    private final Duration minute;
    private volatile @Nullable EventBus bus;

    @Activate
    public AuditTrail() {
        this(Duration.ofMinutes(1));
    }

    /** For tests: minutes of another length. */
    AuditTrail(Duration minute) {
        this.minute = minute;
        publisher = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "carillon-audit");
            thread.setDaemon(true);
            return thread;
        });
        publisher.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
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
        boolean unknown = by.equals(ANONYMOUS);
        DenialMinute counted = unknown ? anonymous : known;
        int number = counted.add(from);
        if (number == 1) {
            endLater(counted, unknown);
        }
        if (counted.isTold(number)) {
            LOG.warn("{} {} by {} from {}: {}", DENIED, what, by, from, reason);
            publish(DENIED, by, by, Severity.WARN, Map.of("what", what, "from", from, "reason", reason));
        }
    }

    private void endLater(DenialMinute counted, boolean unknown) {
        try {
            Future<?> unused = publisher.schedule(() -> end(counted, unknown), minute.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Closed: there will be no number of the denials from now on", e);
        }
    }

    private void end(DenialMinute counted, boolean unknown) {
        counted.end().ifPresent(beyond -> {
            String by = unknown ? ANONYMOUS : "known callers";
            LOG.warn("{} {} more by {} in this minute, first from {}", DENIED, beyond.count(), by, beyond.from());
            publish(
                    DENIED,
                    "denials",
                    "host",
                    Severity.WARN,
                    Map.of("count", beyond.count(), "by", by, "from", beyond.from()));
        });
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
        if (!room.tryAcquire()) {
            LOG.warn("{} of {} is in this log file only: {} such events wait for the bus", type, subject, MAX_WAITING);
            return;
        }
        try {
            publisher.execute(() -> publish(present, draft));
        } catch (RejectedExecutionException e) {
            room.release();
            LOG.warn("{} of {} is in this log file only: the record is closed", type, subject);
        }
    }

    private void publish(EventBus bus, EventDraft draft) {
        try {
            bus.publishAndForget(draft);
        } catch (RuntimeException e) {
            LOG.warn("{} is in this log file only: the bus refused it", draft, e);
        } finally {
            room.release();
        }
    }

    /** Ends the minutes and the thread; what waits has a second. */
    @Deactivate
    void close() {
        end(known, false);
        end(anonymous, true);
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
