// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** Publishes over HTTP, each publisher on a connection of its own that stays open, and waits for the answer. */
final class HttpContender implements Contender {

    private static final long LONGEST_NANOS = 120_000_000_000L;
    private static final long PAUSE_NANOS = 10_000_000;

    private static final String BEFORE = "{\"type\":\"" + Payload.TYPE + "\",\"subject\":\"";
    private static final String AFTER = "\",\"data\":" + Payload.json() + "}";

    private final SmallHost host;
    private final URI server;
    private final String token;
    private final Queue<HttpConnection> all = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<HttpConnection> mine = ThreadLocal.withInitial(this::connect);

    private HttpContender(SmallHost host, URI server, String token) {
        this.host = host;
        this.server = server;
        this.token = token;
    }

    static HttpContender open(Path directory) throws Exception {
        SmallHost host = SmallHost.startWithHttp(directory, Map.of("url", "sqlite:events.db"));
        String token = host.service(AccessAdmin.class)
                .createToken(TokenRequest.of("benchmark", Role.PUBLISHER, Duration.ofHours(1)), "benchmark")
                .text();
        return new HttpContender(host, address(directory.resolve("data/run/ready.json")), token);
    }

    static URI address(Path ready) throws IOException {
        long end = System.nanoTime() + LONGEST_NANOS;
        while (!Files.exists(ready)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the host is not ready: there is no " + ready);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        JsonNode text = new ObjectMapper().readTree(ready.toFile());
        return URI.create(text.path("url").asText());
    }

    private HttpConnection connect() {
        HttpConnection connection = HttpConnection.open(server, token);
        all.add(connection);
        return connection;
    }

    @Override
    public String name() {
        return "HTTP, keep-alive";
    }

    @Override
    public void append() throws IOException {
        mine.get().post(BEFORE + Payload.subject() + AFTER);
    }

    @Override
    public void close() throws Exception {
        for (HttpConnection connection : all) {
            connection.close();
        }
        host.close();
    }
}
