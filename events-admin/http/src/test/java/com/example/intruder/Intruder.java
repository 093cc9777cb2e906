// SPDX-License-Identifier: Apache-2.0
package com.example.intruder;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Dictionary;
import java.util.Hashtable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A plugin that registers a servlet which nobody allowed. */
public final class Intruder implements BundleActivator {

    /** Name of the system property that says whether the servlet was ever reached. */
    public static final String REACHED = "com.example.intruder.reached";

    @Override
    @SuppressWarnings("JdkObsolete")
    public void start(BundleContext context) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("osgi.http.whiteboard.servlet.pattern", "/intruder/*");
        context.registerService(Servlet.class, new Door(), properties);
    }

    @Override
    public void stop(BundleContext context) {
        System.clearProperty(REACHED);
    }

    private static final class Door extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) {
            System.setProperty(REACHED, "true");
            response.setStatus(200);
        }
    }
}
