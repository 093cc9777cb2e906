// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.PluginDrain;
import io.carillon.events.admin.PluginLoads;
import io.carillon.events.admin.SubscriptionsAdmin;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * What other bundles of the host do for the deployer while they are there. It works without any of them.
 *
 * <p>Threads: safe for concurrent use.
 */
@Component(service = HostServices.class)
public final class HostServices {

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

    @Reference(
            name = "components.reference",
            service = ServiceComponentRuntime.class,
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable ServiceReference<ServiceComponentRuntime> componentsReference;

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

    /** Changes whenever a component did; empty when that is not told. */
    Optional<Object> componentsChange() {
        ServiceReference<ServiceComponentRuntime> reference = componentsReference;
        return reference == null ? Optional.empty() : Optional.ofNullable(reference.getProperty("service.changecount"));
    }
}
