// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import io.carillon.events.store.LogHead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the log within its limits by dropping the oldest events. Guarded by the lock of the store. */
final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    /** What must be used less than for the log to have room again, so that it does not change its mind all the time. */
    private static final double ROOM = 0.9;

    private final MemoryLimits limits;
    private final MemoryLog log;
    private final Space beside;
    private boolean full;
    private long dropped;

    Retention(MemoryLimits limits, MemoryLog log, Space beside) {
        this.limits = limits;
        this.log = log;
        this.beside = beside;
    }

    /** How many events had to go. */
    long dropped() {
        return dropped;
    }

    boolean full() {
        return full;
    }

    void sweep() {
        long gone = log.sweep(limits, beside.used());
        dropped += gone;
        if (gone > 0 && !full) {
            full = true;
            LOG.warn(
                    "The store in memory is full and drops its oldest events from now on; the log starts at position {}"
                            + " (limits: {} events, {} bytes)",
                    log.head().first(),
                    limits.maxEvents(),
                    limits.maxBytes());
        } else if (full && gone == 0 && hasRoom(log.head())) {
            full = false;
            LOG.info("The store in memory has room again after it dropped {} events", dropped);
        }
    }

    private boolean hasRoom(LogHead head) {
        return head.position() - head.first() + 1 < limits.maxEvents() * ROOM
                && log.bytes() + beside.used() < limits.maxBytes() * ROOM;
    }
}
