// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.util.List;

/**
 * What stopping or removing a plugin would touch.
 *
 * @param plugin symbolic name
 * @param subscriptions its durable subscriptions, which become dormant and gather lag; an immutable list
 * @param live its live subscriptions, which miss what is published meanwhile; an immutable list
 * @param types types of events it published, as far as the log knows, which would come no more; an immutable list
 * @param listeners subscriptions of other plugins that want those types; an immutable list
 * @param dependents ids of bundles that use its packages and would be refreshed with it; an immutable list
 */
public record PluginImpact(
        String plugin,
        List<String> subscriptions,
        List<String> live,
        List<String> types,
        List<String> listeners,
        List<String> dependents) {

    public PluginImpact {
        subscriptions = List.copyOf(subscriptions);
        live = List.copyOf(live);
        types = List.copyOf(types);
        listeners = List.copyOf(listeners);
        dependents = List.copyOf(dependents);
    }
}
