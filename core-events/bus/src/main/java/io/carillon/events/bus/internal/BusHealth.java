// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.admin.BusStatus;
import io.carillon.events.admin.HealthCheck;
import io.carillon.events.admin.PluginLoad;
import io.carillon.events.admin.StoreStatus;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.bus.internal.deliver.Subscriber;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** One health check: a name and how to look, without waiting for anything. */
record BusHealth(String name, Supplier<HealthCheck.Result> look) implements HealthCheck {

    private static final int NAMED = 10;

    @Override
    public Result check() {
        return look.get();
    }

    /** The queue before the log, and whether the configuration is in effect. */
    static BusHealth bus(Supplier<BusStatus> bus, Supplier<List<String>> notInEffect) {
        return new BusHealth("bus", () -> {
            BusStatus now = bus.get();
            List<String> waiting = notInEffect.get();
            String figures = now.published() + " published, " + now.refused() + " refused, " + now.queued() + " of "
                    + now.queueLimit() + " queued, " + now.handlers() + " handlers";
            if (!waiting.isEmpty()) {
                return new Result(
                        Status.DEGRADED,
                        "changed configuration takes effect at the next start: " + String.join(", ", waiting) + "; "
                                + figures);
            }
            if (now.queued() > now.queueLimit() * 9L / 10) {
                return new Result(Status.DEGRADED, "the queue before the log is nearly full: " + figures);
            }
            return new Result(Status.OK, figures);
        });
    }

    /** The store. */
    static BusHealth store(Supplier<StoreStatus> store, Supplier<Boolean> changed) {
        return new BusHealth("store", () -> {
            StoreStatus now = store.get();
            String note = changed.get() ? "; another store is configured, restart the host to use it" : "";
            return switch (now.state()) {
                case OPEN -> {
                    boolean durable = now.info() != null && now.info().durable();
                    String kind = now.info() == null
                            ? now.scheme()
                            : now.info().kind() + " " + now.info().version();
                    yield new Result(
                            note.isEmpty() && durable ? Status.OK : Status.DEGRADED,
                            kind + (durable ? "" : ", volatile: events do not outlive this process") + note);
                }
                case AWAY, REFUSED, FENCED -> new Result(Status.DOWN, now.detail() + note);
            };
        });
    }

    /** All handlers that are there, and those that were refused. */
    static BusHealth subscriptions(Supplier<Collection<Subscriber>> subscribers, Supplier<Collection<String>> refused) {
        return new BusHealth("subscriptions", () -> {
            List<String> troubles = new ArrayList<>(refused.get());
            int count = 0;
            for (Subscriber each : subscribers.get()) {
                count++;
                var status = each.status();
                if (status.state() == State.FAILING || status.state() == State.STUCK) {
                    troubles.add(each.name() + " is " + status.state() + ": " + status.failure());
                }
            }
            return named(troubles, count + " handlers");
        });
    }

    /** Plugins that take too much, by name. */
    static BusHealth loads(Supplier<List<PluginLoad>> loads) {
        return new BusHealth("plugins load", () -> {
            List<PluginLoad> all = loads.get();
            List<String> troubles = all.stream()
                    .filter(each -> each.standing() != PluginLoad.Standing.NORMAL)
                    .sorted(Comparator.comparing(PluginLoad::standing).reversed())
                    .map(each -> each.plugin() + " is " + each.standing() + ": " + each.reason())
                    .toList();
            return named(troubles, all.size() + " plugins within their quotas");
        });
    }

    private static Result named(List<String> troubles, String otherwise) {
        if (troubles.isEmpty()) {
            return new Result(Status.OK, otherwise);
        }
        String more = troubles.size() > NAMED ? "; and " + (troubles.size() - NAMED) + " more" : "";
        return new Result(
                Status.DEGRADED, String.join("; ", troubles.subList(0, Math.min(NAMED, troubles.size()))) + more);
    }
}
