// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.admin;

import io.carillon.events.EventsException;
import io.carillon.events.Severity;
import io.carillon.events.bus.internal.log.Timers;
import io.carillon.events.bus.internal.log.Writer;
import io.carillon.events.bus.internal.publish.HostEvents;
import io.carillon.events.store.Change;
import io.carillon.events.store.StoreInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records in the log that the host started, and when its store was away. That the store was away can only be recorded once
 * it is back: trying to record it, again and again under the same identity, is how its return is noticed.
 *
 * <p>Threads: safe for concurrent use. Writes on an executor of the bus, never on the thread that tells.
 */
public final class Chronicle {

    private static final Logger LOG = LoggerFactory.getLogger(Chronicle.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int MOST_WAITING = 1_000;
    private static final String STORAGE = "storage";

    private final HostFacts host;
    private final HostEvents events;
    private final Writer writer;
    private final Timers timers;
    private final Executor executor;
    private final Clock clock;
    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    /** Guarded by {@code this}, as is {@code started}. */
    private Change.@Nullable Append outage;

    private boolean started;
    private String kind = "";

    public Chronicle(HostFacts host, HostEvents events, Writer writer, Timers timers, Executor executor, Clock clock) {
        this.host = host;
        this.events = events;
        this.writer = writer;
        this.timers = timers;
        this.executor = executor;
        this.clock = clock;
    }

    /** Notes that the store can be used. */
    public synchronized void ready(StoreInfo info) {
        kind = info.kind();
        if (!started) {
            started = true;
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("hostId", host.id());
            data.put("hostVersion", host.version());
            data.put("javaVersion", Runtime.version().toString());
            data.put("startedAt", host.started().toString());
            data.put(
                    "bootDurationMs",
                    Math.max(
                            0, Duration.between(host.started(), clock.instant()).toMillis()));
            data.put("storageProvider", kind);
            Change.Append event =
                    events.at(clock.instant(), Severity.INFO, "carillon.started", "system/" + host.id(), data);
            persist(() -> writer.write(event));
        }
    }

    /** Notes that the store is away. */
    public synchronized void lost(Instant since, String reason) {
        if (outage == null) {
            Change.Append degraded = events.at(
                    since,
                    Severity.ERROR,
                    "carillon.storage.degraded",
                    STORAGE,
                    Map.<String, Object>of("provider", kind, "reason", reason, "spooling", false));
            outage = degraded;
            persist(() -> recover(degraded, since));
        }
    }

    /** Records an event of the host, as soon as the store takes it; dropped when too many wait already. */
    void record(Change.Append event) {
        if (waiting.tryAcquire()) {
            persist(() -> {
                boolean again = false;
                try {
                    writer.write(event);
                } catch (EventsException e) {
                    again = e.retryable();
                    throw e;
                } finally {
                    if (!again) {
                        waiting.release();
                    }
                }
            });
        }
    }

    private void recover(Change.Append degraded, Instant since) {
        writer.write(degraded);
        synchronized (this) {
            outage = null;
        }
        Duration away = Duration.between(since, clock.instant());
        Change.Append recovered = events.at(
                clock.instant(),
                Severity.INFO,
                "carillon.storage.recovered",
                STORAGE,
                Map.<String, Object>of(
                        "provider", kind(), "degradedForMs", Math.max(0, away.toMillis()), "spooledReplayed", 0));
        persist(() -> writer.write(recovered));
    }

    private synchronized String kind() {
        return kind;
    }

    private void persist(Runnable writing) {
        try {
            executor.execute(() -> {
                try {
                    writing.run();
                } catch (EventsException e) {
                    if (e.retryable()) {
                        timers.after(RETRY, () -> persist(writing));
                    } else {
                        LOG.debug("An event of the host is not recorded: {}", e.getMessage());
                    }
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("An event of the host is not recorded because the bus has stopped");
        }
    }
}
