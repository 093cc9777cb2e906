// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.admin.HostPaths;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes command lines through a Unix socket that only the owner of the data directory can open. There is no other way in
 * from outside the process.
 */
@Component(immediate = true, service = ShellSocket.class)
public final class ShellSocket {

    private static final Logger LOG = LoggerFactory.getLogger(ShellSocket.class);

    private static final int LOOK_MILLIS = 500;

    /** How long a stop waits for interrupted commands. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final CommandRunner runner;
    private final ShellLimits limits;
    private final SocketFile file;
    private final ServerSocketChannel server;
    private final ScheduledFuture<?> expiry;
    private final Map<ShellConnection, Thread> connections = new ConcurrentHashMap<>();
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "shell-watch"));

    @Activate
    public ShellSocket(@Reference CommandRunner runner, BundleContext context) throws IOException {
        this(
                runner,
                SocketFile.prepare(HostPaths.of(context).data().resolve("run"), temporary(context)),
                ShellLimits.ofDefaults());
    }

    /** For tests: any place and limits. */
    ShellSocket(CommandRunner runner, SocketFile file, ShellLimits limits) throws IOException {
        this.runner = runner;
        this.limits = limits;
        this.file = file;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(file.path()));
        file.publish();
        daemon(this::accept, "shell-socket").start();
        this.expiry = watch.scheduleWithFixedDelay(this::expire, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        LOG.info("Shell ready on {}", file.path());
    }

    /** The system's temporary directory; the host's own lies below its data. */
    private static Path temporary(BundleContext context) {
        String given = context.getProperty("carillon.tmp");
        return Path.of(given == null ? System.getProperty("java.io.tmpdir") : given);
    }

    @Deactivate
    void stop() throws IOException, InterruptedException {
        expiry.cancel(false);
        watch.shutdown();
        server.close();
        List<Thread> threads = List.copyOf(connections.values());
        for (ShellConnection connection : connections.keySet()) {
            connection.close();
        }
        file.remove();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                serve(server.accept());
            } catch (IOException e) {
                if (server.isOpen()) {
                    LOG.warn("A shell client could not be taken", e);
                }
            }
        }
    }

    private void serve(SocketChannel channel) throws IOException {
        ShellConnection connection = new ShellConnection(channel, runner, limits, caller(channel));
        if (connections.size() >= limits.sessions()) {
            connection.refuse(limits.sessions() + " shell sessions are open already; close one");
            return;
        }
        Thread thread = daemon(() -> session(connection), "shell-session");
        connections.put(connection, thread);
        thread.start();
    }

    private void session(ShellConnection connection) {
        try {
            connection.run();
        } finally {
            connections.remove(connection);
        }
    }

    private static String caller(SocketChannel channel) throws IOException {
        return "shell:"
                + channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
    }

    private void expire() {
        for (ShellConnection connection : connections.keySet()) {
            try {
                connection.expire(System.nanoTime());
            } catch (IOException e) {
                LOG.debug("A shell session did not close", e);
            }
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
