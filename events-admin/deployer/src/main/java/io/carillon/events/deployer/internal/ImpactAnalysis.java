// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.HandlerMode;
import io.carillon.events.TypePattern;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.PluginImpact;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.TypeSummary;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out what would miss a plugin.
 *
 * <p>Which types it publishes is read from the log, within bounds: the types of its own newest events, and those of which
 * it published the newest event. A type that neither shows is not told.
 */
final class ImpactAnalysis {

    /** The most of its own events that are looked at. */
    static final int MAX_EVENTS = 5_000;

    /** The most types of which the newest event is looked at. */
    static final int MAX_TYPES = 500;

    private static final int PAGE = 500;

    private final HostServices services;

    ImpactAnalysis(HostServices services) {
        this.services = services;
    }

    /**
     * What stopping a plugin would touch.
     *
     * @param dependents ids of bundles that use its packages
     */
    PluginImpact of(String plugin, List<String> dependents) {
        List<SubscriptionStatus> all =
                services.subscriptions().map(admin -> admin.list()).orElse(List.of());
        Set<String> types = new TreeSet<>();
        services.log().ifPresent(log -> {
            ownTypes(log, plugin, types);
            newestTypes(log, plugin, types);
        });
        return new PluginImpact(
                plugin,
                names(all, plugin, HandlerMode.DURABLE),
                names(all, plugin, HandlerMode.LIVE),
                List.copyOf(types),
                all.stream()
                        .filter(each -> !each.plugin().equals(plugin) && wants(each, types))
                        .map(SubscriptionStatus::name)
                        .toList(),
                dependents);
    }

    private static void ownTypes(EventsAdmin log, String plugin, Set<String> types) {
        EventQuery.Builder query =
                EventQuery.builder().sources(List.of("/plugins/" + plugin)).limit(PAGE);
        OptionalLong next = OptionalLong.empty();
        int seen = 0;
        do {
            next.ifPresent(query::cursor);
            EventPage page = log.query(query.build());
            page.events().forEach(event -> types.add(event.event().type()));
            seen += page.events().size();
            next = page.next();
        } while (next.isPresent() && seen < MAX_EVENTS);
    }

    private static void newestTypes(EventsAdmin log, String plugin, Set<String> types) {
        for (TypeSummary type : log.types().stream().limit(MAX_TYPES).toList()) {
            if (!types.contains(type.type())) {
                EventPage newest = log.query(
                        EventQuery.builder().types(type.type()).limit(1).build());
                for (StoredEvent event : newest.events()) {
                    if (plugin.equals(event.event().extensions().get("plugin"))) {
                        types.add(type.type());
                    }
                }
            }
        }
    }

    private static List<String> names(List<SubscriptionStatus> all, String plugin, HandlerMode mode) {
        return all.stream()
                .filter(each -> each.plugin().equals(plugin) && each.mode() == mode)
                .map(SubscriptionStatus::name)
                .toList();
    }

    private static boolean wants(SubscriptionStatus subscription, Set<String> types) {
        return subscription.types().stream().map(TypePattern::new).anyMatch(pattern -> types.stream()
                .anyMatch(pattern::matches));
    }
}
