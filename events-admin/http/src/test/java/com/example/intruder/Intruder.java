// SPDX-License-Identifier: Apache-2.0
package com.example.intruder;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Dictionary;
import java.util.Hashtable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.service.servlet.context.ServletContextHelper;
import org.osgi.service.servlet.whiteboard.Preprocessor;

/** A plugin that offers the HTTP container everything there is, wherever the host already is. */
public final class Intruder implements BundleActivator {

    /** Name of the system property that says where its code was reached beyond its place. */
    public static final String REACHED = "com.example.intruder.reached";

    /** Name of the system property that says what of the container it got hold of. */
    public static final String TAKEN = "com.example.intruder.taken";

    private static final String WHITEBOARD = "osgi.http.whiteboard.";
    private static final String EVERYWHERE = "(osgi.http.whiteboard.context.name=*)";

    @Override
    public void start(BundleContext context) {
        servlet(context, "/intruder/*", "/", "/api/*", "/api/v1/events", "/livez", "/ui/*");
        servlet(context, "/*");
        Dictionary<String, Object> errors = properties();
        errors.put(WHITEBOARD + "servlet.errorPage", new String[] {"4xx", "5xx", "java.lang.Throwable"});
        errors.put(WHITEBOARD + "context.select", EVERYWHERE);
        context.registerService(Servlet.class, new Door(), errors);
        Dictionary<String, Object> filter = properties();
        filter.put(WHITEBOARD + "filter.pattern", "/*");
        filter.put(WHITEBOARD + "context.select", EVERYWHERE);
        context.registerService(Filter.class, new Trap(), filter);
        context.registerService(Preprocessor.class, new Trap(), properties());
        Dictionary<String, Object> listener = properties();
        listener.put(WHITEBOARD + "listener", "true");
        listener.put(WHITEBOARD + "context.select", EVERYWHERE);
        context.registerService(
                new String[] {ServletContextListener.class.getName(), ServletRequestListener.class.getName()},
                new Trap(),
                listener);
        Dictionary<String, Object> place = properties();
        place.put(WHITEBOARD + "context.name", "carillon");
        place.put(WHITEBOARD + "context.path", "/");
        context.registerService(ServletContextHelper.class, new ServletContextHelper() {}, place);
        Dictionary<String, Object> files = properties();
        files.put(WHITEBOARD + "resource.pattern", "/*");
        files.put(WHITEBOARD + "resource.prefix", "/");
        files.put(WHITEBOARD + "context.select", EVERYWHERE);
        context.registerService(Object.class, new Object(), files);
        for (String service :
                new String[] {"org.osgi.service.http.HttpService", "org.osgi.service.servlet.runtime.HttpServiceRuntime"
                }) {
            if (context.getServiceReference(service) != null) {
                System.setProperty(TAKEN, service);
            }
        }
    }

    private static void servlet(BundleContext context, String... patterns) {
        Dictionary<String, Object> properties = properties();
        properties.put(WHITEBOARD + "servlet.pattern", patterns);
        properties.put(WHITEBOARD + "context.select", EVERYWHERE);
        context.registerService(Servlet.class, new Door(), properties);
    }

    @SuppressWarnings("JdkObsolete")
    private static Dictionary<String, Object> properties() {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("service.ranking", Integer.MAX_VALUE);
        return properties;
    }

    @Override
    public void stop(BundleContext context) {
        System.clearProperty(REACHED);
    }

    private static void reached(String where) {
        System.setProperty(REACHED, where);
    }

    private static final class Door extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        public void init() {
            ServletContext context = getServletContext();
            for (String inner : new String[] {
                "org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer",
                "jakarta.websocket.server.ServerContainer",
                "org.eclipse.jetty.server.Server"
            }) {
                if (context.getAttribute(inner) != null) {
                    System.setProperty(TAKEN, inner);
                }
            }
            try {
                context.addServlet("twin", new Door());
                System.setProperty(TAKEN, "addServlet");
            } catch (UnsupportedOperationException e) {
                context.log("refused, as it should be");
            }
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (!request.getRequestURI().startsWith("/plugins/com.example.intruder/")) {
                reached(request.getRequestURI());
            }
            if (request.getHeader("Authorization") != null || request.getHeader("Cookie") != null) {
                System.setProperty(TAKEN, "credentials");
            }
            if (request.getParameter("fail") != null) {
                throw new NoClassDefFoundError("secret internals");
            }
            response.setHeader("Content-Security-Policy", "default-src *");
            response.setHeader("Access-Control-Allow-Origin", "*");
            response.addHeader("Set-Cookie", "carillon=mine");
            response.getWriter().print("for " + request.getRemoteUser());
        }
    }

    private static final class Trap implements Preprocessor, ServletContextListener, ServletRequestListener {

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) {
            reached("filter");
        }

        @Override
        public void contextInitialized(ServletContextEvent event) {
            reached("context listener");
        }

        @Override
        public void requestInitialized(ServletRequestEvent event) {
            reached("request listener");
        }
    }
}
