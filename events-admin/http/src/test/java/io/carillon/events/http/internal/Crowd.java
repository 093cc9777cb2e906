// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Many WebSocket clients on one thread. Each event carries the moment it was published as {@code {"t":nanoseconds}}. */
final class Crowd implements AutoCloseable {

    private final Selector selector = Selector.open();
    private final List<Member> members = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "crowd");
    private final AtomicLong received = new AtomicLong();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger disordered = new AtomicInteger();
    private long[] delays = new long[1024];
    private int count;
    private volatile boolean closed;

    Crowd() throws IOException {}

    /** One of them. */
    private static final class Member {

        private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
        private long last;
    }

    /** Connects more members, each before the next. */
    void join(URI server, String token, String query, int more) throws IOException {
        for (int i = 0; i < more; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
            handshake(channel, server, token, query);
            channel.configureBlocking(false);
            Member member = new Member();
            members.add(member);
            channel.register(selector, SelectionKey.OP_READ, member);
        }
    }

    /** Asks for a WebSocket and reads the answer, not a byte more. */
    static void handshake(SocketChannel channel, URI server, String token, String query) throws IOException {
        channel.write(ByteBuffer.wrap(("GET /api/v1/events/ws" + query + " HTTP/1.1\r\nHost: " + server.getAuthority()
                        + "\r\nAuthorization: Bearer " + token
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Protocol: cloudevents.json\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII)));
        InputStream input = channel.socket().getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = input.read();
            if (next < 0) {
                throw new IOException("closed after: " + head);
            }
            head.append((char) next);
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("refused: " + head);
        }
    }

    /** Begins to read. */
    Crowd start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(100);
                for (SelectionKey key : selector.selectedKeys()) {
                    read(key, (Member) key.attachment());
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new AssertionError("the crowd is lost", e);
        }
    }

    private void read(SelectionKey key, Member member) throws IOException {
        int read;
        try {
            read = ((SocketChannel) key.channel()).read(member.buffer);
        } catch (IOException e) {
            read = -1;
        }
        if (read < 0) {
            lost.incrementAndGet();
            key.channel().close();
            return;
        }
        member.buffer.flip();
        while (frame(member)) {
            received.incrementAndGet();
        }
        member.buffer.compact();
    }

    /** Takes one text frame if it is whole. */
    private boolean frame(Member member) {
        ByteBuffer in = member.buffer;
        if (in.remaining() < 2) {
            return false;
        }
        int start = in.position();
        int opcode = in.get() & 0x0F;
        int length = in.get() & 0x7F;
        if (length == 126) {
            if (in.remaining() < 2) {
                in.position(start);
                return false;
            }
            length = in.getShort() & 0xFFFF;
        }
        if (in.remaining() < length) {
            in.position(start);
            return false;
        }
        String text = StandardCharsets.UTF_8.decode(in.slice().limit(length)).toString();
        in.position(in.position() + length);
        if (opcode != 1) {
            return frame(member);
        }
        int place = text.indexOf("\"sequence\":\"") + 12;
        long sequence = Long.parseLong(text.substring(place, place + 20));
        if (sequence <= member.last) {
            disordered.incrementAndGet();
        }
        member.last = sequence;
        int time = text.indexOf("{\"t\":") + 5;
        note(System.nanoTime() - Long.parseLong(text.substring(time, text.indexOf('}', time))));
        return true;
    }

    private synchronized void note(long delay) {
        if (count == delays.length) {
            delays = Arrays.copyOf(delays, count * 2);
        }
        delays[count++] = delay;
    }

    long received() {
        return received.get();
    }

    /** Events that came twice or in another order. */
    int disordered() {
        return disordered.get();
    }

    /** Connections that ended. */
    int lost() {
        return lost.get();
    }

    /** The delay that 99 of 100 events did not exceed, in milliseconds. */
    synchronized double p99() {
        long[] sorted = Arrays.copyOf(delays, count);
        Arrays.sort(sorted);
        return sorted[(int) (count * 0.99)] / 1e6;
    }

    @Override
    public void close() throws Exception {
        closed = true;
        thread.join();
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
