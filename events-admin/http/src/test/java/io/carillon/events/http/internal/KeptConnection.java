// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import io.carillon.patience.Patience;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sends requests as they are, over one connection for as long as the server keeps it. Not for concurrent use. */
final class KeptConnection implements AutoCloseable {

    private final URI server;
    private @Nullable Socket socket;
    private @Nullable InputStream input;

    /**
     * What came back.
     *
     * @param millis until the whole answer was there
     */
    record Outcome(int status, String body, long millis) {

        @Override
        public String toString() {
            return status + " in " + millis + " ms: " + (body.length() > 300 ? body.substring(0, 300) + "…" : body);
        }
    }

    KeptConnection(String url) {
        this.server = URI.create(url);
    }

    /** Sends one request, once more when the server had closed the connection meanwhile. */
    Outcome send(byte[] request) throws IOException {
        if (socket != null) {
            try {
                return exchange(request);
            } catch (SocketException | ClosedByServer e) {
                close();
            }
        }
        return exchange(request);
    }

    /** Nothing came back at all. */
    private static final class ClosedByServer extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private Outcome exchange(byte[] request) throws IOException {
        long start = System.nanoTime();
        Socket open = socket;
        InputStream in = input;
        if (open == null || in == null) {
            open = new Socket(server.getHost(), server.getPort());
            open.setSoTimeout((int) Patience.LONGEST.toMillis());
            open.setTcpNoDelay(true);
            in = new BufferedInputStream(open.getInputStream());
            socket = open;
            input = in;
        }
        write(open, request);
        String status = line(in);
        if (status.isEmpty()) {
            throw new ClosedByServer();
        }
        Map<String, String> headers = headers(in);
        int code = Integer.parseInt(status.split(" ")[1]);
        boolean head = new String(request, 0, 5, StandardCharsets.ISO_8859_1).equals("HEAD ");
        byte[] body = head || code == 204 || code == 304 ? new byte[0] : body(in, headers);
        if ("close".equalsIgnoreCase(headers.get("connection")) || code == 431 || code == 413) {
            close();
        }
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        return new Outcome(code, new String(body, StandardCharsets.UTF_8), millis);
    }

    /** A server that refuses a request early may have closed its side before all of it was sent. */
    private static void write(Socket open, byte[] request) {
        try {
            open.getOutputStream().write(request);
            open.getOutputStream().flush();
        } catch (IOException e) {
            assert open.isConnected() : e;
        }
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        return headers;
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if (!"chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = size(in); size > 0; size = size(in)) {
            body.writeBytes(in.readNBytes(size));
            line(in);
        }
        line(in);
        return body.toByteArray();
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in).split(";")[0].trim(), 16);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
        }
        socket = null;
        input = null;
    }
}
