// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.patience.Patience;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** Speaks HTTP/1.1 byte by byte, so that tests can send what no library would. Every answer is held against the contract. */
final class Client {

    private static final Contract CONTRACT = new Contract();

    private final URI server;
    private final String token;
    private final InetAddress from;

    Client(String url, String token) {
        this(url, token, InetAddress.getLoopbackAddress());
    }

    /** A client at another loopback address. */
    Client(String url, String token, InetAddress from) {
        this.server = URI.create(url);
        this.token = token;
        this.from = from;
    }

    /** An answer with headers by lower-case name. */
    record Reply(int status, Map<String, String> headers, String body) {

        JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + body, e);
            }
        }

        String code() {
            return json().path("code").asText();
        }
    }

    Reply get(String path, String... headers) throws IOException {
        return send("GET", path, new byte[0], headers);
    }

    Reply post(String contentType, String body, String... headers) throws IOException {
        return post(contentType, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    Reply post(String contentType, byte[] body, String... headers) throws IOException {
        String[] all = new String[headers.length + 1];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Content-Type: " + contentType;
        return send("POST", "/api/v1/events", body, all);
    }

    Reply send(String method, String path, byte[] body, String... headers) throws IOException {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        boolean host = false;
        boolean length = false;
        for (String header : headers) {
            host |= header.startsWith("Host:");
            length |= header.startsWith("Content-Length:");
            head.append(header).append("\r\n");
        }
        if (!host) {
            head.append("Host: ").append(server.getAuthority()).append("\r\n");
        }
        if (!token.isEmpty()) {
            head.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        if (!length && (body.length > 0 || method.equals("POST"))) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        head.append("Connection: close\r\n\r\n");
        Reply reply = raw(head.toString(), body, method.equals("HEAD"));
        CONTRACT.check(method, path, reply);
        return reply;
    }

    private Reply raw(String head, byte[] body, boolean noBody) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort(), from, 0)) {
            socket.setSoTimeout((int) Patience.LONGEST.toMillis());
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
            InputStream input = socket.getInputStream();
            String[] lines = header(input).split("\r\n");
            Map<String, String> headers = new TreeMap<>();
            for (int i = 1; i < lines.length; i++) {
                int colon = lines[i].indexOf(':');
                headers.put(
                        lines[i].substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                        lines[i].substring(colon + 1).trim());
            }
            byte[] sent = noBody ? new byte[0] : body(input, headers);
            boolean packed = "gzip".equals(headers.get("content-encoding"));
            String content = new String(packed && sent.length > 0 ? unpacked(sent) : sent, StandardCharsets.UTF_8);
            return new Reply(Integer.parseInt(lines[0].split(" ")[1]), headers, content);
        }
    }

    /** Up to its length, in chunks, or up to the end of the connection. */
    private static byte[] body(InputStream input, Map<String, String> headers) throws IOException {
        String length = headers.get("content-length");
        if (length != null) {
            return input.readNBytes(Integer.parseInt(length));
        }
        if (headers.getOrDefault("content-type", "").startsWith("text/event-stream")) {
            return new byte[0]; // it has no end
        }
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            return input.readAllBytes();
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int size = chunk(input); size > 0; size = chunk(input)) {
            all.writeBytes(input.readNBytes(size));
            input.readNBytes(2);
        }
        return all.toByteArray();
    }

    private static int chunk(InputStream input) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = input.read(); next >= 0 && next != '\n'; next = input.read()) {
            line.append((char) next);
        }
        return Integer.parseInt(line.toString().trim(), 16);
    }

    private static byte[] unpacked(byte[] sent) throws IOException {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(sent))) {
            return gzip.readAllBytes();
        }
    }

    private static String header(InputStream input) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = input.read();
            if (next < 0) {
                throw new IOException("connection closed after: " + head);
            }
            head.append((char) next);
        }
        return head.substring(0, head.length() - 4);
    }
}
