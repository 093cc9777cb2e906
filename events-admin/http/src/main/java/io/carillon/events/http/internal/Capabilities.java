// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.AuditAdmin;
import io.carillon.events.admin.ClearAdmin;
import io.carillon.events.admin.ClientSubscriptionsAdmin;
import io.carillon.events.admin.DeadLettersAdmin;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.ExplainAdmin;
import io.carillon.events.admin.HealthAdmin;
import io.carillon.events.admin.HostPaths;
import io.carillon.events.admin.JobsAdmin;
import io.carillon.events.admin.LogAdmin;
import io.carillon.events.admin.PluginLoads;
import io.carillon.events.admin.PluginsAdmin;
import io.carillon.events.admin.SessionsAdmin;
import io.carillon.events.admin.SettingsAdmin;
import io.carillon.events.admin.StoreAdmin;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.events.admin.TimingsAdmin;
import io.carillon.events.admin.UptakeAdmin;
import io.carillon.events.admin.UsersAdmin;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.rest.Host;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.util.tracker.ServiceTracker;

/**
 * The host's capabilities as they come and go. Asking for one that is away ends the call with {@code unavailable}. Of
 * several the first to come counts: no plugin takes the place of the host's by its ranking.
 */
@Component(service = Host.class, immediate = true)
public final class Capabilities implements Host {

    private static final List<Class<?>> ALL = List.of(
            AccessAdmin.class,
            AuditAdmin.class,
            ClearAdmin.class,
            ClientSubscriptionsAdmin.class,
            DeadLettersAdmin.class,
            EventsAdmin.class,
            ExplainAdmin.class,
            HealthAdmin.class,
            JobsAdmin.class,
            LogAdmin.class,
            PluginLoads.class,
            PluginsAdmin.class,
            SessionsAdmin.class,
            SettingsAdmin.class,
            StoreAdmin.class,
            SubscriptionsAdmin.class,
            TimingsAdmin.class,
            UptakeAdmin.class,
            UsersAdmin.class);

    private static final Comparator<ServiceReference<?>> FIRST =
            Comparator.comparing(reference -> (Long) reference.getProperty(Constants.SERVICE_ID));

    private final Map<Class<?>, ServiceTracker<?, ?>> trackers = new HashMap<>();
    private final BundleContext context;

    @Activate
    public Capabilities(BundleContext context) {
        this.context = context;
        for (Class<?> capability : ALL) {
            ServiceTracker<?, ?> tracker = new ServiceTracker<>(context, capability, null);
            trackers.put(capability, tracker);
            tracker.open();
        }
    }

    @Deactivate
    void close() {
        trackers.values().forEach(ServiceTracker::close);
    }

    @Override
    public <T> T get(Class<T> capability) {
        if (capability == HostPaths.class) {
            return capability.cast(HostPaths.of(context));
        }
        ServiceTracker<?, ?> tracker = trackers.get(capability);
        if (tracker == null) {
            throw new IllegalArgumentException(capability + " is not among the capabilities");
        }
        return first(tracker).map(capability::cast).orElseThrow(() -> Problem.of(
                        ProblemCode.UNAVAILABLE, capability.getSimpleName() + " is not running")
                .toException());
    }

    private static <S, T> Optional<T> first(ServiceTracker<S, T> tracker) {
        ServiceReference<S>[] references = tracker.getServiceReferences();
        return references == null
                ? Optional.empty()
                : Arrays.stream(references).min(FIRST).map(tracker::getService);
    }
}
