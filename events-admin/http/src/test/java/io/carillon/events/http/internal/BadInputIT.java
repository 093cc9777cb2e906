// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nonsense for every operation of the API document, from a caller who may do everything: none ends in 5xx, and none takes
 * more than a second. A few inputs in every build, {@code -Dcarillon.bad.inputs=10000} for as many each.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BadInputIT {

    private static final Logger LOG = LoggerFactory.getLogger(BadInputIT.class);
    private static final int INPUTS = Integer.getInteger("carillon.bad.inputs", 50);
    private static final long SEED = Long.getLong("carillon.bad.seed", 20260131L);
    private static final Duration SLOW = Duration.ofSeconds(1);

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
        host = new HostFramework(home, Map.of("carillon.set.http.port", "0", "carillon.set.store.url", "memory:"))
                .overRealBus()
                .withPlugins()
                .start();
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(host.readyFile()));
        url = new ObjectMapper().readTree(host.readyFile().toFile()).path("url").asText();
        token = host.access()
                .createToken(TokenRequest.of("tester", Role.ADMIN, Duration.ofHours(4)), "test")
                .text();
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
    }

    @Test
    void no_operation_fails_or_lingers_over_nonsense() throws Exception {
        List<String> wrong = new ArrayList<>();
        Map<Integer, Integer> statuses = new TreeMap<>();
        long slowest = 0;
        int sent = 0;
        try (KeptConnection connection = new KeptConnection(url)) {
            for (Map.Entry<String, JsonNode> path :
                    contract.document().path("paths").properties()) {
                for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                    if (endless(operation.getValue())) {
                        continue;
                    }
                    BadInputs inputs = new BadInputs(
                            SEED, operation.getKey(), path.getKey(), operation.getValue(), contract.document(), token);
                    for (int i = 0; i < INPUTS; i++) {
                        byte[] request = inputs.next();
                        KeptConnection.Outcome outcome = connection.send(request);
                        for (int again = 0; again < TRIES && outcome.millis() > SLOW.toMillis(); again++) {
                            outcome = connection.send(request);
                        }
                        sent++;
                        statuses.merge(outcome.status(), 1, Integer::sum);
                        slowest = Math.max(slowest, outcome.millis());
                        if (!fine(outcome, operation.getValue())) {
                            wrong.add(outcome + " for " + BadInputs.shown(request));
                        }
                    }
                }
            }
        }

        LOG.info("{} bad inputs, answers {}, slowest {} ms", sent, statuses, slowest);
        assertThat(wrong).isEmpty();
        assertThat(sent).isGreaterThan(INPUTS * 20);
    }

    /** An answer that never ends is tested where live streams are. */
    private static boolean endless(JsonNode operation) {
        JsonNode responses = operation.path("responses");
        return responses.has("101") || responses.path("200").path("content").has("text/event-stream");
    }

    /** The queue of jobs is bounded, and says so: a job more than it holds is not nonsense. */
    private static boolean fine(KeptConnection.Outcome outcome, JsonNode operation) {
        boolean full = outcome.status() == 503
                && outcome.body().contains("\"overloaded\"")
                && operation
                        .path("responses")
                        .path("503")
                        .path("description")
                        .asText()
                        .contains("overloaded");
        return outcome.millis() <= SLOW.toMillis() && (outcome.status() < 500 || full);
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
