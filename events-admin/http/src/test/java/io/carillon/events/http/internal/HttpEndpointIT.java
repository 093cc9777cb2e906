// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.example.intruder.Intruder;
import io.carillon.patience.Patience;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.servlet.whiteboard.Preprocessor;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HttpEndpointIT {

    private static final int ATTEMPTS = 5;

    @TempDir
    Path home;

    @AfterEach
    void forget() {
        System.clearProperty("carillon.exit");
        System.clearProperty(Intruder.REACHED);
        System.clearProperty(Intruder.TAKEN);
    }

    @Test
    void while_the_bundle_stops_and_starts_nothing_is_served_past_the_gate() throws Exception {
        try (HostFramework host = startAtFreePort()) {
            host.intrude();
            String url = host.url();
            Bundle http = http(host);
            ExecutorService pool = Executors.newSingleThreadExecutor();
            Future<Integer> knocking = pool.submit(() -> knock(url));
            for (int i = 0; i < 3; i++) {
                http.stop();
                assertThat(host.readyFile()).doesNotExist();
                assertThatThrownBy(() -> new Client(url, "").get("/livez")).isInstanceOf(IOException.class);
                http.start();
                awaitReady(host);
            }
            pool.shutdownNow();
            assertThat(knocking.get()).isPositive();
            assertThat(System.getProperty(Intruder.REACHED)).isNull();
        }
    }

    @Test
    void without_the_gate_the_same_servlet_answers() throws Exception {
        String port = freePort();
        Map<String, String> open =
                Map.of("org.osgi.service.http.port", port, "org.apache.felix.http.require.config", "false");
        try (HostFramework host = new HostFramework(home, open)) {
            http(host).uninstall();
            host.start();
            host.intrude();

            Client client = new Client("http://127.0.0.1:" + port, "");
            await().ignoreExceptions().until(() -> client.get("/intruder/x").status() == 200);
            assertThat(System.getProperty(Intruder.REACHED)).isNotNull();
        }
    }

    @Test
    void the_gate_is_there_before_the_port_is_configured_and_until_it_is_closed() throws Exception {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        try (HostFramework host = startAtFreePort()) {
            String port = String.valueOf(URI.create(host.url()).getPort());
            Bundle http = http(host);
            AllServiceListener listener = event -> {
                String type = event.getType() == ServiceEvent.REGISTERED ? "comes" : "goes";
                seen.add("gate " + type + ", container " + (configured(host) ? "configured" : "off") + ", port "
                        + (open(port) ? "open" : "closed"));
            };
            host.context().addServiceListener(listener, "(objectClass=" + Preprocessor.class.getName() + ")");

            http.stop();
            http.start();
            awaitReady(host);

            assertThat(open(port)).isTrue();
            assertThat(configured(host)).isTrue();
            assertThat(seen)
                    .containsExactly("gate goes, container off, port closed", "gate comes, container off, port closed");
        }
    }

    private static boolean configured(HostFramework host) {
        try {
            ServiceReference<ConfigurationAdmin> admin =
                    Objects.requireNonNull(host.context().getServiceReference(ConfigurationAdmin.class));
            return Objects.requireNonNull(host.context().getService(admin))
                            .listConfigurations("(service.pid=org.apache.felix.http)")
                    != null;
        } catch (IOException | InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean open(String port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static Bundle http(HostFramework host) {
        return Arrays.stream(host.context().getBundles())
                .filter(bundle -> "io.carillon.events-admin.http".equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    private static int knock(String url) {
        int answers = 0;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                new Client(url, "").get("/intruder/x");
                answers++;
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
        return answers;
    }

    @Test
    void an_address_that_is_not_loopback_ends_the_start_with_exit_code_7() throws Exception {
        for (String bind : new String[] {"0.0.0.0", "192.0.2.1", "example.com", "::"}) {
            System.clearProperty("carillon.exit");
            HostFramework host = new HostFramework(
                    home.resolve(String.valueOf(bind.length())),
                    Map.of("carillon.set.http.bind", bind, "carillon.set.http.port", "0"));

            host.start();

            assertThat(host.framework().waitForStop(Patience.LONGEST.toMillis()).getType())
                    .isEqualTo(FrameworkEvent.STOPPED);
            assertThat(System.getProperty("carillon.exit")).as(bind).isEqualTo("7");
        }
    }

    @Test
    void a_port_that_is_taken_ends_the_start_with_exit_code_7() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HostFramework host =
                    new HostFramework(home, Map.of("carillon.set.http.port", String.valueOf(other.getLocalPort())));

            host.start();

            assertThat(host.framework().waitForStop(Patience.LONGEST.toMillis()).getType())
                    .isEqualTo(FrameworkEvent.STOPPED);
            assertThat(System.getProperty("carillon.exit")).isEqualTo("7");
        }
    }

    /** Below those that clients get: one that connects in a loop to a closed port would meet itself sooner or later. */
    private static String freePort() throws IOException {
        for (int port = 21_000;
                port < 31_000;
                port += ThreadLocalRandom.current().nextInt(1, 100)) {
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return String.valueOf(probe.getLocalPort());
            } catch (BindException e) {
                System.getLogger("test").log(System.Logger.Level.DEBUG, "{0} is taken", port);
            }
        }
        throw new IOException("no port is free");
    }

    /** A host that is ready, at a port that nobody took after it was found free. */
    private HostFramework startAtFreePort() throws Exception {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            HostFramework host = new HostFramework(
                            home.resolve("host-" + attempt), Map.of("carillon.set.http.port", freePort()))
                    .overFakeLog()
                    .start();
            await().until(() -> Files.exists(host.readyFile()) || System.getProperty("carillon.exit") != null);
            if (System.getProperty("carillon.exit") == null) {
                return host;
            }
            host.close();
            System.clearProperty("carillon.exit");
        }
        throw new IOException("each of " + ATTEMPTS + " ports was taken after it had been free");
    }

    private static void awaitReady(HostFramework host) {
        await().until(() -> Files.exists(host.readyFile()));
    }
}
