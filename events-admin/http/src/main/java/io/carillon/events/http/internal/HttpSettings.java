// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import io.carillon.events.http.internal.access.OwnNames;
import io.carillon.events.http.internal.access.RateLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings, checked.
 *
 * @param port 0 for a free one
 * @param bind an address, or {@code localhost}
 * @param names of this host
 * @param tls {@code null} without TLS
 * @param behindTlsProxy whether a proxy in front speaks TLS
 * @param perSecond limits by kind, 0 for none
 * @param anonymousPlugins plugins that may answer anybody if they ask to
 */
record HttpSettings(
        int port,
        String bind,
        OwnNames names,
        @Nullable TlsFiles tls,
        boolean behindTlsProxy,
        Map<RateLimits.Kind, Integer> perSecond,
        Set<String> anonymousPlugins) {

    private static final int HEADER_BYTES = 32 * 1024;

    HttpSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("carillon.http.port must be 0 to 65535, got " + port);
        }
        address(bind);
        perSecond = Map.copyOf(perSecond);
        anonymousPlugins = Set.copyOf(anonymousPlugins);
    }

    /** @throws IllegalArgumentException if a value cannot be used, with its name and what to do */
    static HttpSettings of(HttpEndpoint.Config config) {
        List<String> hosts = new ArrayList<>(List.of(config.allowedHosts()));
        if (!address(config.bind()).isAnyLocalAddress()) {
            hosts.add(config.bind().contains(":") ? "[" + config.bind() + "]" : config.bind());
        }
        return new HttpSettings(
                config.port(),
                config.bind(),
                new OwnNames(config.publicUrl(), hosts, List.of(config.trustedProxies()), config.behindTlsProxy()),
                TlsFiles.of(config.tlsCertificate(), config.tlsKey(), config.tlsPassword())
                        .orElse(null),
                config.behindTlsProxy(),
                Map.of(
                        RateLimits.Kind.READ, config.readsPerSecond(),
                        RateLimits.Kind.PUBLISH, config.publishesPerSecond(),
                        RateLimits.Kind.CHANGE, config.changesPerSecond(),
                        RateLimits.Kind.ANONYMOUS, config.anonymousPerSecond()),
                Set.of(config.anonymousPlugins()));
    }

    private static InetAddress address(String bind) {
        boolean literal = bind.equals("localhost") || bind.matches("[0-9.]+") || bind.matches("[0-9A-Fa-f:.]+");
        try {
            if (literal) {
                return InetAddress.getByName(bind);
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("carillon.http.bind is no address: \"" + bind + "\"", e);
        }
        throw new IllegalArgumentException(
                "carillon.http.bind must be an address such as 127.0.0.1, not a name, got \"" + bind + "\"");
    }

    /**
     * Refuses to be reached from elsewhere before it is safe.
     *
     * @param users how many there are
     * @throws IllegalArgumentException with the ways out
     */
    void requireSafe(int users) {
        if (address(bind).isLoopbackAddress()) {
            return;
        }
        if (tls == null && !behindTlsProxy) {
            throw new IllegalArgumentException("carillon.http.bind is " + bind
                    + ", where passwords and tokens would travel in the clear. Set carillon.http.tlsCertificate, or"
                    + " carillon.http.behindTlsProxy=true if a proxy in front speaks TLS, or listen on 127.0.0.1");
        }
        if (users == 0) {
            throw new IllegalArgumentException("carillon.http.bind is " + bind
                    + ", but there are no users yet, and the first to come would administer. Start on 127.0.0.1 first and"
                    + " add one: open the link of the first login, or run carillon users add --role admin NAME");
        }
    }

    /** For the container. */
    Map<String, Object> container(int idleMillis, int threads) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("org.apache.felix.http.host", bind);
        properties.put("org.apache.felix.http.timeout", idleMillis);
        properties.put("org.apache.felix.http.jetty.threadpool.max", threads);
        properties.put("org.apache.felix.http.jetty.headerBufferSize", HEADER_BYTES);
        properties.put("org.apache.felix.http.jetty.sendServerHeader", false);
        properties.put("org.apache.felix.http.jetty.errorPageCustomHeaders", SecurityHeaders.forErrorPages());
        properties.put("org.apache.felix.jetty.gziphandler.enable", false);
        properties.put("org.apache.felix.http.enable", tls == null);
        properties.put("org.apache.felix.https.enable", tls != null);
        if (tls == null) {
            properties.put("org.osgi.service.http.port", port);
        } else {
            properties.put("org.osgi.service.http.port.secure", port);
        }
        return properties;
    }
}
