// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Requests for one operation of the API document that are wrong in some way, the same ones for the same seed. */
final class BadInputs {

    private static final List<String> NASTY = List.of(
            "",
            " ",
            "null",
            "true",
            "-1",
            "0",
            "1e999",
            "NaN",
            "99999999999999999999999999",
            "9223372036854775808",
            "-9223372036854775808",
            "2026-02-30T25:61:61Z",
            "-999999999d",
            "+1000000000-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z",
            "999999d",
            "..",
            "../../etc/passwd",
            "..%2f..%2f",
            "'; DROP TABLE carillon_event_log; --",
            "%' OR '1'='1",
            "${jndi:ldap://127.0.0.1/x}",
            "{{7*7}}",
            "<script>alert(1)</script>",
            "a..b",
            "***",
            "**.**.**.**",
            "*".repeat(300),
            "a.".repeat(2_000),
            "(a+)+$",
            "\u0000",
            "\r\nSet-Cookie: x=y",
            "\u2028\uFEFF",
            "\uD83D\uDE00",
            "x".repeat(5_000),
            "position:0",
            "last:0",
            "time:never",
            "car_000000000000_" + "0".repeat(64),
            "[",
            "{\"a\":1}");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "0.5",
            "1e400",
            "1e999999999",
            "-1E-999999999",
            "123456789012345678901234567890",
            "\"\"",
            "\"x\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "[]",
            "[null]",
            "[[[[[[]]]]]]",
            "{}",
            "{\"a\":{\"b\":{}}}",
            "[1,\"a\",true,null]");

    private static final List<String> MEDIA = List.of(
            "application/json",
            "application/json",
            "application/merge-patch+json",
            "application/cloudevents+json",
            "application/cloudevents-batch+json",
            "application/json; charset=utf-16",
            "application/x-ndjson",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "text/plain",
            "text/csv",
            "*/*",
            "application",
            "");

    private final Random random;
    private final String method;
    private final String path;
    private final String token;
    private final List<String> queries = new ArrayList<>();
    private final List<String> headers = new ArrayList<>();
    private final List<String> members = new ArrayList<>();

    BadInputs(long seed, String method, String path, JsonNode operation, JsonNode document, String token) {
        this.random = new Random(seed ^ (method + path).hashCode());
        this.method = method.toUpperCase(Locale.ROOT);
        this.path = path;
        this.token = token;
        for (JsonNode parameter : operation.path("parameters")) {
            switch (parameter.path("in").asText()) {
                case "query" -> queries.add(parameter.path("name").asText());
                case "header" -> headers.add(parameter.path("name").asText());
                default -> {}
            }
        }
        for (JsonNode media : operation.path("requestBody").path("content")) {
            String schema = media.path("schema").path("$ref").asText("#/none");
            document.at(schema.substring(1)).path("properties").fieldNames().forEachRemaining(members::add);
        }
    }

    /** The next request, whole. */
    byte[] next() {
        StringBuilder head = new StringBuilder(method + " " + target() + " HTTP/1.1\r\nHost: localhost\r\n");
        head.append("Authorization: Bearer ").append(token).append("\r\n");
        for (String header : headers) {
            if (random.nextInt(3) == 0) {
                head.append(header).append(": ").append(inHeader(nasty())).append("\r\n");
            }
        }
        if (random.nextInt(4) == 0) {
            String accept = random.nextBoolean() ? "*/*;q=" : "application/json, text/html;q=,,;";
            head.append("Accept: ").append(accept).append(inHeader(nasty())).append("\r\n");
        }
        byte[] body = random.nextInt(members.isEmpty() ? 8 : 20) == 0 || !takesBody() ? new byte[0] : body();
        String media = MEDIA.get(random.nextInt(3) > 0 ? 0 : random.nextInt(MEDIA.size()));
        if (!media.isEmpty()) {
            head.append("Content-Type: ").append(media).append("\r\n");
        }
        if (random.nextInt(30) == 0) {
            head.append("Content-Encoding: gzip\r\n");
        }
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        return request.toByteArray();
    }

    private boolean takesBody() {
        return !method.equals("GET") && (!members.isEmpty() || random.nextInt(4) == 0);
    }

    private String target() {
        StringBuilder target = new StringBuilder();
        for (String segment : path.substring(1).split("/")) {
            target.append('/').append(segment.startsWith("{") ? variable() : segment);
        }
        // Most of what has a body or no parameters is to get past the query string.
        boolean plain = queries.isEmpty() || !members.isEmpty();
        int parameters = plain ? random.nextInt(10) / 9 : random.nextInt(4);
        for (int i = 0; i < parameters; i++) {
            target.append(i == 0 ? '?' : '&').append(name()).append('=').append(inQuery());
        }
        return target.toString();
    }

    /** Mostly what can be an id. */
    private String variable() {
        return random.nextInt(3) == 0 ? encoded(nasty()) : random.nextBoolean() ? "1" : "com.example.active";
    }

    private String name() {
        boolean known = !queries.isEmpty() && random.nextInt(12) > 0;
        return known ? queries.get(random.nextInt(queries.size())) : encoded(nasty());
    }

    private String inQuery() {
        return switch (random.nextInt(12)) {
            case 0 -> "%zz";
            case 1 -> "%C3%28";
            case 2 -> "%";
            default -> encoded(nasty());
        };
    }

    private String nasty() {
        String text = NASTY.get(random.nextInt(NASTY.size()));
        return random.nextInt(10) == 0 ? text + NASTY.get(random.nextInt(NASTY.size())) : text;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Without line breaks, which would begin something else. */
    private static String inHeader(String text) {
        return text.replaceAll("[\\r\\n\\u0000]", " ");
    }

    private byte[] body() {
        byte[] body = object().getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(body, random.nextInt(body.length));
            case 1 -> flipped(body);
            case 2 -> ("[".repeat(random.nextInt(3_000)) + "1").getBytes(StandardCharsets.UTF_8);
            default -> body;
        };
    }

    private byte[] flipped(byte[] body) {
        byte[] wrong = body.clone();
        for (int i = 0; i < 3; i++) {
            wrong[random.nextInt(wrong.length)] = (byte) random.nextInt(256);
        }
        return wrong;
    }

    private String object() {
        StringBuilder object = new StringBuilder("{");
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            boolean known = !members.isEmpty() && random.nextInt(6) > 0;
            String name = known ? members.get(random.nextInt(members.size())) : quoted(nasty());
            object.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(name)
                    .append("\":")
                    .append(value());
        }
        return object.append('}').toString();
    }

    private String value() {
        return random.nextBoolean() ? VALUES.get(random.nextInt(VALUES.size())) : '"' + quoted(nasty()) + '"';
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\r", "\\r")
                .replace("\n", "\\n")
                .replace("\u0000", "\\u0000");
    }

    /** The beginning of a request, for people. */
    static String shown(byte[] request) {
        String text = new String(request, 0, Math.min(request.length, 600), StandardCharsets.ISO_8859_1);
        return text.replaceAll("Bearer \\S+", "Bearer …").replace("\r\n", " ⏎ ");
    }
}
