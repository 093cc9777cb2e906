// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import io.carillon.events.Event;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * An event on its way into the log, with its hashes computed outside the store's critical section.
 *
 * @param event the complete event
 * @param recordedTime when the host took it, whole microseconds
 * @param body {@link LogHash#body} of what the caller supplied
 * @param envelope {@link LogHash#envelope}
 * @param payload {@link LogHash#payload}
 */
public record NewEvent(Event event, Instant recordedTime, Hash body, Hash envelope, Hash payload) {

    public NewEvent {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(envelope, "envelope");
        Objects.requireNonNull(payload, "payload");
        if (!recordedTime.truncatedTo(ChronoUnit.MICROS).equals(recordedTime)) {
            throw new IllegalArgumentException("recorded time must be whole microseconds, got " + recordedTime);
        }
    }

    /**
     * With hashes made here.
     *
     * @param recordedTime cut to microseconds
     * @param body {@link LogHash#body} of what the caller supplied
     */
    public static NewEvent of(Event event, Instant recordedTime, Hash body) {
        Instant micros = recordedTime.truncatedTo(ChronoUnit.MICROS);
        return new NewEvent(event, micros, body, LogHash.envelope(event, micros), LogHash.payload(event.data()));
    }
}
