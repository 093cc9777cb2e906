// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.HandlerMode;
import io.carillon.events.admin.PluginDrain;
import io.carillon.events.admin.PluginLoad;
import io.carillon.events.admin.SubscriptionStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The handlers of one plugin, as the bus knows them. Without a bus there are none. */
final class PluginHandlers {

    private static final Logger LOG = LoggerFactory.getLogger(PluginHandlers.class);

    /** How much longer than its limit a drain may take: interrupting, giving up, storing checkpoints. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final String plugin;
    private final HostServices services;

    PluginHandlers(String plugin, HostServices services) {
        this.plugin = plugin;
        this.services = services;
    }

    /**
     * How the handlers ended.
     *
     * @param begin when that began, by {@link System#nanoTime}
     * @param complete whether every call ended, as far as the bus knows
     * @param abandoned calls that were given up, whose events come again
     */
    record Drained(long begin, boolean complete, int abandoned, Duration took) {

        /** Nothing was there to end, or nobody to end it. */
        static Drained not(boolean complete) {
            return new Drained(System.nanoTime(), complete, 0, Duration.ZERO);
        }
    }

    /** Whether anyone can let the handlers end. */
    boolean canDrain() {
        return services.drain().isPresent();
    }

    /** Lets the handlers end. Whatever the bus does, this returns. */
    Drained drain(Duration limit) throws InterruptedException {
        PluginDrain drain = services.drain().orElse(null);
        if (drain == null) {
            return Drained.not(false);
        }
        long begin = System.nanoTime();
        AtomicReference<PluginDrain.@Nullable Report> answer = new AtomicReference<>();
        TimedCall.Outcome outcome = TimedCall.run("carillon-drain-" + plugin, limit.plus(GRACE), () -> {
            answer.set(drain.drain(plugin, limit));
            return drain;
        });
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        PluginDrain.Report report = answer.get();
        if (report == null) {
            LOG.warn("Plugin {} is stopped though its handlers could not be ended: {}", plugin, outcome);
            return new Drained(begin, false, 0, took);
        }
        List<String> abandoned = report.abandoned();
        if (!abandoned.isEmpty()) {
            LOG.warn("Handlers of plugin {} did not end within {} s: {}", plugin, limit.toSeconds(), abandoned);
        }
        return new Drained(begin, abandoned.isEmpty(), abandoned.size(), took);
    }

    /** Has events given to it again, when it was not stopped after all. */
    void resume() {
        services.drain().ifPresent(drain -> drain.resume(plugin));
    }

    /** Calls that run now. */
    int inFlight() {
        return asked(
                        () -> services.loads().stream()
                                .flatMap(loads -> loads.list().stream())
                                .filter(each -> each.plugin().equals(plugin))
                                .findFirst(),
                        Optional.<PluginLoad>empty())
                .map(PluginLoad::inFlight)
                .orElseGet(() -> (int) subscriptions().stream()
                        .filter(each -> each.handling() > 0)
                        .count());
    }

    /** Events that its durable subscriptions have still to look at. */
    long backlog() {
        return subscriptions().stream().mapToLong(SubscriptionStatus::lag).sum();
    }

    /** Names of its durable subscriptions. */
    List<String> durable() {
        return subscriptions().stream()
                .filter(each -> each.mode() == HandlerMode.DURABLE)
                .map(SubscriptionStatus::name)
                .toList();
    }

    private List<SubscriptionStatus> subscriptions() {
        return asked(
                () -> services.subscriptions().stream()
                        .flatMap(admin -> admin.list().stream())
                        .filter(each -> each.plugin().equals(plugin))
                        .toList(),
                List.of());
    }

    /** What is only told, as figures in an event, must not keep a plugin from being stopped or started. */
    private <T> T asked(Supplier<T> question, T otherwise) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            LOG.warn("The bus does not tell about the handlers of plugin {}; it is taken for nothing", plugin, e);
            return otherwise;
        }
    }
}
