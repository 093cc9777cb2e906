// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.bus.internal.deliver.BreakerSettings;
import io.carillon.events.bus.internal.deliver.DeliverySettings;
import java.time.Duration;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Operator-facing settings of the bus, PID {@code carillon.bus}. Units are in the names. Read at start. */
@ObjectClassDefinition(
        name = "Carillon bus",
        description = "Limits of the event bus. A change takes effect when the host is restarted.")
@interface BusConfig {

    @AttributeDefinition(
            description = "Milliseconds a publisher waits for room in the queue, or for the store to return",
            min = "1",
            max = "600000")
    long publishTimeoutMillis() default 5_000;

    @AttributeDefinition(description = "Most events that wait to be appended", min = "1", max = "1000000")
    int queueEvents() default 10_000;

    @AttributeDefinition(description = "Most bytes that wait to be appended", min = "1048576")
    long queueBytes() default 64L * 1024 * 1024;

    @AttributeDefinition(description = "Most bytes of data in one event", min = "1024", max = "1048576")
    int maxEventBytes() default 262_144;

    @AttributeDefinition(description = "Most recent events kept in memory for handlers", min = "64", max = "1000000")
    int tailEvents() default 4_096;

    @AttributeDefinition(description = "Most bytes of recent events kept in memory", min = "1048576")
    long tailBytes() default 16L * 1024 * 1024;

    @AttributeDefinition(
            description = "Milliseconds one call of a handler may take before it is interrupted",
            min = "10",
            max = "86400000")
    long handlerBudgetMillis() default 30_000;

    @AttributeDefinition(
            description = "Milliseconds an interrupted handler may take to end before its thread is given up",
            min = "10",
            max = "60000")
    long handlerGraceMillis() default 1_000;

    @AttributeDefinition(description = "Threads of one plugin", min = "1", max = "256")
    int pluginThreads() default 4;

    @AttributeDefinition(description = "Most events that wait for one live handler", min = "1", max = "1000000")
    int mailboxEvents() default 1_000;

    @AttributeDefinition(description = "Most bytes that wait for one live handler", min = "1024")
    long mailboxBytes() default 16L * 1024 * 1024;

    @AttributeDefinition(
            description = "Most events one subscription sets aside because they failed; then it reads no further",
            min = "1",
            max = "100000")
    int maxSetAside() default 10_000;

    /** Makes configuration values. */
    final class Reader {

        private Reader() {}

        /**
         * The settings a configuration asks for.
         *
         * @throws IllegalArgumentException if a value is out of range
         */
        static BusSettings settings(BusConfig config) {
            return new BusSettings(
                    Duration.ofMillis(config.publishTimeoutMillis()),
                    config.queueEvents(),
                    config.queueBytes(),
                    config.maxEventBytes(),
                    config.tailEvents(),
                    config.tailBytes(),
                    new DeliverySettings(
                            Duration.ofMillis(config.handlerBudgetMillis()),
                            Duration.ofMillis(config.handlerGraceMillis()),
                            config.pluginThreads(),
                            config.mailboxEvents(),
                            config.mailboxBytes(),
                            config.maxSetAside(),
                            BreakerSettings.ofDefaults()));
        }
    }
}
