// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.plugin;

import jakarta.servlet.ServletContext;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A servlet context without the ways out of it: no other contexts, no registration, and none of the container's own parts
 * among its attributes, such as the one through which WebSocket end points are mapped past every filter.
 */
final class ConfinedServletContext implements InvocationHandler {

    private static final List<String> INNER =
            List.of("org.eclipse.jetty.", "jakarta.websocket.", "org.apache.felix.", "io.carillon.");

    private final ServletContext inside;

    private ConfinedServletContext(ServletContext inside) {
        this.inside = inside;
    }

    static ServletContext of(ServletContext inside) {
        return (ServletContext) Proxy.newProxyInstance(
                ServletContext.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                new ConfinedServletContext(inside));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        String name = method.getName();
        switch (name) {
            case "getContext" -> {
                return null;
            }
            case "getAttribute" -> {
                String asked = String.valueOf(arguments[0]);
                if (INNER.stream().anyMatch(asked::startsWith)) {
                    return null;
                }
            }
            case "addServlet",
                    "addJspFile",
                    "addFilter",
                    "addListener",
                    "createServlet",
                    "createFilter",
                    "createListener",
                    "declareRoles",
                    "setSessionTrackingModes",
                    "setInitParameter" ->
                throw new UnsupportedOperationException(
                        name + " is not open to plugins; register a servlet as a service");
            default -> {
                // The rest stays within the context.
            }
        }
        try {
            return method.invoke(inside, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
