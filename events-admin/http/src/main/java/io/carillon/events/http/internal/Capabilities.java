// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.HealthAdmin;
import io.carillon.events.admin.PluginsAdmin;
import io.carillon.events.admin.StoreAdmin;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.rest.Host;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The host's capabilities as they come and go. Asking for one that is away ends the call with {@code unavailable}. */
@Component(service = Host.class, immediate = true)
public final class Capabilities implements Host {

    private final Map<Class<?>, Object> present = new ConcurrentHashMap<>();

    @Override
    public <T> T get(Class<T> capability) {
        Object found = present.get(capability);
        if (found == null) {
            throw Problem.of(ProblemCode.UNAVAILABLE, capability.getSimpleName() + " is not running")
                    .toException();
        }
        return capability.cast(found);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setEvents(EventsAdmin events) {
        present.put(EventsAdmin.class, events);
    }

    void unsetEvents(EventsAdmin events) {
        present.remove(EventsAdmin.class, events);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setAccess(AccessAdmin access) {
        present.put(AccessAdmin.class, access);
    }

    void unsetAccess(AccessAdmin access) {
        present.remove(AccessAdmin.class, access);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setHealth(HealthAdmin health) {
        present.put(HealthAdmin.class, health);
    }

    void unsetHealth(HealthAdmin health) {
        present.remove(HealthAdmin.class, health);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setPlugins(PluginsAdmin plugins) {
        present.put(PluginsAdmin.class, plugins);
    }

    void unsetPlugins(PluginsAdmin plugins) {
        present.remove(PluginsAdmin.class, plugins);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setStore(StoreAdmin store) {
        present.put(StoreAdmin.class, store);
    }

    void unsetStore(StoreAdmin store) {
        present.remove(StoreAdmin.class, store);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setSubscriptions(SubscriptionsAdmin subscriptions) {
        present.put(SubscriptionsAdmin.class, subscriptions);
    }

    void unsetSubscriptions(SubscriptionsAdmin subscriptions) {
        present.remove(SubscriptionsAdmin.class, subscriptions);
    }
}
