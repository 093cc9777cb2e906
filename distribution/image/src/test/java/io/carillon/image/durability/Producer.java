// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.image.ReadyHost;
import io.carillon.image.durability.Entry.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Publishes one event after the other at a steady rate and records every answer. What got none is sent again with the
 * same id until the host is back and answers.
 */
final class Producer implements Runnable {

    /** The source of all events of all producers. */
    static final String SOURCE = "urn:oracle";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long GIVE_UP_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final int SMALLEST = 50;
    private static final int LARGEST = 500;

    private final String name;
    private final Path ready;
    private final String token;
    private final History history;
    private final double perSecond;
    private final Random random;
    private volatile long stopped;
    private @Nullable Connection connection;

    Producer(String name, Path ready, String token, History history, double perSecond, long seed) {
        this.name = name;
        this.ready = ready;
        this.token = token;
        this.history = history;
        this.perSecond = perSecond;
        this.random = new Random(seed);
    }

    /** Lets the event in hand come to its end, for two minutes at most. */
    void stop() {
        stopped = System.nanoTime();
    }

    @Override
    public void run() {
        Pace pace = new Pace(perSecond);
        for (long number = 1; stopped == 0; number++) {
            publish(name + "-" + number);
            pace.await();
        }
        disconnect();
    }

    private void publish(String id) {
        byte[] body = body(id);
        while (!attempt(id, body)) {
            disconnect();
            if (stopped != 0 && System.nanoTime() - stopped > GIVE_UP_NANOS) {
                return;
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    private byte[] body(String id) {
        String text = "x".repeat(SMALLEST + random.nextInt(LARGEST - SMALLEST));
        return ("{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"" + SOURCE
                        + "\",\"type\":\"oracle.load\",\"subject\":\"" + name
                        + "\",\"datacontenttype\":\"application/json\",\"data\":{\"text\":\"" + text + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Sends it once; returns whether the answer is final. Nothing is recorded when no host is there to send it to. */
    private boolean attempt(String id, byte[] body) {
        Optional<Connection> open = connect();
        if (open.isEmpty()) {
            return false;
        }
        long begin = System.nanoTime();
        history.add(Kind.INVOKE, id, 0, 0, "-");
        try {
            Connection.Response response = open.get().post("/api/v1/events", "application/cloudevents+json", body);
            return record(id, response, (System.nanoTime() - begin) / 1_000);
        } catch (IOException e) {
            history.add(
                    Kind.UNKNOWN,
                    id,
                    0,
                    (System.nanoTime() - begin) / 1_000,
                    e.getClass().getSimpleName());
            return false;
        }
    }

    private boolean record(String id, Connection.Response response, long micros) throws IOException {
        int status = response.status();
        if (status == 200 || status == 201) {
            JsonNode receipt = JSON.readTree(response.body()).path("results").path(0);
            long position = Long.parseLong(receipt.path("sequence").asText());
            history.add(
                    Kind.OK, id, position, micros, receipt.path("durability").asText("?"));
            return true;
        }
        if (status == 429 || status >= 500) {
            history.add(Kind.UNKNOWN, id, 0, micros, Integer.toString(status));
            return false;
        }
        history.add(Kind.FAIL, id, 0, micros, Integer.toString(status));
        System.err.println(id + " was refused: " + status + " " + response.body());
        return true;
    }

    private Optional<Connection> connect() {
        if (connection == null) {
            try {
                Optional<ReadyHost> host = ReadyHost.read(ready);
                if (host.isPresent()) {
                    connection = Connection.open(host.get().url(), token, ANSWER);
                }
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(connection);
    }

    private void disconnect() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                System.err.println(name + " cannot close its connection: " + e);
            }
        }
    }
}
