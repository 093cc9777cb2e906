// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A connection that posts events, one after the other. It does as little as it can, for it runs on the processors of the
 * server that is measured. Not for concurrent use.
 */
final class HttpConnection implements AutoCloseable {

    private static final String LENGTH = "content-length:";
    private static final int MAX_LINE = 8_192;

    private final Socket socket;
    private final InputStream in;
    private final String head;
    private final byte[] line = new byte[MAX_LINE];

    private HttpConnection(Socket socket, InputStream in, String head) {
        this.socket = socket;
        this.in = in;
        this.head = head;
    }

    static HttpConnection open(URI server, String token) {
        try {
            Socket socket = new Socket(server.getHost(), server.getPort());
            socket.setTcpNoDelay(true);
            String head = "POST /api/v1/events HTTP/1.1\r\nHost: " + server.getAuthority()
                    + "\r\nAuthorization: Bearer " + token + "\r\nContent-Type: application/json\r\nContent-Length: ";
            return new HttpConnection(socket, new BufferedInputStream(socket.getInputStream()), head);
        } catch (IOException e) {
            throw new UncheckedIOException("no connection to " + server, e);
        }
    }

    /** Posts an event; returns when it is made. */
    void post(String event) throws IOException {
        byte[] body = event.getBytes(StandardCharsets.UTF_8);
        byte[] start = (head + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[start.length + body.length];
        System.arraycopy(start, 0, request, 0, start.length);
        System.arraycopy(body, 0, request, start.length, body.length);
        socket.getOutputStream().write(request);
        String status = line();
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                length = Integer.parseInt(header.substring(LENGTH.length()).trim());
            }
        }
        byte[] answer = in.readNBytes(length);
        if (!status.startsWith("HTTP/1.1 201")) {
            throw new IOException(status + ": " + new String(answer, StandardCharsets.UTF_8));
        }
    }

    private String line() throws IOException {
        int size = 0;
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || size == MAX_LINE) {
                throw new EOFException("the answer breaks off");
            }
            line[size++] = (byte) next;
        }
        return new String(line, 0, Math.max(0, size - 1), StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
