// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.plugin;

import jakarta.servlet.Servlet;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.servlet.context.ServletContextHelper;

/** The place of one plugin in the container. Serves no files. */
final class PluginContext {

    private static final String SERVLET = "osgi.http.whiteboard.servlet.";

    private final BundleContext context;
    private final String id;
    private final ServiceRegistration<ServletContextHelper> registration;

    PluginContext(BundleContext context, Bundle plugin) {
        this.context = context;
        this.id = plugin.getSymbolicName();
        registration = context.registerService(
                ServletContextHelper.class,
                new ServletContextHelper() {},
                FrameworkUtil.asDictionary(Map.of(
                        "osgi.http.whiteboard.context.name", name(),
                        "osgi.http.whiteboard.context.path", path())));
    }

    private String name() {
        return "carillon.plugin." + id;
    }

    String path() {
        return "/plugins/" + id;
    }

    /**
     * Registers a servlet here, with its patterns and initial parameters and nothing else of what it asks for.
     *
     * @throws IllegalArgumentException if it has no usable pattern
     */
    ServiceRegistration<Servlet> mount(Servlet servlet, ServiceReference<?> asked) {
        Map<String, Object> properties = new HashMap<>();
        for (String key : asked.getPropertyKeys()) {
            boolean kept = key.equals(SERVLET + "pattern")
                    || key.equals(SERVLET + "asyncSupported")
                    || key.startsWith("servlet.init.");
            if (kept) {
                properties.put(key, asked.getProperty(key));
            }
        }
        properties.put("osgi.http.whiteboard.context.select", "(osgi.http.whiteboard.context.name=" + name() + ")");
        return context.registerService(
                Servlet.class, new PluginServlet(id, servlet), FrameworkUtil.asDictionary(properties));
    }

    void close() {
        PluginDoors.unregister(registration);
    }
}
