// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A request of HTTP/1.1, the only one on its connection.
 *
 * <p>Source: RFC 9112.
 */
record Request(String method, URI url, Map<String, String> headers, Body body) {

    private static final int CHUNK = 16 * 1024;

    Request {
        headers = Map.copyOf(headers);
        headers.forEach(Request::check);
    }

    private static void check(String name, String value) {
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
            throw new Failure(
                    Exit.REFUSED,
                    "the header " + name + " would hold the end of a line, or another control character",
                    name.equals("Authorization") ? "look at the token: --token, CARILLON_TOKEN" : "");
        }
    }

    void writeTo(OutputStream out) throws IOException {
        OutputStream buffered = new BufferedOutputStream(out, CHUNK);
        buffered.write(head().getBytes(StandardCharsets.UTF_8));
        try (InputStream in = body.source().open()) {
            if (body.length() == Body.UNKNOWN) {
                writeChunks(in, buffered);
            } else if (in.transferTo(buffered) != body.length()) {
                throw new IOException("what is sent changed its length meanwhile");
            }
        }
        buffered.flush();
    }

    private String head() {
        StringBuilder head = new StringBuilder(method).append(' ').append(url.getRawPath());
        if (url.getRawQuery() != null) {
            head.append('?').append(url.getRawQuery());
        }
        head.append(" HTTP/1.1\r\nHost: ").append(url.getRawAuthority());
        head.append("\r\nUser-Agent: carillon\r\n");
        if (!headers.containsKey("Connection")) {
            head.append("Connection: close\r\n");
        }
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body.length() == Body.UNKNOWN) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (!method.equals("GET")) {
            head.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    private static void writeChunks(InputStream in, OutputStream out) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            if (read > 0) {
                out.write((Integer.toHexString(read) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(chunk, 0, read);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
}
