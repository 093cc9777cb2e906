// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import io.carillon.patience.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nonsense for every operation of the API document, from a caller who may do everything: none ends in 5xx, none takes more
 * than a second, and none stays in the heap. A few inputs in every build, {@code -Dcarillon.bad.inputs=10000} for as many each.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BadInputIT {

    private static final Logger LOG = LoggerFactory.getLogger(BadInputIT.class);
    private static final int INPUTS = Integer.getInteger("carillon.bad.inputs", 50);
    private static final long SEED = Long.getLong("carillon.bad.seed", 20260131L);
    /** A second where nothing else runs, {@code -Dcarillon.idle=true}; elsewhere it only must not hang. */
    private static final Duration SLOW = Patience.onIdleMachine(Duration.ofSeconds(1));

    /** Inputs come over so many connections at a time. */
    private static final int CONNECTIONS = 4;

    private static final int MOST_TOLD = 10;
    private static final long MOST_GROWTH = 64L << 20;

    /** A request that was slow is made again this often: the machine may have been busy with something else. */
    private static final int TRIES = 5;

    @TempDir
    static Path home;

    private static HostFramework host;
    private static String url;
    private static String token;

    private final Contract contract = new Contract();

    @BeforeAll
    static void start() throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "carillon.set.http.port", "0",
                "carillon.set.store.url", "memory:",
                "carillon.set.store.properties", "maxEvents=20000,maxBytes=8388608"));
        for (String kind : List.of("reads", "publishes", "changes", "anonymous")) {
            settings.put("carillon.set.http." + kind + "PerSecond", "0");
        }
        host = new HostFramework(home, settings).overRealBus().withPlugins().start();
        url = host.url();
        token = host.access()
                .createToken(TokenRequest.of("tester", Role.ADMIN, Duration.ofHours(4)), "test")
                .text();
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
    }

    /**
     * What the host made of the inputs for one operation.
     *
     * @param worst milliseconds of the slowest answer
     * @param statuses how often each came
     * @param wrong the first of those it should not have made anything of
     */
    private record Attacked(
            String operation, long worst, Map<Integer, Integer> statuses, long seconds, List<String> wrong) {

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%-75s %6d in %4d s, worst %4d ms %s", operation, sent(), seconds, worst, statuses);
        }

        int sent() {
            return statuses.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    @Test
    void no_operation_fails_or_lingers_over_nonsense_and_none_of_it_stays_in_the_heap() throws Exception {
        long before = LiveBytes.now();
        List<Callable<Attacked>> attacks = new ArrayList<>();
        contract.document().path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(operation -> !endless(operation.getValue()))
                .forEach(operation ->
                        attacks.add(() -> attack(operation.getKey(), path.getKey(), operation.getValue()))));
        List<Attacked> attacked = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            for (Future<Attacked> each : threads.invokeAll(attacks)) {
                attacked.add(each.get());
            }
        } finally {
            threads.shutdownNow();
        }
        long grown = LiveBytes.now() - before;

        int sent = attacked.stream().mapToInt(Attacked::sent).sum();
        long slowest = attacked.stream().mapToLong(Attacked::worst).max().orElseThrow();
        Files.write(
                Path.of("target", "bad-inputs.txt"),
                attacked.stream().map(Attacked::toString).toList());
        LOG.info(
                "{} bad inputs for {} operations, slowest {} ms, heap {} KiB before and {} KiB more after; "
                        + "target/bad-inputs.txt has the figures of each",
                sent,
                attacked.size(),
                slowest,
                before / 1024,
                grown / 1024);
        assertThat(attacked).flatExtracting(Attacked::wrong).isEmpty();
        assertThat(attacked).hasSizeGreaterThan(60).allSatisfy(each -> assertThat(each.sent())
                .isEqualTo(INPUTS));
        assertThat(grown).isLessThan(MOST_GROWTH);
    }

    private Attacked attack(String method, String path, JsonNode operation) throws IOException {
        BadInputs inputs = new BadInputs(SEED, method, path, operation, contract.document(), token);
        List<String> wrong = new ArrayList<>();
        Map<Integer, Integer> statuses = new TreeMap<>();
        long worst = 0;
        long start = System.nanoTime();
        try (KeptConnection connection = new KeptConnection(url)) {
            for (int i = 0; i < INPUTS; i++) {
                byte[] request = inputs.next();
                KeptConnection.Outcome outcome = connection.send(request);
                for (int again = 0; again < TRIES && outcome.millis() > SLOW.toMillis(); again++) {
                    outcome = connection.send(request);
                }
                statuses.merge(outcome.status(), 1, Integer::sum);
                worst = Math.max(worst, outcome.millis());
                if (!fine(outcome) && wrong.size() < MOST_TOLD) {
                    wrong.add(outcome + " for " + BadInputs.shown(request));
                }
            }
        }
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        return new Attacked(method.toUpperCase(Locale.ROOT) + " " + path, worst, statuses, seconds, wrong);
    }

    @Test
    void the_ends_of_the_calendar_are_times_as_others() throws Exception {
        String first = "-999999999-01-01T00:00:00Z";
        String last = "%2B999999999-12-31T23:59:59Z";
        int asked = 0;
        for (Map.Entry<String, JsonNode> path :
                contract.document().path("paths").properties()) {
            List<String> known = path.getValue().path("get").path("parameters").findValuesAsText("name");
            if (!known.contains("from") || endless(path.getValue().path("get"))) {
                continue;
            }
            String auto = known.contains("bucket") ? "&bucket=auto" : "";
            for (String query : List.of(
                    "from=" + first,
                    "from=" + last,
                    "to=" + last,
                    "from=" + first + "&to=" + last + auto,
                    "to=" + first)) {
                String line = "GET " + path.getKey().replaceAll("\\{\\w+}", "1") + "?" + query;
                int status = once(line + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n");
                assertThat(status).as(line).isBetween(200, 499);
                asked++;
            }
        }
        assertThat(asked).isGreaterThan(10);
    }

    /** An answer that never ends is tested where live streams are. */
    private static boolean endless(JsonNode operation) {
        JsonNode responses = operation.path("responses");
        return responses.has("101") || responses.path("200").path("content").has("text/event-stream");
    }

    private static boolean fine(KeptConnection.Outcome outcome) {
        return outcome.millis() <= SLOW.toMillis() && outcome.status() < 500;
    }

    @Test
    void paths_that_try_to_be_something_else_lead_nowhere_and_nobody_in() throws Exception {
        String padding = "x".repeat(64 * 1024);
        String many = "a=1&".repeat(10_000);
        List<String> lines = List.of(
                "GET //api/v1/events",
                "GET /api//v1/events",
                "GET /api/v1/events/%2e%2e",
                "GET /api/v1/events/%2e%2e/events",
                "GET /api/v1/events;x",
                "GET /api/v1;x=y/events",
                "GET /api/v1/events/%00",
                "GET /api/v1/events%00",
                "GET /api/v1/events.",
                "GET /api/v1/./events",
                "GET /api/v1/%65vents/../tokens",
                "GET /API/V1/EVENTS",
                "GET /api/v1/events%2Fx",
                "GET /api\\v1\\events",
                "TRACE /api/v1/events",
                "TRACK /api/v1/events",
                "OPTIONS *",
                "GET http://[::1/api/v1/events",
                "GET /api/v1/events?" + many,
                "GET /api/v1/events?" + "type=a&".repeat(2_000),
                "GET /" + padding);
        for (String line : lines) {
            for (String credential : List.of("", "Authorization: Bearer " + token + "\r\n")) {
                int status = once(line + " HTTP/1.1\r\nHost: localhost\r\n" + credential);
                assertThat(status)
                        .as(BadInputs.shown(line.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                        .isBetween(400, 499);
            }
        }
        assertThat(once("GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Long: " + padding + "\r\n"))
                .isEqualTo(431);
        assertThat(once("GET /api/v1/%65vents HTTP/1.1\r\nHost: localhost\r\n")).isEqualTo(401);
    }

    private static int once(String head) throws Exception {
        try (KeptConnection connection = new KeptConnection(url)) {
            return connection
                    .send((head + "Connection: close\r\n\r\n").getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .status();
        }
    }
}
