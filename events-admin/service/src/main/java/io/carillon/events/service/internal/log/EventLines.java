// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.log;

import io.carillon.events.EventsException;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.store.StoredEvent;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for every event from now on, read from the log behind its end: whoever publishes does not wait for it. What
 * was appended while the store was away follows when it is back.
 */
final class EventLines {

    /** Writes nothing. */
    static final EventLines NONE = new EventLines(null);

    private static final Logger LOG = LoggerFactory.getLogger("carillon.events");
    private static final Logger OWN = LoggerFactory.getLogger(EventLines.class);
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int PAGE = 100;

    private final @Nullable Thread thread;

    private EventLines(@Nullable Thread thread) {
        this.thread = thread;
    }

    static EventLines start(EventsAdmin events) {
        OptionalLong end = end(events);
        Thread thread = new Thread(() -> follow(events, end), "carillon-event-lines");
        thread.setDaemon(true);
        thread.start();
        return new EventLines(thread);
    }

    void stop() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Where the log ends now, empty while no store is open. */
    private static OptionalLong end(EventsAdmin events) {
        try {
            return OptionalLong.of(events.head().position());
        } catch (EventsException e) {
            OWN.debug("No store is open yet; health says so", e);
            return OptionalLong.empty();
        }
    }

    private static void follow(EventsAdmin events, OptionalLong end) {
        try {
            long position = end.isPresent() ? end.getAsLong() : awaitOpening(events);
            boolean away = false;
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    events.awaitAfter(position, WAIT);
                    List<StoredEvent> page = events.readAfter(position, PAGE);
                    for (StoredEvent stored : page) {
                        LOG.info("{}", line(stored));
                        position = stored.position();
                    }
                    away = false;
                } catch (EventsException e) {
                    if (!away) {
                        OWN.warn("Events are not written to this log file while the store is away", e);
                    }
                    away = true;
                    TimeUnit.SECONDS.sleep(1);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            OWN.error("Events are no longer written to this log file, until the host is restarted", e);
        }
    }

    /** Waits for the log to be opened; from now on is what was appended since, however late this sees it. */
    private static long awaitOpening(EventsAdmin events) throws InterruptedException {
        OptionalLong opened = events.openedAt();
        while (opened.isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
            opened = events.openedAt();
        }
        return opened.getAsLong();
    }

    static String line(StoredEvent stored) {
        String data =
                stored.event().data().isNone() ? "-" : stored.event().data().text();
        return "[EVENT SOURCING] " + stored.event().type() + " | Data: " + data + " | Source: "
                + stored.event().source() + " | Time: " + stored.event().timeText();
    }
}
