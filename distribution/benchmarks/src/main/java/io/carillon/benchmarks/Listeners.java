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

/** WebSocket clients on one thread that count the frames they get, at little cost of their own. */
final class Listeners implements AutoCloseable {

    private static final int BUFFER = 256 * 1024;
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long PAUSE_NANOS = 1_000_000;

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final AtomicLong frames = new AtomicLong();
    private final Thread thread = new Thread(this::run, "listeners");
    private volatile boolean closed;

    private Listeners() throws IOException {}

    /** What of a frame has not come yet. */
    private static final class Place {

        private final byte[] header = new byte[10];
        private int headerBytes;
        private long payload;
    }

    /**
     * Connects clients.
     *
     * @param request everything of the handshake between its first line and its end
     */
    static Listeners connect(URI server, String path, String request, int clients) throws IOException {
        Listeners listeners = new Listeners();
        for (int i = 0; i < clients; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
            shakeHands(channel, "GET " + path + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n" + request);
            channel.configureBlocking(false);
            channel.register(listeners.selector, SelectionKey.OP_READ, new Place());
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
                selector.select(key -> read((SocketChannel) key.channel(), (Place) key.attachment()), 100);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the listeners cannot go on", e);
        }
    }

    private void read(SocketChannel channel, Place place) {
        try {
            buffer.clear();
            if (channel.read(buffer) < 0) {
                throw new IOException("a listener was closed by the server");
            }
            buffer.flip();
            frames.addAndGet(pass(place));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Passes over what was read; returns how many text frames came to their end. */
    private int pass(Place place) {
        int ended = 0;
        while (buffer.hasRemaining()) {
            if (place.payload == 0) {
                place.header[place.headerBytes++] = buffer.get();
                int length = place.headerBytes < 2 ? 0 : place.header[1] & 0x7F;
                int needed = length == 127 ? 10 : length == 126 ? 4 : 2;
                if (place.headerBytes < needed) {
                    continue;
                }
                ByteBuffer header = ByteBuffer.wrap(place.header);
                place.payload = length == 127 ? header.getLong(2) : length == 126 ? header.getChar(2) : length;
                place.headerBytes = 0;
            }
            int part = (int) Math.min(place.payload, buffer.remaining());
            buffer.position(buffer.position() + part);
            place.payload -= part;
            boolean text = (place.header[0] & 0x0F) == 1;
            if (place.payload == 0 && text) {
                ended++;
            }
        }
        return ended;
    }

    /** Waits until all clients together have got so many events. */
    void await(long wanted) throws TimeoutException {
        long end = System.nanoTime() + LONGEST_NANOS;
        while (frames.get() < wanted) {
            if (System.nanoTime() > end || !thread.isAlive()) {
                throw new TimeoutException("the listeners got " + frames.get() + " of " + wanted + " frames");
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
