// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.plugin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what a plugin published without waiting and lost: each at first, then one line for all of ten seconds. */
final class FailureLog {

    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final String plugin;
    private final Clock clock;
    private Instant quietUntil = Instant.MIN;
    private long unlogged;

    FailureLog(String plugin, Clock clock) {
        this.plugin = plugin;
        this.clock = clock;
    }

    synchronized void add(String event, Throwable failure) {
        Instant now = clock.instant();
        if (now.isBefore(quietUntil)) {
            unlogged++;
            return;
        }
        LOG.warn(
                "Event {} of plugin {} was not published ({} more since the last such line): {}",
                event,
                plugin,
                unlogged,
                failure.toString());
        quietUntil = now.plus(QUIET);
        unlogged = 0;
    }
}
