// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The client's side of a WebSocket over which both sides send texts. Pings are answered while a text is waited for.
 *
 * <p>Threads: one at a time.
 *
 * <p>Source: RFC 6455.
 */
final class WebSocket {

    /** The longest text that is read, in bytes. */
    static final int MAX_TEXT = 16 * 1024 * 1024;

    /** Close code of a side that says none. */
    static final int NO_CODE = 1005;

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private static final int FINAL = 0x80;
    private static final int RESERVED = 0x70;
    private static final int MASKED = 0x80;
    private static final int SHORT = 125;
    private static final int NORMAL_END = 1000;
    private static final String ACCEPTANCE = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final DataInputStream in;
    private final DataOutputStream out;
    private final SecureRandom random = new SecureRandom();
    private int closeCode = NO_CODE;

    /** One frame. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Frame(boolean last, int kind, byte[] payload) {

        boolean isControl() {
            return kind >= CLOSE;
        }
    }

    WebSocket(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = new DataOutputStream(out);
    }

    /** A nonce for {@link #headers}. */
    static String key() {
        byte[] key = new byte[16];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /** Those that ask for a WebSocket. */
    static Map<String, String> headers(String key, String subprotocol) {
        return Map.of(
                "Connection", "Upgrade",
                "Upgrade", "websocket",
                "Sec-WebSocket-Version", "13",
                "Sec-WebSocket-Key", key,
                "Sec-WebSocket-Protocol", subprotocol);
    }

    /** Whether an answer is that of a WebSocket server that read the question and speaks the subprotocol. */
    static boolean isAgreedTo(Response answer, String key, String subprotocol) {
        return answer.status() == Response.SWITCHING
                && accepted(key).equals(answer.headers().get("sec-websocket-accept"))
                && subprotocol.equals(answer.headers().get("sec-websocket-protocol"));
    }

    private static String accepted(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1").digest((key + ACCEPTANCE).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    /** Sends a text. */
    void send(String text) throws IOException {
        write(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(int kind, byte[] payload) throws IOException {
        byte[] mask = new byte[4];
        random.nextBytes(mask);
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
        frame.write(FINAL | kind);
        if (payload.length <= SHORT) {
            frame.write(MASKED | payload.length);
        } else if (payload.length <= 0xFFFF) {
            frame.write(MASKED | 126);
            frame.writeBytes(
                    ByteBuffer.allocate(2).putShort((short) payload.length).array());
        } else {
            frame.write(MASKED | 127);
            frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        frame.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ mask[i % mask.length]);
        }
        frame.writeTo(out);
        out.flush();
    }

    /** Whether there is more to read already. */
    boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    /**
     * The next text; empty when the other side has closed the socket, see {@link #closeCode}.
     *
     * @throws IOException if the connection broke, or the other side breaks the rules
     */
    Optional<String> read() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        boolean begun = false;
        while (true) {
            Frame frame = frame(MAX_TEXT - text.size());
            switch (frame.kind()) {
                case TEXT, CONTINUATION -> {
                    if (begun != (frame.kind() == CONTINUATION)) {
                        throw new IOException("the host sent a part of a text out of its order");
                    }
                    begun = true;
                    text.writeBytes(frame.payload());
                    if (frame.last()) {
                        return Optional.of(decoded(text.toByteArray()));
                    }
                }
                case PING -> write(PONG, frame.payload());
                case PONG -> {
                    // nobody asked, which is allowed
                }
                case CLOSE -> {
                    closeCode = frame.payload().length < 2
                            ? NO_CODE
                            : ByteBuffer.wrap(frame.payload()).getChar();
                    return Optional.empty();
                }
                default -> throw new IOException("the host sent a frame that is neither text nor control");
            }
        }
    }

    private static String decoded(byte[] text) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("the host sent a text that is not UTF-8", e);
        }
    }

    private Frame frame(int room) throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        Frame frame = new Frame((first & FINAL) != 0, first & 0x0F, new byte[0]);
        long length = second & 0x7F;
        if ((first & RESERVED) != 0
                || (second & MASKED) != 0
                || frame.isControl() && (length > SHORT || !frame.last())) {
            throw new IOException("the host does not keep to the rules of WebSocket");
        }
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        if (length < 0 || !frame.isControl() && length > room) {
            throw new IOException("the host sent a text of more than " + MAX_TEXT + " bytes");
        }
        byte[] payload = in.readNBytes((int) length);
        if (payload.length < length) {
            throw new EOFException("it ended within a frame");
        }
        return new Frame(frame.last(), frame.kind(), payload);
    }

    /** Why the other side closed the socket; {@link #NO_CODE} if it did not say. */
    int closeCode() {
        return closeCode;
    }

    /** Says that nothing follows. */
    void end() throws IOException {
        write(CLOSE, ByteBuffer.allocate(2).putShort((short) NORMAL_END).array());
    }
}
