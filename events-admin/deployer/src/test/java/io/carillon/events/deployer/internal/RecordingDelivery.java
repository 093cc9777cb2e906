// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.HandlerMode;
import io.carillon.events.Ordering;
import io.carillon.events.Priority;
import io.carillon.events.StartFrom;
import io.carillon.events.admin.PluginDrain;
import io.carillon.events.admin.PluginLoad;
import io.carillon.events.admin.PluginLoads;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionsAdmin;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The bus's view of handlers, as far as the deployer asks for it; keeps what it was asked. */
final class RecordingDelivery implements PluginDrain, PluginLoads {

    /** What was asked, with the state of the plugin's bundle at that moment. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    final List<SubscriptionStatus> subscriptions = new CopyOnWriteArrayList<>();
    volatile @Nullable List<PluginLoad> loads = List.of();
    volatile Supplier<Report> answer = () -> new Report(0, List.of(), Duration.ZERO);
    private final Function<String, String> state;

    RecordingDelivery(TestHost host) {
        this.state = id -> host.bundle(id).stream()
                .map(bundle -> Integer.toString(bundle.getState()))
                .findFirst()
                .orElse("none");
        host.services.drain = this;
        host.services.loads = this;
        host.services.subscriptions = new Listing(subscriptions);
    }

    @Override
    public Report drain(String plugin, Duration limit) {
        asked.add("drain " + plugin + " " + limit.toSeconds() + " in state " + state.apply(plugin));
        return answer.get();
    }

    @Override
    public void resume(String plugin) {
        asked.add("resume " + plugin);
    }

    /** Makes the load of one plugin known. */
    void load(String plugin, int inFlight, PluginLoad.Standing standing, String reason) {
        loads = List.of(new PluginLoad(
                plugin, 1, Duration.ZERO, Duration.ZERO, 0, Duration.ZERO, inFlight, 0, 0, 0, 0, 1, standing, reason));
    }

    static SubscriptionStatus subscription(String name, HandlerMode mode, long lag, String... types) {
        return new SubscriptionStatus(
                name,
                name.substring(0, name.indexOf(':')),
                List.of(types),
                mode,
                Ordering.SUBJECT,
                Priority.NORMAL,
                SubscriptionStatus.State.CATCHING_UP,
                true,
                1,
                lag,
                Duration.ZERO,
                SubscriptionStatus.Counts.NONE,
                SubscriptionStatus.Breaker.CLOSED,
                0,
                null,
                null,
                null,
                null);
    }

    @Override
    public List<PluginLoad> list() {
        return Objects.requireNonNull(loads, "no loads");
    }

    /** The part of the subscriptions' administration that shows them. */
    private record Listing(List<SubscriptionStatus> list) implements SubscriptionsAdmin {

        @Override
        public Optional<SubscriptionStatus> get(String name) {
            return list.stream().filter(each -> each.name().equals(name)).findFirst();
        }

        @Override
        public void setEnabled(String name, boolean enabled, String by) {
            throw new UnsupportedOperationException("the deployer switches no subscription");
        }

        @Override
        public void setPluginEnabled(String plugin, boolean enabled, String by) {
            throw new UnsupportedOperationException("the deployer switches no subscription");
        }

        @Override
        public void setDeliveryEnabled(boolean enabled, String by) {
            throw new UnsupportedOperationException("the deployer switches no subscription");
        }

        @Override
        public boolean deliveryEnabled() {
            return true;
        }

        @Override
        public long seek(String name, StartFrom to, String by) {
            throw new UnsupportedOperationException("the deployer moves no subscription");
        }

        @Override
        public void purge(String name, String by) {
            throw new UnsupportedOperationException("the deployer removes no subscription");
        }
    }
}
