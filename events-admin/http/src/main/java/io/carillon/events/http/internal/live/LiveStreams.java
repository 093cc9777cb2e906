// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import io.carillon.events.http.internal.Admission;
import io.carillon.events.http.internal.rest.Host;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Live streams as a part of the host. */
@Component(service = LiveStreams.class, configurationPid = "carillon.live", immediate = true)
@Designate(ocd = LiveStreams.Config.class)
public final class LiveStreams {

    /** Operator-facing settings, PID {@code carillon.live}. Units are in the names. */
    @ObjectClassDefinition(name = "Carillon live streams")
    public @interface Config {
        @AttributeDefinition(description = "The most live streams at a time", min = "1", max = "100000")
        int maxConnections() default 5_000;

        @AttributeDefinition(
                description = "The most live streams of one user or token at a time",
                min = "1",
                max = "100000")
        int maxConnectionsPerPrincipal() default 100;

        @AttributeDefinition(
                description = "Seconds after which a silent stream shows that it is alive",
                min = "1",
                max = "300")
        int heartbeatSeconds() default 15;

        @AttributeDefinition(
                description = "Seconds after which a client that takes nothing is cut; it can resume",
                min = "1",
                max = "300")
        int slowSeconds() default 10;
    }

    private final Streams streams;
    private final Host host;
    private final String version;
    private final String node;

    @Activate
    public LiveStreams(BundleContext context, Config config, @Reference Host host) {
        Clock clock = Clock.systemUTC();
        this.streams = new Streams(
                new LiveSettings(
                        config.maxConnections(),
                        config.maxConnectionsPerPrincipal(),
                        Duration.ofSeconds(config.heartbeatSeconds()),
                        Duration.ofSeconds(config.slowSeconds())),
                host,
                clock);
        this.host = host;
        this.version = Optional.ofNullable(context.getProperty("carillon.version"))
                .orElseGet(() -> context.getBundle().getVersion().toString());
        this.node = hostName();
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost"; // a machine whose own name nobody can look up
        }
    }

    /** All of them. */
    public Streams streams() {
        return streams;
    }

    /** The name of the product with its version. */
    public String product() {
        return "carillon " + version + " " + node;
    }

    /** The version of the host. */
    public String version() {
        return version;
    }

    /** The name of this host. */
    public String node() {
        return node;
    }

    /** Whether somebody who was let in may stay. */
    public Standing standing(Admission admission) {
        return Credentials.of(host, admission.call());
    }

    /** Says goodbye to all clients, for the port is about to be closed. */
    public void dismiss() {
        streams.dismiss();
    }

    @Deactivate
    void close() {
        streams.close();
    }
}
