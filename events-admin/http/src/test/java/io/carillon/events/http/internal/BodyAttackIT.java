// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import io.carillon.events.http.internal.KeptConnection.Outcome;
import io.carillon.patience.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies made to cost the host more than their sender: refused at once, by every route that reads one. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BodyAttackIT {

    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String CLOUD_EVENT = "Content-Type: application/cloudevents+json\r\n";
    private static final String BATCH = "Content-Type: application/cloudevents-batch+json\r\n";
    private static final String BINARY = "ce-specversion: 1.0\r\nce-id: x\r\nce-source: /x\r\nce-type: a.b\r\n" + JSON;
    private static final String LINES = "Content-Type: application/x-ndjson\r\n";

    /** A second where nothing else runs, {@code -Dcarillon.idle=true}; elsewhere it only must not hang. */
    private static final Duration SLOW = Patience.onIdleMachine(Duration.ofSeconds(1));

    private static final long MOST_GROWTH = 64L << 20;

    /** Every way to get JSON read: {@code METHOD path} and the headers for it. */
    private static final List<List<String>> DOORS = List.of(
            List.of("POST /api/v1/events", JSON),
            List.of("POST /api/v1/events", CLOUD_EVENT),
            List.of("POST /api/v1/events", BATCH),
            List.of("POST /api/v1/events/clear", JSON),
            List.of("POST /api/v1/events/replay", JSON),
            List.of("POST /api/v1/events/export", JSON),
            List.of("POST /api/v1/tokens", JSON),
            List.of("POST /api/v1/auth/login", JSON),
            List.of("PATCH /api/v1/plugins/com.example.active", "Content-Type: application/merge-patch+json\r\n"),
            List.of("PUT /api/v1/plugins/com.example.active/config", JSON));

    @TempDir
    static Path home;

    private static HostFramework host;
    private static String url;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        host = new HostFramework(home, Map.of("carillon.set.http.port", "0", "carillon.set.store.url", "memory:"))
                .overRealBus()
                .withPlugins()
                .start();
        url = host.url();
        token = host.access()
                .createToken(TokenRequest.of("tester", Role.ADMIN, Duration.ofHours(1)), "test")
                .text();
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
    }

    private static byte[] request(String door, String headers, byte[] body) {
        return raw(door, headers + "Content-Length: " + body.length + "\r\n", body);
    }

    private static byte[] raw(String door, String headers, byte[] body) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(bytes(
                door + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n" + headers + "\r\n"));
        request.writeBytes(body);
        return request.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Outcome sent(byte[] request) throws IOException {
        try (KeptConnection connection = new KeptConnection(url)) {
            return connection.send(request);
        }
    }

    private static void assertRefused(String what, byte[] request) throws IOException {
        Outcome outcome = sent(request);
        assertThat(outcome.status()).as(what + ": " + outcome).isBetween(400, 499);
        assertThat(outcome.millis()).as(what + ": " + outcome).isLessThanOrEqualTo(SLOW.toMillis());
    }

    private static String member(String name, String value) {
        return "{\"specversion\":\"1.0\",\"id\":\"x\",\"source\":\"/x\",\"type\":\"a.b\",\"" + name + "\":" + value
                + "}";
    }

    /** Names that have the same hash code in Java. */
    private static String colliding(int bits) {
        StringBuilder object = new StringBuilder("{");
        for (int i = 0; i < 1 << bits; i++) {
            object.append(i == 0 ? "\"" : ",\"");
            for (int bit = 0; bit < bits; bit++) {
                object.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            object.append("\":1");
        }
        return object.append('}').toString();
    }

    private static List<byte[]> bombs() {
        List<byte[]> bombs = new ArrayList<>();
        for (int depth : List.of(101, 1_001, 500_000)) {
            bombs.add(bytes("[".repeat(depth)));
            bombs.add(bytes("{\"a\":".repeat(depth)));
            bombs.add(bytes(member("data", "[".repeat(depth) + "]".repeat(depth))));
        }
        for (String number :
                List.of("9".repeat(1_001), "1e999999999", "-0." + "0".repeat(1_001), "9".repeat(1 << 20))) {
            bombs.add(bytes(member("count", number)));
            bombs.add(bytes("{\"ttl\":" + number + ",\"limit\":" + number + "}"));
        }
        bombs.add(bytes(member("data", colliding(15))));
        bombs.add(bytes(colliding(15)));
        StringBuilder many = new StringBuilder("{");
        for (int i = 0; i < 300_000; i++) {
            many.append('"').append(i).append("\":1,");
        }
        bombs.add(bytes(many + "\"a\":1}"));
        bombs.add(bytes("{\"type\":\"a.b\",\"type\":\"a.c\"}"));
        bombs.add(bytes("{\"type\":\"\\ud800\"}"));
        bombs.add(bytes("{\"type\":\"a\\u0000\"}"));
        bombs.add(new byte[1 << 16]);
        bombs.add(bytes("\uFEFF{\"type\":\"a.b\"}"));
        for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32")) {
            bombs.add("{\"type\":\"a.b\"}".getBytes(Charset.forName(charset)));
        }
        bombs.add(new byte[] {0, 0, 0, '{', 0, '5', 0, 'F'});
        bombs.add(new byte[] {'{', '"', (byte) 0xC3, '(', '"', ':', '1', '}'});
        bombs.add(bytes("{\"type\":\"" + "a".repeat(1 << 20) + "\"}"));
        bombs.add(bytes("{\"" + "a".repeat(1 << 20) + "\":1}"));
        bombs.add(bytes("x".repeat(5 << 20)));
        return bombs;
    }

    @Test
    void what_is_too_deep_too_long_too_much_or_no_text_is_refused_at_every_door_and_leaves_nothing_in_the_heap()
            throws Exception {
        long before = LiveBytes.now();
        for (List<String> door : DOORS) {
            for (byte[] bomb : bombs()) {
                String shown = new String(bomb, 0, Math.min(60, bomb.length), StandardCharsets.ISO_8859_1);
                byte[] body = door.get(1).equals(BATCH)
                        ? bytes("[" + new String(bomb, StandardCharsets.UTF_8) + ",1]")
                        : bomb;
                assertRefused(door + " " + bomb.length + " bytes " + shown, request(door.get(0), door.get(1), body));
            }
        }

        assertThat(LiveBytes.now() - before).isLessThan(MOST_GROWTH);
        assertThat(sent(raw("GET /livez", "", new byte[0])).status()).isEqualTo(200);
    }

    @Test
    void data_in_the_body_of_a_binary_event_has_the_same_limits() throws Exception {
        for (String data :
                List.of("[".repeat(500_000), "9".repeat(1_001), "{\"a\":1,\"a\":2}", "\"\\ud800\"", "\uFEFF1", "NaN")) {
            assertRefused(
                    data.substring(0, Math.min(20, data.length())),
                    request("POST /api/v1/events", BINARY, bytes(data)));
        }
        assertRefused("latin", request("POST /api/v1/events", BINARY, new byte[] {'"', (byte) 0xE9, '"'}));
    }

    @Test
    void a_packed_body_is_not_unpacked() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                gzip.write(zeros);
            }
        }
        for (List<String> door : DOORS) {
            for (String encoding : List.of("gzip", "deflate", "br", "gzip, gzip", "x")) {
                String headers = door.get(1) + "Content-Encoding: " + encoding + "\r\n";
                assertThat(sent(request(door.get(0), headers, packed.toByteArray()))
                                .status())
                        .as(door + " " + encoding)
                        .isIn(413, 415);
            }
        }
        assertThat(sent(request(
                                "POST /api/v1/events/import",
                                LINES + "Content-Encoding: gzip\r\n",
                                packed.toByteArray()))
                        .status())
                .isEqualTo(415);
    }

    /** What a client could send of a body without end before it was cut off, and the status it was told. */
    private record Cut(long bytes, String status) {}

    private static Cut endless(String door, String headers) throws IOException {
        URI server = URI.create(url);
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(120_000);
            socket.getOutputStream().write(raw(door, headers + "Transfer-Encoding: chunked\r\n", new byte[0]));
            byte[] chunk = bytes("10000\r\n" + " ".repeat(0x10000) + "\r\n");
            long sent = 0;
            try {
                while (sent < 2L << 30) {
                    socket.getOutputStream().write(chunk);
                    sent += 0x10000;
                }
            } catch (IOException e) {
                assertThat(e).isInstanceOf(java.net.SocketException.class);
            }
            String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
            return new Cut(sent, status.substring(9));
        }
    }

    @Test
    void a_body_without_end_is_cut_off_long_before_it_is_large() throws Exception {
        for (List<String> door : DOORS) {
            Cut told = endless(door.get(0), door.get(1));
            assertThat(told.bytes()).as("bytes %s took", door).isLessThan(64L << 20);
            assertThat(told.status()).as("status of %s", door).isEqualTo("413");
        }
    }

    @Test
    void requests_whose_end_can_be_understood_in_two_ways_are_refused() throws Exception {
        String event = "POST /api/v1/events";
        byte[] good = bytes("{\"type\":\"a.b\"}");
        byte[] chunked = bytes("e\r\n{\"type\":\"a.b\"}\r\n0\r\n\r\n");
        for (String headers : List.of(
                "Content-Length: 14\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 14\r\n",
                "Content-Length: 14\r\nContent-Length: 3\r\n",
                "Content-Length: 14, 3\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: +14\r\n",
                "Content-Length: 0x0e\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Content-Length:\r\n",
                "Content-Length : 14\r\n",
                "Content-Length: 14\r\nHost: other\r\n",
                "Content-Length: 14\r\n folded: x\r\n")) {
            byte[] body = headers.contains("chunked") ? chunked : good;
            assertRefused(headers, raw(event, JSON + headers, body));
        }
        for (String size : List.of("zz", "-1", "ffffffffffffffffff", "e;\n", "", "0x0e", "7fffffffffffffff")) {
            byte[] body = bytes(size + "\r\n{\"type\":\"a.b\"}\r\n0\r\n\r\n");
            assertRefused("chunk of " + size, raw(event, JSON + "Transfer-Encoding: chunked\r\n", body));
        }
    }

    @Test
    void a_body_that_ends_too_early_is_the_senders_fault_and_what_follows_a_body_is_another_request() throws Exception {
        URI server = URI.create(url);
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(120_000);
            socket.getOutputStream()
                    .write(raw("POST /api/v1/events", JSON + "Content-Length: 5000\r\n", bytes("{\"type\":\"a.b\"}")));
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("incomplete-body");
        }
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(120_000);
            socket.getOutputStream()
                    .write(raw(
                            "POST /api/v1/events",
                            JSON + "Content-Length: 14\r\n",
                            bytes("{\"type\":\"a.b\"}GARBAGE\r\n\r\n")));
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 201 ")
                    .contains("HTTP/1.1 400 ");
        }
    }
}
