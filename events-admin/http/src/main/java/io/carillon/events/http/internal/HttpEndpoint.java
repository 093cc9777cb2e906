// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import io.carillon.events.http.internal.live.LiveResource;
import io.carillon.events.http.internal.live.LiveStreams;
import io.carillon.events.http.internal.live.sse.StreamServlet;
import io.carillon.events.http.internal.live.ws.SocketServlet;
import io.carillon.events.http.internal.rest.Api;
import io.carillon.events.http.internal.rest.Host;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.servlet.context.ServletContextHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the port once the gate is in its place, and closes it before the gate goes.
 *
 * <p>The framework starts with HTTP switched off ({@code org.osgi.service.http.port=-1}).
 */
@Component(service = HttpEndpoint.class, configurationPid = "carillon.http", immediate = true)
@Designate(ocd = HttpEndpoint.Config.class)
public final class HttpEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoint.class);

    /** Operator-facing settings, PID {@code carillon.http}. Units are in the names. */
    @ObjectClassDefinition(name = "Carillon HTTP")
    public @interface Config {
        @AttributeDefinition(description = "Port to listen on; 0 takes a free one", min = "0", max = "65535")
        int port() default 8080;

        @AttributeDefinition(description = "Address to listen on; loopback only")
        String bind() default "127.0.0.1";

        @AttributeDefinition(description = "Milliseconds a connection may be silent", min = "1000", max = "600000")
        int idleMillis() default 30_000;

        @AttributeDefinition(description = "The most requests worked on at a time", min = "8", max = "1000")
        int threads() default 50;
    }

    /**
     * The settings, checked.
     *
     * @param port 0 for a free one
     * @param bind a loopback address
     */
    record Settings(int port, String bind, int idleMillis, int threads) {

        private static final int HEADER_BYTES = 32 * 1024;

        Settings {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("carillon.http.port must be 0 to 65535, got " + port);
            }
            if (!isLoopback(bind)) {
                throw new IllegalArgumentException(
                        "carillon.http.bind must be a loopback address such as 127.0.0.1, got \""
                                + bind + "\": other addresses need TLS, which this version does not have."
                                + " Put a TLS proxy in front of 127.0.0.1");
            }
        }

        private static boolean isLoopback(String bind) {
            boolean literal = bind.equals("localhost") || bind.matches("[0-9.]+") || bind.contains(":");
            try {
                return literal && InetAddress.getByName(bind).isLoopbackAddress();
            } catch (UnknownHostException e) {
                return false;
            }
        }

        Map<String, Object> container() {
            Map<String, Object> properties = new HashMap<>();
            properties.put("org.osgi.service.http.port", port);
            properties.put("org.apache.felix.http.host", bind);
            properties.put("org.apache.felix.http.enable", true);
            properties.put("org.apache.felix.https.enable", false);
            properties.put("org.apache.felix.http.timeout", idleMillis);
            properties.put("org.apache.felix.http.jetty.threadpool.max", threads);
            properties.put("org.apache.felix.http.jetty.headerBufferSize", HEADER_BYTES);
            properties.put("org.apache.felix.http.jetty.sendServerHeader", false);
            properties.put("org.apache.felix.http.jetty.errorPageCustomHeaders", SecurityHeaders.forErrorPages());
            properties.put("org.apache.felix.jetty.gziphandler.enable", false);
            return properties;
        }
    }

    private final LiveStreams live;
    private final @Nullable GuardedPort port;

    @Activate
    public HttpEndpoint(
            BundleContext context,
            Config config,
            @Reference Host host,
            @Reference ConfigurationAdmin configurationAdmin,
            // Opening the port starts the container anew; what registers in the middle of that is lost.
            @Reference(target = "(osgi.http.whiteboard.context.name=" + ApiContext.NAME + ")")
                    ServiceReference<ServletContextHelper> apiContext,
            @Reference(target = "(osgi.http.whiteboard.servlet.name=" + ApiServlet.NAME + ")")
                    ServiceReference<Servlet> apiServlet,
            @Reference(target = "(osgi.http.whiteboard.servlet.name=" + StreamServlet.NAME + ")")
                    ServiceReference<Servlet> streamServlet,
            @Reference(target = "(osgi.http.whiteboard.servlet.name=" + SocketServlet.NAME + ")")
                    ServiceReference<Servlet> socketServlet,
            @Reference LiveStreams live) {
        this.live = live;
        port = open(context, config, host, live, configurationAdmin);
    }

    private static @Nullable GuardedPort open(
            BundleContext context, Config config, Host host, LiveStreams live, ConfigurationAdmin configurationAdmin) {
        try {
            Settings settings = new Settings(config.port(), config.bind(), config.idleMillis(), config.threads());
            requireFree(settings);
            String version = Optional.ofNullable(context.getProperty("carillon.version"))
                    .orElseGet(() -> context.getBundle().getVersion().toString());
            Clock clock = Clock.systemUTC();
            Gate gate = new Gate(
                    Api.routes(host, version, clock, new LiveResource(live::streams).routes()),
                    host,
                    new FailedLogins(clock));
            return new GuardedPort(context, gate, configurationAdmin, settings.container());
        } catch (IllegalArgumentException e) {
            if (context.getBundle(0).getState() != Bundle.STARTING) {
                throw e;
            }
            refuse(context, e);
            return null;
        }
    }

    private static void requireFree(Settings settings) {
        if (settings.port() == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(settings.bind(), settings.port()));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "carillon.http cannot listen on " + settings.bind() + ":" + settings.port() + " (" + e.getMessage()
                            + "); stop what listens there, or choose another port with --set http.port=0",
                    e);
        }
    }

    private static void refuse(BundleContext context, IllegalArgumentException reason) {
        LOG.error("The host does not start: {}", reason.getMessage());
        System.setProperty("carillon.exit", "7");
        try {
            context.getBundle(0).stop();
        } catch (BundleException e) {
            throw new IllegalStateException("the framework cannot be stopped", e);
        }
    }

    @Deactivate
    void close() {
        live.dismiss();
        if (port != null) {
            port.close();
        }
    }
}
