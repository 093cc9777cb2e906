// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.http.internal.rest.EventWriter;
import io.carillon.events.store.StoredEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * Follows a log, encodes each event once and writes it to each client as a frame of its own, on as many threads as live
 * streams have for that.
 */
final class WriteEach implements AutoCloseable {

    private static final int WRITERS = 2;
    private static final int PAGE = 512;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    /** Frames that may be on their way, so that memory stays bounded. */
    private static final int UNDER_WAY = 20_000;

    private final EventsAdmin log;
    private final List<CoreSession> clients = new CopyOnWriteArrayList<>();
    private final Semaphore room = new Semaphore(UNDER_WAY);
    private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    private final Thread follower = new Thread(this::follow, "write-each");
    private volatile boolean closed;

    WriteEach(EventsAdmin log) {
        this.log = log;
    }

    void add(Session session) {
        clients.add(((WebSocketSession) session).getCoreSession());
    }

    int clients() {
        return clients.size();
    }

    /** Begins with what is published from now on. */
    void start() {
        follower.setDaemon(true);
        follower.start();
    }

    private void follow() {
        long position = log.head().position();
        try {
            while (!closed) {
                log.awaitAfter(position, LONGEST_WAIT);
                List<StoredEvent> events = log.readAfter(position, PAGE);
                if (!events.isEmpty()) {
                    write(events);
                    position = events.get(events.size() - 1).position();
                }
            }
        } catch (IOException | ExecutionException e) {
            throw new IllegalStateException("nothing is written after " + position, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<StoredEvent> events) throws IOException, InterruptedException, ExecutionException {
        List<byte[]> encoded = new ArrayList<>();
        for (StoredEvent each : events) {
            if (each.event().type().equals(Payload.TYPE)) {
                encoded.add(EventWriter.one(each));
            }
        }
        List<Callable<Void>> shares = new ArrayList<>();
        int share = clients.size() / WRITERS;
        for (int from = 0; from < clients.size(); from += share) {
            List<CoreSession> those = clients.subList(from, Math.min(from + share, clients.size()));
            shares.add(() -> write(encoded, those));
        }
        for (Future<Void> done : writers.invokeAll(shares)) {
            done.get();
        }
    }

    private Void write(List<byte[]> encoded, List<CoreSession> those) throws InterruptedException {
        for (byte[] event : encoded) {
            room.acquire(those.size());
            for (CoreSession client : those) {
                client.sendFrame(
                        new Frame(OpCode.TEXT, ByteBuffer.wrap(event)),
                        Callback.from(room::release, failure -> room.release()),
                        false);
            }
        }
        return null;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        follower.interrupt();
        follower.join();
        writers.shutdownNow();
    }
}
