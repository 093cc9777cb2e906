// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.carillon.cli.output.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers as a host would, and remembers what it was asked. */
final class FakeHost implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, ConcurrentLinkedQueue<Reply>> replies = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    /** An answer. */
    private record Reply(int status, String contentType, String body) {}

    /** A request. */
    record Asked(String method, URI uri, Map<String, List<String>> headers, String body) {

        String line() {
            return method + " " + uri;
        }

        String header(String name) {
            return String.join(",", headers.getOrDefault(name, List.of()));
        }

        Json json() throws IOException {
            return Json.parse(body);
        }
    }

    FakeHost() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers requests of this method and path so, in turn; the last answer stays. */
    FakeHost on(String methodAndPath, int status, String body) {
        return on(methodAndPath, status, status < 300 ? "application/json" : "application/problem+json", body);
    }

    FakeHost on(String methodAndPath, int status, String contentType, String body) {
        replies.computeIfAbsent(methodAndPath, any -> new ConcurrentLinkedQueue<>())
                .add(new Reply(status, contentType, body));
        return this;
    }

    List<Asked> asked() {
        return asked;
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    body));
            String key =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            ConcurrentLinkedQueue<Reply> queue = replies.getOrDefault(key, new ConcurrentLinkedQueue<>());
            Reply reply = queue.size() > 1 ? queue.poll() : queue.peek();
            if (reply == null) {
                reply = new Reply(
                        404, "application/problem+json", "{\"code\":\"not-found\",\"detail\":\"" + key + "\"}");
            }
            exchange.getResponseHeaders().add("Content-Type", reply.contentType());
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
