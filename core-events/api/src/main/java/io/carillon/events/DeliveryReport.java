// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link EventBus#publishAndWait} found.
 *
 * @param receipt the event's receipt
 * @param deliveries the first attempt of each subscription that was live and wanted the event; an immutable list ordered
 *     by subscription
 */
public record DeliveryReport(Receipt receipt, List<Delivery> deliveries) {

    public DeliveryReport {
        deliveries = List.copyOf(deliveries);
    }

    /** How an attempt ended by the time the report was made. */
    public enum Outcome {
        HANDLED,
        FAILED,
        /** Not ended within the waiting time; it goes on. */
        PENDING
    }

    /**
     * One subscription's first attempt.
     *
     * @param subscription identity, {@code <symbolic name>:<id>}
     * @param took time spent in the handler; zero while pending
     * @param failure class and text of what the handler threw, {@code null} unless failed
     */
    public record Delivery(
            String subscription,
            Outcome outcome,
            Duration took,
            @Nullable String failure) {}
}
