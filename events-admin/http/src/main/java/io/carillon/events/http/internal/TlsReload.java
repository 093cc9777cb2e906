// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the certificate that is in the files now: looks at them once a second, and has new connections see a new one
 * without a restart. Files that cannot be used leave the old certificate in its place.
 *
 * <p>The container gets certificate and key as a PKCS #12 file under {@code <data>/run}, access for the host's account only,
 * with a password that nobody else knows.
 */
final class TlsReload implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TlsReload.class);
    private static final long LOOK_SECONDS = 1;

    private final TlsFiles files;
    private final Path store;
    private final String password;
    private final ServiceRegistration<ConnectorFactory> registration;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "carillon-tls");
        thread.setDaemon(true);
        return thread;
    });
    private final ScheduledFuture<?> looking;
    private volatile @Nullable Server server;
    private String stamp;

    /** @throws IllegalArgumentException if the files cannot be used */
    TlsReload(TlsFiles files, Path directory, BundleContext context) {
        this.files = files;
        this.store = directory.resolve("tls.p12");
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.password = HexFormat.of().formatHex(random);
        this.stamp = files.stamp();
        write(files.load(password.toCharArray()));
        registration = context.registerService(ConnectorFactory.class, this::observe, null);
        looking = watch.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** Settings for the container. */
    Map<String, Object> container() {
        return Map.of(
                "org.apache.felix.https.keystore",
                store.toString(),
                "org.apache.felix.https.keystore.type",
                "PKCS12",
                "org.apache.felix.https.keystore.password",
                password,
                "org.apache.felix.https.keystore.key.password",
                password,
                "org.apache.felix.https.jetty.protocols.included",
                new String[] {"TLSv1.2", "TLSv1.3"},
                "org.apache.felix.https.jetty.renegotiateAllowed",
                false);
    }

    /** The container shows its server only to those who offer a connector; this one never opens. */
    private Connector observe(Server shown) {
        server = shown;
        return new ServerConnector(shown, 0, 1) {
            @Override
            public String getHost() {
                return "localhost";
            }

            @Override
            protected void doStart() {
                LOG.trace("Nothing to open");
            }

            @Override
            protected void doStop() {
                LOG.trace("Nothing to close");
            }
        };
    }

    private void look() {
        String now = files.stamp();
        if (now.equals(stamp)) {
            return;
        }
        stamp = now;
        try {
            write(files.load(password.toCharArray()));
            reload();
            LOG.info("The certificate in {} is in use now", files.certificate());
        } catch (Exception e) {
            LOG.error("The new certificate cannot be used, the old one stays in use", e);
        }
    }

    private void reload() throws Exception {
        Server running = server;
        if (running == null) {
            return;
        }
        for (Connector connector : running.getConnectors()) {
            SslConnectionFactory tls = connector.getConnectionFactory(SslConnectionFactory.class);
            if (tls != null) {
                tls.getSslContextFactory().reload(factory -> LOG.debug("{} is loaded anew", factory));
            }
        }
    }

    private void write(KeyStore content) {
        Path next = store.resolveSibling("tls.p12.new");
        try {
            Files.createDirectories(
                    store.toAbsolutePath().getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.deleteIfExists(next);
            Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (OutputStream out = Files.newOutputStream(next)) {
                content.store(out, password.toCharArray());
            }
            Files.move(next, store, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the key store " + store + " cannot be written", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("certificate and key in " + files + " cannot be used", e);
        }
    }

    @Override
    public void close() {
        looking.cancel(false);
        watch.shutdownNow();
        try {
            registration.unregister();
            Files.deleteIfExists(store);
        } catch (IOException | IllegalStateException e) {
            LOG.warn("{} may be left behind", store, e);
        }
    }
}
