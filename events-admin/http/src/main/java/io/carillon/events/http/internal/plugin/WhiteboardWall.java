// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.plugin;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.service.ListenerHook.ListenerInfo;

/**
 * Keeps what other bundles offer to the HTTP container from it, and what the container offers from them: servlets, filters,
 * contexts, listeners and the like are seen by their own bundle and by the host's HTTP bundle, which decides.
 */
public final class WhiteboardWall implements FindHook, EventListenerHook {

    private static final String WHITEBOARD = "osgi.http.whiteboard.";
    private static final List<String> PACKAGES = List.of(
            "jakarta.servlet.",
            "javax.servlet.",
            "org.osgi.service.servlet.",
            "org.osgi.service.http.",
            "org.apache.felix.http.",
            "org.eclipse.jetty.");

    private final Bundle own;

    public WhiteboardWall(Bundle own) {
        this.own = own;
    }

    /** Whether a service has to do with the HTTP container. */
    static boolean isHttp(ServiceReference<?> reference) {
        String[] types = (String[]) reference.getProperty(Constants.OBJECTCLASS);
        return Arrays.stream(types).anyMatch(type -> PACKAGES.stream().anyMatch(type::startsWith))
                || Arrays.stream(reference.getPropertyKeys()).anyMatch(key -> key.startsWith(WHITEBOARD));
    }

    private boolean hidden(ServiceReference<?> reference, Bundle from) {
        Bundle owner = reference.getBundle();
        return owner != null && !from.equals(own) && !owner.equals(own) && !owner.equals(from) && isHttp(reference);
    }

    @Override
    public void find(
            BundleContext context,
            String name,
            String filter,
            boolean all,
            Collection<ServiceReference<?>> references) {
        references.removeIf(reference -> hidden(reference, context.getBundle()));
    }

    @Override
    public void event(ServiceEvent event, Map<BundleContext, Collection<ListenerInfo>> listeners) {
        listeners.keySet().removeIf(context -> hidden(event.getServiceReference(), context.getBundle()));
    }
}
