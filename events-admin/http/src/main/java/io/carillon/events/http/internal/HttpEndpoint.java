// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import io.carillon.events.admin.HostPaths;
import io.carillon.events.admin.UsersAdmin;
import io.carillon.events.http.internal.access.Callers;
import io.carillon.events.http.internal.access.FailedLogins;
import io.carillon.events.http.internal.access.RateLimits;
import io.carillon.events.http.internal.live.LiveStreams;
import io.carillon.events.http.internal.live.sse.StreamServlet;
import io.carillon.events.http.internal.live.ws.SocketServlet;
import io.carillon.events.http.internal.plugin.PluginDoors;
import io.carillon.events.http.internal.plugin.WhiteboardWall;
import io.carillon.events.http.internal.rest.Api;
import io.carillon.events.http.internal.rest.Host;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
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

        @AttributeDefinition(description = "Address to listen on; others than loopback need users, and TLS or a proxy")
        String bind() default "127.0.0.1";

        @AttributeDefinition(description = "Milliseconds a connection may be silent", min = "1000", max = "600000")
        int idleMillis() default 30_000;

        @AttributeDefinition(description = "The most requests worked on at a time", min = "8", max = "1000")
        int threads() default 50;

        @AttributeDefinition(
                description = "The address that users type, such as https://events.example.com; empty for none")
        String publicUrl() default "";

        @AttributeDefinition(description = "Further names by which this host may be called, without ports")
        String[] allowedHosts() default {};

        @AttributeDefinition(description = "Addresses and ranges of proxies whose X-Forwarded headers count")
        String[] trustedProxies() default {};

        @AttributeDefinition(description = "Whether all requests come through a proxy that speaks TLS")
        boolean behindTlsProxy() default false;

        @AttributeDefinition(description = "Certificate chain in PEM, or a PKCS #12 file; without it there is no TLS")
        String tlsCertificate() default "";

        @AttributeDefinition(description = "Key in PEM (PKCS #8, not encrypted); not set with a PKCS #12 file")
        String tlsKey() default "";

        @AttributeDefinition(description = "Password of the PKCS #12 file", type = AttributeType.PASSWORD)
        String tlsPassword() default "";

        @AttributeDefinition(description = "Reading requests a second of one caller; 0 for no limit", min = "0")
        int readsPerSecond() default 5_000;

        @AttributeDefinition(description = "Publishing requests a second of one caller; 0 for no limit", min = "0")
        int publishesPerSecond() default 50_000;

        @AttributeDefinition(description = "Other changing requests a second of one caller; 0 for no limit", min = "0")
        int changesPerSecond() default 500;

        @AttributeDefinition(
                description = "Requests without a credential a second from one address; 0 for no limit",
                min = "0")
        int anonymousPerSecond() default 1_000;

        @AttributeDefinition(description = "Plugins that may answer anybody if their manifest asks for it, by id")
        String[] anonymousPlugins() default {};
    }

    private final LiveStreams live;
    /** What is open, in the order it is to be closed. */
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @Activate
    public HttpEndpoint(
            BundleContext context,
            Config config,
            @Reference Host host,
            @Reference ConfigurationAdmin configurationAdmin,
            @Reference UsersAdmin users,
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
        try {
            HttpSettings settings = HttpSettings.of(config);
            settings.requireSafe(users.users().size());
            requireFree(settings);
            open(context, host, configurationAdmin, settings, config);
        } catch (IllegalArgumentException e) {
            close();
            if (context.getBundle(0).getState() != Bundle.STARTING) {
                throw e;
            }
            refuse(context, e);
        }
    }

    private void open(
            BundleContext context,
            Host host,
            ConfigurationAdmin configurationAdmin,
            HttpSettings settings,
            Config config) {
        String version = Optional.ofNullable(context.getProperty("carillon.version"))
                .orElseGet(() -> context.getBundle().getVersion().toString());
        Clock clock = Clock.systemUTC();
        Map<String, Object> container = settings.container(config.idleMillis(), config.threads());
        TlsFiles tls = settings.tls();
        if (tls != null) {
            TlsReload reload = new TlsReload(tls, HostPaths.of(context).data().resolve("run"), context);
            open.push(reload);
            container.putAll(reload.container());
        }
        WhiteboardWall wall = new WhiteboardWall(context.getBundle());
        ServiceRegistration<?> hooks = context.registerService(
                new String[] {FindHook.class.getName(), EventListenerHook.class.getName()}, wall, null);
        open.push(hooks::unregister);
        PluginDoors plugins = new PluginDoors(context, settings.anonymousPlugins());
        open.push(plugins);
        Gate gate = new Gate(
                Api.routes(host, version, clock, live::streams),
                host,
                settings.names(),
                new Callers(host, settings.names(), new FailedLogins(clock)),
                new RateLimits(settings.perSecond(), System::nanoTime),
                plugins,
                clock);
        open.push(new GuardedPort(context, gate, configurationAdmin, container));
    }

    private static void requireFree(HttpSettings settings) {
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
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.warn("A part of the HTTP endpoint could not be closed", e);
            }
        }
    }
}
