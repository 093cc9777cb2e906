// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * An HTTP/1.1 connection to a host on this machine, kept open between requests. Small, because it shares the cores with
 * the host it loads. Not for concurrent use; after an exception it is of no further use.
 */
final class Connection implements Closeable {

    private static final int LARGEST_BODY = 64 * 1024 * 1024;
    private static final int LARGEST_LINE = 16 * 1024;

    /** What the host answered. */
    record Response(int status, String body) {}

    private final Socket socket;
    private final InputStream in;
    private final String authority;
    private final String token;

    private Connection(Socket socket, String authority, String token) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        this.authority = authority;
        this.token = token;
    }

    /** @param patience longest wait for the next byte of an answer */
    static Connection open(URI host, String token, Duration patience) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) patience.toMillis());
            socket.connect(new InetSocketAddress(host.getHost(), host.getPort()), (int) patience.toMillis());
            return new Connection(socket, host.getAuthority(), token);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    Response get(String path) throws IOException {
        return exchange("GET " + path, "", new byte[0]);
    }

    Response post(String path, String contentType, byte[] body) throws IOException {
        return exchange(
                "POST " + path, "Content-Type: " + contentType + "\r\nContent-Length: " + body.length + "\r\n", body);
    }

    private Response exchange(String request, String headers, byte[] body) throws IOException {
        byte[] head = (request + " HTTP/1.1\r\nHost: " + authority + "\r\nAuthorization: Bearer " + token
                        + "\r\nAccept: application/json\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        socket.getOutputStream().write(whole);
        return answer();
    }

    private Response answer() throws IOException {
        String[] status = line().split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/1.")) {
            throw new IOException("not an HTTP answer: " + String.join(" ", status));
        }
        int length = 0;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        lower.substring("content-length:".length()).trim());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.contains("chunked");
            }
        }
        byte[] body = chunked ? chunks() : bytes(length);
        return new Response(Integer.parseInt(status[1]), new String(body, StandardCharsets.UTF_8));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunk(); size > 0; size = chunk()) {
            body.write(bytes(size));
            line();
            if (body.size() > LARGEST_BODY) {
                throw new IOException("the answer is larger than " + LARGEST_BODY + " bytes");
            }
        }
        line();
        return body.toByteArray();
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line().split(";", 2)[0].trim(), 16);
    }

    private byte[] bytes(int length) throws IOException {
        if (length > LARGEST_BODY) {
            throw new IOException("the answer is larger than " + LARGEST_BODY + " bytes");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the answer ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(80);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended");
            }
            if (c != '\r') {
                line.append((char) c);
            }
            if (line.length() > LARGEST_LINE) {
                throw new IOException("a line of the answer is longer than " + LARGEST_LINE + " bytes");
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
