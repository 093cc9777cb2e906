// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability.hasty;

import io.carillon.events.store.EventStoreProvider;
import java.util.Dictionary;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Registers the {@link HastyProvider} over the provider of SQLite, which starts earlier. */
public final class HastyActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) throws InvalidSyntaxException {
        for (ServiceReference<EventStoreProvider> reference :
                context.getServiceReferences(EventStoreProvider.class, null)) {
            EventStoreProvider provider = context.getService(reference);
            if (provider != null && provider.schemes().contains("sqlite")) {
                Dictionary<String, ?> none = FrameworkUtil.asDictionary(Map.of());
                context.registerService(EventStoreProvider.class, new HastyProvider(provider), none);
                return;
            }
        }
        throw new IllegalStateException("no provider of sqlite is registered");
    }

    @Override
    public void stop(BundleContext context) {
        // The framework withdraws the service.
    }
}
