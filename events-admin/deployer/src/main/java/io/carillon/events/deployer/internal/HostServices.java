// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.PluginDrain;
import io.carillon.events.admin.PluginLoads;
import io.carillon.events.admin.PluginRemarks;
import io.carillon.events.admin.PluginStatus.Why;
import io.carillon.events.admin.SubscriptionsAdmin;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What other bundles of the host do for the deployer while they are there. It works without any of them.
 *
 * <p>Threads: safe for concurrent use.
 */
@Component(service = HostServices.class)
public final class HostServices {

    private static final Logger LOG = LoggerFactory.getLogger(HostServices.class);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PluginDrain drain;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PluginLoads loads;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SubscriptionsAdmin subscriptions;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable EventsAdmin log;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable ServiceComponentRuntime components;

    private final Map<ServiceReference<PluginRemarks>, PluginRemarks> remarks = new ConcurrentHashMap<>();

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindRemarks(PluginRemarks arrived, ServiceReference<PluginRemarks> reference) {
        if (PluginBundles.isPlugin(reference.getBundle())) {
            LOG.warn(
                    "{} offers remarks on plugins, which only the host makes; they are ignored", reference.getBundle());
        } else {
            remarks.put(reference, arrived);
        }
    }

    void unbindRemarks(PluginRemarks left, ServiceReference<PluginRemarks> reference) {
        remarks.remove(reference, left);
    }

    /** What parts of the host refuse a plugin. */
    List<Why> remarks(String plugin) {
        return remarks.values().stream()
                .flatMap(part -> part.remarks(plugin).stream())
                .sorted(Comparator.comparing(Why::problem))
                .toList();
    }

    Optional<PluginDrain> drain() {
        return Optional.ofNullable(drain);
    }

    Optional<PluginLoads> loads() {
        return Optional.ofNullable(loads);
    }

    Optional<SubscriptionsAdmin> subscriptions() {
        return Optional.ofNullable(subscriptions);
    }

    Optional<EventsAdmin> log() {
        return Optional.ofNullable(log);
    }

    Optional<ServiceComponentRuntime> components() {
        return Optional.ofNullable(components);
    }
}
