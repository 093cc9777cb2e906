// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.osgi.service.servlet.whiteboard.Preprocessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port that is open only while the gate stands before it. */
final class GuardedPort implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedPort.class);
    private static final String CONTAINER_PID = "org.apache.felix.http";
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration LONGEST_KNOCK = Duration.ofMillis(250);

    private final BundleContext context;
    private final ServiceRegistration<Preprocessor> gate;
    private final Configuration container;

    /**
     * Puts the gate in its place, then has the container open its port.
     *
     * @param settings for the container
     */
    GuardedPort(BundleContext context, Preprocessor first, ConfigurationAdmin admin, Map<String, Object> settings) {
        this.context = context;
        gate = context.registerService(
                Preprocessor.class,
                first,
                FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE)));
        try {
            container = admin.getConfiguration(CONTAINER_PID, "?");
            container.updateIfDifferent(FrameworkUtil.asDictionary(settings));
        } catch (IOException e) {
            gate.unregister();
            throw new UncheckedIOException("the HTTP container cannot be configured", e);
        }
    }

    /** Closes the port, then takes the gate away: nothing is ever served past it. */
    @Override
    public void close() {
        Optional<String> address = Optional.ofNullable(context.getServiceReference(HttpServiceRuntime.class))
                .flatMap(Endpoint::of);
        try {
            container.delete();
            address.ifPresent(each -> awaitClosed(each, LONGEST_CLOSE));
        } catch (IOException e) {
            throw new UncheckedIOException("the HTTP container cannot be told to close its port", e);
        } catch (IllegalStateException e) {
            LOG.debug("The configuration admin is gone, and the framework with it", e);
        } finally {
            gate.unregister();
        }
    }

    /** Waits until nobody is let in any more; says so when that takes longer. */
    static void awaitClosed(String address, Duration patience) {
        URI uri = URI.create(address);
        InetSocketAddress port = new InetSocketAddress(uri.getHost(), uri.getPort());
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            try (Socket socket = new Socket()) {
                socket.connect(port, (int) LONGEST_KNOCK.toMillis());
                LOG.trace("{} still takes connections: {}", address, socket);
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (SocketTimeoutException e) {
                LOG.trace("{} is open, and nobody lets anybody in", address);
            } catch (IOException e) {
                LOG.debug("{} is closed ({})", address, e.getMessage());
                return;
            }
        }
        LOG.warn("{} still takes connections {} after it was told to close", address, patience);
    }
}
