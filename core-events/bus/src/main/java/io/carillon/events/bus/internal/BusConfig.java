// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.bus.internal.deliver.BreakerSettings;
import io.carillon.events.bus.internal.deliver.DeliverySettings;
import io.carillon.events.bus.internal.load.LoadLimits;
import io.carillon.events.bus.internal.upkeep.UpkeepSettings;
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

    @AttributeDefinition(
            description = "Threads of one plugin for its handlers, and as many again for its own tasks",
            min = "1",
            max = "256")
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

    @AttributeDefinition(
            description =
                    "Milliseconds after it was published that an event is held back, for handlers of lower priority,"
                            + " until those of higher priority have tried it",
            min = "0",
            max = "600000")
    long bandDeadlineMillis() default 5_000;

    @AttributeDefinition(
            description =
                    "Percent of all processors one plugin may keep busy, on an average of ten seconds; beyond it the"
                            + " plugin is warned, then throttled, then quarantined",
            min = "1",
            max = "100")
    int quotaCpuPercent() default 80;

    @AttributeDefinition(
            description = "Events a second one plugin may publish faster than the log takes them, on an average of ten"
                    + " seconds; beyond it the plugin is warned, then throttled to half of it",
            min = "1",
            max = "1000000")
    int quotaPublishRate() default 5_000;

    @AttributeDefinition(
            description =
                    "Lines a second one plugin may write to the log of the host, on an average of ten seconds; beyond"
                            + " it the plugin is warned, then throttled, then quarantined",
            min = "1",
            max = "1000000")
    int quotaLogRate() default 100;

    @AttributeDefinition(
            description =
                    "Threads one plugin may have, on an average of ten seconds; ten times as many have it quarantined"
                            + " at once",
            min = "1",
            max = "100000")
    int quotaThreads() default 100;

    @AttributeDefinition(
            description = "Calls of one plugin's handlers that may run at a time, on an average of ten seconds",
            min = "1",
            max = "100000")
    int quotaInFlight() default 64;

    @AttributeDefinition(
            description = "Time-outs and errors in a row, over all handlers of a plugin, that have it quarantined",
            min = "1",
            max = "1000000")
    int quotaFaults() default 20;

    @AttributeDefinition(
            description = "Seconds a plugin may stay beyond a quota before it is throttled",
            min = "0",
            max = "86400")
    int throttleSeconds() default 10;

    @AttributeDefinition(
            description =
                    "Seconds a plugin may stay beyond a quota before it is quarantined, those before it is throttled"
                            + " included",
            min = "0",
            max = "86400")
    int quarantineSeconds() default 180;

    @AttributeDefinition(
            description = "Seconds a plugin has to keep to its quotas to be forgiven one step",
            min = "0",
            max = "86400")
    int forgiveSeconds() default 30;

    @AttributeDefinition(
            description = "Days a subscription without a handler is kept before it is removed; 0 for ever",
            min = "0",
            max = "36500")
    int dormantDays() default 30;

    @AttributeDefinition(
            description = "Days a dead letter is kept before it is discarded; 0 for ever",
            min = "0",
            max = "36500")
    int deadLetterDays() default 0;

    @AttributeDefinition(
            description =
                    "Events behind the end of the log from which on a subscription is told of as lagging; 0 for never",
            min = "0")
    long lagEvents() default 10_000;

    @AttributeDefinition(
            description =
                    "Seconds of age of its oldest event from which on a subscription is told of as lagging; 0 for never",
            min = "0",
            max = "31536000")
    long lagSeconds() default 300;

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
                            BreakerSettings.ofDefaults()),
                    new LoadLimits(
                            config.quotaCpuPercent()
                                    / 100.0
                                    * Runtime.getRuntime().availableProcessors(),
                            config.quotaPublishRate(),
                            config.quotaLogRate(),
                            config.quotaThreads(),
                            config.quotaInFlight(),
                            config.quotaFaults(),
                            Duration.ofSeconds(config.throttleSeconds()),
                            Duration.ofSeconds(config.quarantineSeconds()),
                            Duration.ofSeconds(config.forgiveSeconds())),
                    Duration.ofMillis(config.bandDeadlineMillis()),
                    new UpkeepSettings(
                            Duration.ofDays(config.dormantDays()),
                            Duration.ofDays(config.deadLetterDays()),
                            config.lagEvents(),
                            Duration.ofSeconds(config.lagSeconds())));
        }
    }
}
