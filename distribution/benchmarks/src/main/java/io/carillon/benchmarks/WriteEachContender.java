// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** The obvious way: each event is sent to each client as a frame of its own. Nothing is stored, filtered or resumed. */
final class WriteEachContender implements Contender {

    /** Frames that may be on their way, so that memory stays bounded. */
    private static final int UNDER_WAY = 20_000;

    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_NANOS = 1_000_000;

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final List<Session> sessions = new CopyOnWriteArrayList<>();
    private final Semaphore room = new Semaphore(UNDER_WAY);
    private final AtomicLong published = new AtomicLong();
    private final String event = event();

    private final Listeners listeners;

    private WriteEachContender() throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(WebSocketUpgradeHandler.from(
                server, container -> container.addMapping("/", (request, response, callback) -> new Client())));
        server.start();
        listeners =
                Listeners.connect(URI.create("http://127.0.0.1:" + connector.getLocalPort()), "/", "", FanOut.CLIENTS);
        awaitSessions();
    }

    static WriteEachContender open() throws Exception {
        return new WriteEachContender();
    }

    private void awaitSessions() {
        long end = System.nanoTime() + LONGEST_NANOS;
        while (sessions.size() < FanOut.CLIENTS) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(sessions.size() + " of " + FanOut.CLIENTS + " clients came");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** As long as one of ours. */
    private static String event() {
        return "{\"specversion\":\"1.0\",\"id\":\"" + Payload.id() + "\",\"source\":\"/benchmark\",\"type\":\""
                + Payload.TYPE + "\",\"subject\":\"" + Payload.subject() + "\",\"time\":\"2026-01-01T00:00:00.000Z\","
                + "\"datacontenttype\":\"application/json\",\"correlationid\":\"" + Payload.id()
                + "\",\"sequence\":\"00000000000000000001\",\"data\":" + Payload.json(FanOut.DATA_BYTES) + "}";
    }

    /** One connection. */
    public final class Client implements Session.Listener.AutoDemanding {

        @Override
        public void onWebSocketOpen(Session session) {
            sessions.add(session);
        }
    }

    @Override
    public String name() {
        return "one write per event";
    }

    @Override
    public void append() throws InterruptedException {
        published.incrementAndGet();
        for (Session session : sessions) {
            room.acquire();
            session.sendText(event, Callback.from(room::release, failure -> room.release()));
        }
    }

    @Override
    public void settle() throws Exception {
        listeners.await(published.get() * FanOut.CLIENTS);
    }

    @Override
    public void close() throws Exception {
        listeners.close();
        server.stop();
    }
}
