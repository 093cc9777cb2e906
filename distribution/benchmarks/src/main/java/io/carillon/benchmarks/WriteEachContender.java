// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import io.carillon.events.admin.EventsAdmin;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * The obvious way: each event is written to each client by itself, as soon as it is there. Bus, log, encoder and container
 * are ours; nothing is filtered or resumed.
 */
final class WriteEachContender implements Contender {

    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long PAUSE_NANOS = 1_000_000;

    private final SmallHost host;
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final WriteEach writes;
    private final Listeners listeners;
    private final Source source;

    private WriteEachContender(SmallHost host) throws Exception {
        this.host = host;
        this.writes = new WriteEach(host.service(EventsAdmin.class));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(WebSocketUpgradeHandler.from(
                server, container -> container.addMapping("/", (request, response, callback) -> new Client())));
        server.start();
        listeners =
                Listeners.connect(URI.create("http://127.0.0.1:" + connector.getLocalPort()), "/", "", FanOut.CLIENTS);
        awaitClients();
        source = new Source(host.bus(), listeners);
        writes.start();
    }

    static WriteEachContender open(Path directory) throws Exception {
        return new WriteEachContender(SmallHost.start(directory, FanOut.LOG));
    }

    private void awaitClients() {
        long end = System.nanoTime() + LONGEST_NANOS;
        while (writes.clients() < FanOut.CLIENTS) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(writes.clients() + " of " + FanOut.CLIENTS + " clients came");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** One connection. */
    public final class Client implements Session.Listener.AutoDemanding {

        @Override
        public void onWebSocketOpen(Session session) {
            writes.add(session);
        }

        @Override
        public void onWebSocketError(Throwable reason) {
            // the listeners say what is wrong with what they get, and at the end they are closed
        }
    }

    @Override
    public String name() {
        return "one write per event";
    }

    @Override
    public void append() throws Exception {
        source.publish();
    }

    @Override
    public int batch() {
        return Source.BATCH;
    }

    @Override
    public void settle() throws Exception {
        source.settle();
    }

    @Override
    public void close() throws Exception {
        writes.close();
        listeners.close();
        server.stop();
        host.close();
    }
}
