// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

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

    private static final String LENGTH = "\r\nContent-Length: ";
    private static final String END = "\r\n\r\n";

    private final Socket socket;
    private final String head;
    private final byte[] answer = new byte[64 * 1024];

    private HttpConnection(Socket socket, String head) {
        this.socket = socket;
        this.head = head;
    }

    static HttpConnection open(URI server, String token) {
        try {
            Socket socket = new Socket(server.getHost(), server.getPort());
            socket.setTcpNoDelay(true);
            String head = "POST /api/v1/events HTTP/1.1\r\nHost: " + server.getAuthority()
                    + "\r\nAuthorization: Bearer " + token + "\r\nContent-Type: application/json\r\nContent-Length: ";
            return new HttpConnection(socket, head);
        } catch (IOException e) {
            throw new UncheckedIOException("no connection to " + server, e);
        }
    }

    /** Posts an event in ASCII; returns when it is made. */
    void post(String event) throws IOException {
        String request = head + event.length() + END + event;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String text = answer();
        if (!text.startsWith("HTTP/1.1 201")) {
            throw new IOException(text);
        }
    }

    /** Reads one answer; nothing comes after it before something else is asked. */
    private String answer() throws IOException {
        InputStream in = socket.getInputStream();
        String text = "";
        for (int size = 0; !isWhole(text); text = new String(answer, 0, size, StandardCharsets.ISO_8859_1)) {
            int read = in.read(answer, size, answer.length - size);
            if (read <= 0) {
                throw new EOFException("the answer breaks off: " + text);
            }
            size += read;
        }
        return text;
    }

    private static boolean isWhole(String text) {
        int end = text.indexOf(END);
        if (end < 0) {
            return false;
        }
        int start = text.indexOf(LENGTH) + LENGTH.length();
        int length = Integer.parseInt(text, start, text.indexOf('\r', start), 10);
        return text.length() == end + END.length() + length;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
