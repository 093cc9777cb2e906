// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import io.carillon.events.HandlerMode;
import io.carillon.events.Ordering;
import io.carillon.events.Priority;
import io.carillon.events.StartFrom;
import io.carillon.events.admin.PluginImpact;
import io.carillon.events.admin.PluginRefusedException;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginsAdmin;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionsAdmin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;

/** A plugin and a subscription in every state there is. Switching does nothing. */
final class FakePlugins {

    static final Instant SINCE = Instant.parse("2026-01-31T12:00:00Z");

    static volatile boolean uploads = true;

    private FakePlugins() {}

    static PluginsAdmin plugins() {
        return new PluginsAdmin() {
            @Override
            public List<PluginStatus> list() {
                List<PluginStatus> all = new ArrayList<>();
                for (PluginStatus.State state : PluginStatus.State.values()) {
                    all.add(plugin(state));
                }
                return all;
            }

            @Override
            public Optional<PluginStatus> get(String id) {
                return list().stream().filter(plugin -> plugin.id().equals(id)).findFirst();
            }

            @Override
            public boolean uploads() {
                return uploads;
            }

            @Override
            public PluginStatus install(InputStream jar, String sha256, String by) throws IOException {
                if (new String(jar.readAllBytes(), StandardCharsets.UTF_8).startsWith("no")) {
                    throw new PluginRefusedException(
                            "", new PluginStatus.Why("it is not an OSGi bundle", null, null, "Build it with bnd."));
                }
                return new PluginStatus(
                        "com.example.sent",
                        "1.0.0",
                        "The sent",
                        PluginStatus.State.STARTING,
                        "com.example.sent-1.0.0.jar",
                        sha256,
                        -1,
                        SINCE,
                        List.of());
            }

            @Override
            public void remove(String id, boolean dependents, String by) {
                require(id);
                if (id.endsWith(".active") && !dependents) {
                    throw new IllegalStateException(id + " cannot be removed: com.example.other uses its packages");
                }
            }

            @Override
            public void enable(String id, String by) {
                require(id);
            }

            @Override
            public void disable(String id, String by) {
                require(id);
            }

            @Override
            public void reload(String id, String by) {
                require(id);
            }

            @Override
            public PluginImpact impact(String id) {
                require(id);
                return new PluginImpact(id, List.of(id + ":main"), List.of(), List.of("a.b"), List.of(), List.of());
            }

            private void require(String id) {
                if (get(id).isEmpty()) {
                    throw new NoSuchElementException("there is no plugin " + id);
                }
            }

            @Override
            public SafeMode safeMode() {
                return new SafeMode(false, "");
            }

            @Override
            public void leaveSafeMode(String by) {
                throw new AssertionError("not used here");
            }
        };
    }

    private static PluginStatus plugin(PluginStatus.State state) {
        String name = state.name().toLowerCase(Locale.ROOT);
        List<PluginStatus.Why> why =
                switch (state) {
                    case UNRESOLVED ->
                        List.of(
                                new PluginStatus.Why("a package is missing", "x;version=2", "x;version=1", "Update x."),
                                new PluginStatus.Why("a library is missing", "y", null, "Install y."));
                    case FAILED -> List.of(new PluginStatus.Why("its start failed", null, null, "See the log."));
                    default -> List.of();
                };
        boolean read = state != PluginStatus.State.FAILED;
        return new PluginStatus(
                "com.example." + name,
                "1.0.0",
                "The " + name,
                state,
                name + ".jar",
                read ? "ab".repeat(32) : "",
                7,
                SINCE,
                why);
    }

    static SubscriptionsAdmin subscriptions() {
        return new SubscriptionsAdmin() {
            @Override
            public List<SubscriptionStatus> list() {
                List<SubscriptionStatus> all = new ArrayList<>();
                for (SubscriptionStatus.State state : SubscriptionStatus.State.values()) {
                    all.add(subscription(state));
                }
                return all;
            }

            @Override
            public Optional<SubscriptionStatus> get(String name) {
                throw new AssertionError("not used here");
            }

            @Override
            public void setEnabled(String name, boolean enabled, String by) {
                throw new AssertionError("not used here");
            }

            @Override
            public void setPluginEnabled(String plugin, boolean enabled, String by) {
                throw new AssertionError("not used here");
            }

            @Override
            public void setDeliveryEnabled(boolean enabled, String by) {
                throw new AssertionError("not used here");
            }

            @Override
            public long seek(String name, StartFrom to, String by) {
                throw new AssertionError("not used here");
            }

            @Override
            public void purge(String name, String by) {
                throw new AssertionError("not used here");
            }

            @Override
            public boolean deliveryEnabled() {
                return true;
            }
        };
    }

    private static SubscriptionStatus subscription(SubscriptionStatus.State state) {
        String name = state.name().toLowerCase(Locale.ROOT);
        boolean failing = state == SubscriptionStatus.State.FAILING;
        return new SubscriptionStatus(
                "com.example.a:" + name,
                "com.example.a",
                List.of("order.**", "user." + name),
                state == SubscriptionStatus.State.LIVE ? HandlerMode.LIVE : HandlerMode.DURABLE,
                Ordering.SUBJECT,
                Priority.NORMAL,
                state,
                state != SubscriptionStatus.State.PAUSED,
                40,
                2,
                Duration.ofSeconds(90),
                new SubscriptionStatus.Counts(7, 1, 3, 4, 5, 6),
                failing ? SubscriptionStatus.Breaker.HALF_OPEN : SubscriptionStatus.Breaker.CLOSED,
                0,
                null,
                failing ? SINCE.plusSeconds(5) : null,
                state == SubscriptionStatus.State.DORMANT ? SINCE.plusSeconds(60) : null,
                failing ? "java.io.IOException: no route" : null);
    }
}
