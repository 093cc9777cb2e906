// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import io.carillon.cli.output.Json;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** The host's side of WebSockets, one after the other; each has a part to play. Without one it is gone. */
final class FakeSocketHost implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Queue<Part> parts = new ConcurrentLinkedQueue<>();
    private final List<Json> heard = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::serve, "fake-socket-host");

    /** What one connection is about. */
    interface Part {
        void play(Guest guest) throws Exception;
    }

    FakeSocketHost() throws IOException {
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    FakeSocketHost next(Part part) {
        parts.add(part);
        return this;
    }

    /** Every frame of the client, on whatever connection. */
    List<Json> heard() {
        return heard;
    }

    private void serve() {
        try {
            while (true) {
                try (Socket socket = server.accept()) {
                    Guest guest = new Guest(socket);
                    guest.welcome();
                    parts.remove().play(guest);
                }
            }
        } catch (Exception e) {
            heard.add(Json.of(String.valueOf(e)));
        } finally {
            close();
        }
    }

    /** One connection. */
    final class Guest {

        private final DataInputStream in;
        private final OutputStream out;

        Guest(Socket socket) throws IOException {
            in = new DataInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        private void welcome() throws Exception {
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII), 1);
            String key = "";
            for (String line = lines.readLine(); !line.isEmpty(); line = lines.readLine()) {
                key = line.startsWith("Sec-WebSocket-Key: ") ? line.substring(19) : key;
            }
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Protocol: carillon.v1.json\r\nSec-WebSocket-Accept: "
                            + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            say("{\"type\":\"welcome\",\"node\":\"n\",\"version\":\"1\",\"heartbeatSeconds\":600}");
        }

        /** Sends frames in one write. */
        Guest say(String... texts) throws IOException {
            java.io.ByteArrayOutputStream frames = new java.io.ByteArrayOutputStream();
            for (String text : texts) {
                byte[] payload = text.getBytes(StandardCharsets.UTF_8);
                frames.writeBytes(ByteBuffer.allocate(4)
                        .put((byte) 0x81)
                        .put((byte) 126)
                        .putShort((short) payload.length)
                        .array());
                frames.writeBytes(payload);
            }
            out.write(frames.toByteArray());
            out.flush();
            return this;
        }

        void end(int code) throws IOException {
            out.write(ByteBuffer.allocate(4)
                    .put((byte) 0x88)
                    .put((byte) 2)
                    .putShort((short) code)
                    .array());
            out.flush();
        }

        /** Reads frames of the client up to one of this type. */
        Json hear(String type) throws IOException {
            Json frame = hear();
            while (!frame.at("type").text().equals(type)) {
                frame = hear();
            }
            return frame;
        }

        /** Reads frames of the client until it has acknowledged this. */
        void hearAcknowledged(String sequence) throws IOException {
            Json ack = hear("ack");
            while (!ack.at("sequence").text().equals(sequence)) {
                ack = hear("ack");
            }
        }

        private Json hear() throws IOException {
            in.readByte();
            int length = in.readByte() & 0x7F;
            byte[] mask = new byte[4];
            byte[] payload = new byte[length == 126 ? in.readUnsignedShort() : length];
            in.readFully(mask);
            in.readFully(payload);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            Json frame = Json.parse(payload);
            heard.add(frame);
            return frame;
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
