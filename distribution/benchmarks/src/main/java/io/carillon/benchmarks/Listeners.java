// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket clients on one thread that get numbered events, at little cost of their own. Each checks that every event is the
 * one after the last.
 */
final class Listeners implements AutoCloseable {

    private static final int BUFFER = 256 * 1024;
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long PAUSE_NANOS = 1_000_000;

    private static final int TEXT = 1;
    private static final int SHORT = 125;

    private final int clients;
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final AtomicLong events = new AtomicLong();
    private final Thread thread = new Thread(this::run, "listeners");
    private volatile @Nullable Exception failure;
    private volatile boolean closed;

    private Listeners(int clients) throws IOException {
        this.clients = clients;
    }

    /** One client. */
    private static final class Client {

        /** The beginning of a frame whose end has not come yet. */
        private byte[] rest = new byte[0];
        /** Events so far. */
        private long events;
    }

    /**
     * Connects clients.
     *
     * @param request everything of the handshake between its first line and its end
     */
    static Listeners connect(URI server, String path, String request, int clients) throws IOException {
        Listeners listeners = new Listeners(clients);
        for (int i = 0; i < clients; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
            shakeHands(channel, "GET " + path + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n" + request);
            channel.configureBlocking(false);
            channel.register(listeners.selector, SelectionKey.OP_READ, new Client());
        }
        listeners.thread.setDaemon(true);
        listeners.thread.start();
        return listeners;
    }

    private static void shakeHands(SocketChannel channel, String request) throws IOException {
        String whole = request + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        channel.write(ByteBuffer.wrap(whole.getBytes(StandardCharsets.US_ASCII)));
        InputStream input = channel.socket().getInputStream();
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) { // byte by byte, for frames may follow
            int next = input.read();
            if (next < 0) {
                throw new IOException("closed after: " + answer);
            }
            answer.append((char) next);
        }
        if (!answer.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("refused: " + answer);
        }
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(key -> read((SocketChannel) key.channel(), (Client) key.attachment()), 100);
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void read(SocketChannel channel, Client client) {
        try {
            buffer.clear().put(client.rest);
            if (channel.read(buffer) < 0) {
                throw new IOException("a listener was closed by the server");
            }
            buffer.flip();
            long before = client.events;
            while (passFrame(client)) {
                // until the rest is no whole frame
            }
            client.rest = new byte[buffer.remaining()];
            buffer.get(client.rest);
            events.addAndGet(client.events - before);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Passes over the next frame; returns whether all of it was there. */
    private boolean passFrame(Client client) throws IOException {
        int start = buffer.position();
        if (buffer.remaining() < 2) {
            return false;
        }
        int length = buffer.get(start + 1) & 0x7F;
        int header = length > SHORT ? 4 : 2; // no event of more than 64 KiB is published
        if (buffer.remaining() < header) {
            return false;
        }
        length = header == 2 ? length : buffer.getChar(start + 2);
        int end = start + header + length;
        if (end > buffer.limit()) {
            return false;
        }
        buffer.position(end);
        if ((buffer.get(start) & 0x0F) == TEXT) {
            long number = Payload.number(buffer, end);
            if (number != client.events) {
                throw new IOException("a listener got event " + number + " where " + client.events + " was due");
            }
            client.events++;
        }
        return true;
    }

    /** Waits until the listeners have got so many events each, on average. */
    void await(long each) throws IOException, TimeoutException {
        long end = System.nanoTime() + LONGEST_NANOS;
        while (events.get() < each * clients) {
            Exception reason = failure;
            if (reason != null) {
                throw new IOException("the listeners cannot go on", reason);
            }
            if (System.nanoTime() > end) {
                throw new TimeoutException("the listeners got " + events.get() + " of " + each * clients + " events");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        closed = true;
        thread.join();
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
