// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.events.EventDraft;
import io.carillon.events.TypePattern;
import io.carillon.events.admin.ClientSubscriptionsAdmin;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import io.carillon.events.http.internal.LiveHost.WsClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Subscriptions whose place the host keeps for clients. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LiveDurableIT {

    private static final String CONTROL = "carillon.v1.json";

    @TempDir
    static Path home;

    private static final HeldClaims CLAIMS = new HeldClaims();

    private static LiveHost host;

    @BeforeAll
    static void start() throws Exception {
        host = LiveHost.start(
                home,
                Map.of("carillon.set.live.heartbeatSeconds", "3", "carillon.set.http.trustedProxies", "127.0.0.1"),
                CLAIMS::register);
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
    }

    private static String viewer(String name) {
        return host.token(name, Role.VIEWER);
    }

    private static WsClient open(String token) throws Exception {
        WsClient client = host.socket(token, CONTROL, "");
        client.next("welcome");
        return client;
    }

    /** Takes one up, and waits for the answer. */
    private static void subscribe(WsClient client, int id, String name, String types, String more) throws Exception {
        client.send("{\"type\":\"subscribe\",\"id\":" + id + ",\"durable\":\"" + name + "\",\"types\":[\"" + types
                + "\"]" + more + "}");
        JsonNode answer = nextAnswer(client);
        assertThat(answer.toString()).isEqualTo("{\"type\":\"ok\",\"id\":" + id + "}");
    }

    /** The next frame, but for how far an earlier one is, which comes by itself. */
    private static JsonNode nextAnswer(WsClient client) throws Exception {
        JsonNode frame = client.next();
        while (frame.path("type").asText().equals("position")) {
            frame = client.next();
        }
        return frame;
    }

    private static void ack(WsClient client, int sub, JsonNode frame) throws Exception {
        String sequence = frame.path("event")
                .path("sequence")
                .asText(frame.path("sequence").asText());
        client.send("{\"type\":\"ack\",\"sub\":" + sub + ",\"sequence\":\"" + sequence + "\"}");
    }

    /** Waits until what was sent is dealt with. Events that come before that are passed by. */
    private static void settle(WsClient client) throws Exception {
        client.send("{\"type\":\"ping\",\"id\":9}");
        client.next("pong");
    }

    /** Ids of the events up to the end of the log. */
    private static List<String> caughtUp(WsClient client) throws Exception {
        List<String> ids = new ArrayList<>();
        for (JsonNode frame = nextAnswer(client);
                !frame.path("type").asText().equals("caughtup");
                frame = nextAnswer(client)) {
            ids.add(frame.path("event").path("id").asText());
        }
        return ids;
    }

    private static JsonNode listed(String name) throws Exception {
        Client.Reply reply = host.operator().get("/api/v1/subscriptions/" + name);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json();
    }

    private static JsonNode explained(String event) throws Exception {
        Client.Reply reply =
                host.operator().get("/api/v1/events/" + event + "/explain?subscription=client:token:wall:wall");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json().path("items").path(0);
    }

    private static void publish(String id, String type, Map<String, String> extensions) throws Exception {
        EventDraft.Builder draft = EventDraft.builder(type).id(id).source("/durable");
        extensions.forEach(draft::extension);
        host.publish(draft.build());
    }

    @Test
    void who_comes_again_goes_on_behind_what_was_acknowledged() throws Exception {
        String token = viewer("wall");
        try (WsClient client = open(token)) {
            subscribe(client, 1, "wall", "wall.*", "");
            assertThat(caughtUp(client)).isEmpty();
            publish("w1", "wall.a", Map.of());
            publish("w2", "wall.a", Map.of());
            publish("w3", "wall.a", Map.of());
            client.next("event");
            JsonNode second = client.next("event");
            client.next("event");
            ack(client, 1, second);
            settle(client);
            assertThat(listed("client:token:wall:wall").path("state").asText()).isEqualTo("live");
            assertThat(explained("w3").path("outcome").asText()).isEqualTo("queued");
        }
        JsonNode acknowledged = explained("w2");
        assertThat(acknowledged.path("outcome").asText()).isEqualTo("delivered");
        assertThat(acknowledged.path("at").asText()).isNotEmpty();
        assertThat(acknowledged.path("reason").asText())
                .containsPattern("acknowledged by its client at \\S+:[0-9]+, or is beyond its filter or rights");
        publish("w4", "wall.a", Map.of());
        publish("other", "other.a", Map.of());
        await().until(() ->
                listed("client:token:wall:wall").path("state").asText().equals("dormant"));
        JsonNode dormant = listed("client:token:wall:wall");
        assertThat(dormant.path("kind").asText()).isEqualTo("client");
        assertThat(dormant.path("lag").asInt()).isGreaterThanOrEqualTo(3);
        try (WsClient client = open(token)) {
            subscribe(client, 4, "wall", "wall.*", ",\"from\":\"new\"");
            assertThat(caughtUp(client)).containsExactly("w3", "w4");
        }
        try (WsClient client = open(token)) {
            subscribe(client, 1, "wall", "wall.*", ",\"credit\":1");
            JsonNode third = client.next("event");
            assertThat(third.path("event").path("id").asText())
                    .as("nothing was acknowledged meanwhile")
                    .isEqualTo("w3");
            ack(client, 1, third);
            JsonNode fourth = client.next("event");
            ack(client, 1, fourth);
            ack(client, 1, client.next("caughtup"));
            settle(client);
        }
        try (WsClient client = open(token)) {
            subscribe(client, 1, "wall", "wall.*", "");
            assertThat(caughtUp(client)).isEmpty();
        }
    }

    @Test
    void what_is_beyond_the_end_of_the_log_or_was_not_sent_cannot_be_acknowledged() throws Exception {
        try (WsClient client = open(viewer("hasty"))) {
            subscribe(client, 1, "hasty", "none", "");
            client.next("caughtup");
            client.send("{\"type\":\"ack\",\"sub\":1,\"sequence\":\"00000000000099999999\"}");
            assertThat(client.next("error").path("problem").path("detail").asText())
                    .contains("was not sent yet");
            client.send("{\"type\":\"ack\",\"sub\":1,\"sequence\":\"-1\"}");
            assertThat(client.next("error").path("problem").path("detail").asText())
                    .contains("sequence of an event");
        }
    }

    @Test
    void who_takes_it_up_elsewhere_closes_the_first_connection() throws Exception {
        String token = viewer("twice");
        try (WsClient first = open(token);
                WsClient second = open(token);
                WsClient third = open(viewer("stranger"))) {
            subscribe(first, 1, "feed", "twice.*", "");
            first.next("caughtup");
            publish("t1", "twice.a", Map.of());
            ack(first, 1, first.next("event"));
            settle(first);
            publish("t2", "twice.a", Map.of());
            first.next("event");

            subscribe(second, 1, "feed", "twice.*", "");

            assertThat(caughtUp(second)).containsExactly("t2");
            assertThat(first.next("bye").path("reason").asText()).isEqualTo("durable-in-use");
            assertThat(first.closeCode()).isEqualTo(4409);
            subscribe(third, 1, "feed", "twice.*", "");
            client409(second);
        }
    }

    @Test
    void what_waits_behind_the_end_of_a_connection_takes_nothing_from_the_next_one() throws Exception {
        String token = host.token("hurried", Role.ADMIN);
        HeldClaims.Hold hold = CLAIMS.hold("slow");
        WsClient first = open(token);
        first.send("{\"type\":\"subscribe\",\"id\":1,\"durable\":\"slow\",\"types\":[\"none\"]}");
        hold.awaitReached();
        first.send("{\"type\":\"subscribe\",\"id\":2,\"durable\":\"screen\",\"types\":[\"screen.*\"]}");
        first.send(publication("parting"));
        first.leave();
        await().until(() -> connections("token:hurried") == 0);
        try (WsClient second = open(token)) {
            subscribe(second, 1, "screen", "screen.*", "");
            assertThat(caughtUp(second)).isEmpty();

            hold.release();
            hold.awaitGivenBack();

            publish("h1", "screen.a", Map.of());
            JsonNode event = second.next("event");
            assertThat(event.path("event").path("id").asText()).isEqualTo("h1");
            ack(second, 1, event);
            settle(second);
            assertThat(listed("client:token:hurried:screen").path("position").asText())
                    .as("it is still the one that may acknowledge")
                    .isEqualTo(event.path("event").path("sequence").asText());
            assertThat(CLAIMS.claims("screen")).isEqualTo(1);
            assertThat(host.operator().get("/api/v1/events/parting").status())
                    .as("what was sent to be published before the end is published")
                    .isEqualTo(200);
        }
    }

    @Test
    void what_was_to_be_published_with_a_token_that_is_revoked_meanwhile_is_not() throws Exception {
        HeldClaims.Hold hold = CLAIMS.hold("slower");
        try (WsClient client = open(host.token("banned", Role.ADMIN))) {
            client.send("{\"type\":\"subscribe\",\"id\":1,\"durable\":\"slower\",\"types\":[\"none\"]}");
            hold.awaitReached();
            client.send(publication("too-late"));
            host.framework().access().revokeToken("banned", "test");
            assertThat(client.closeCode()).isEqualTo(4401);

            hold.release();
            hold.awaitGivenBack();

            publish("behind", "parted", Map.of());
            assertThat(host.operator().get("/api/v1/events/behind").status()).isEqualTo(200);
            assertThat(host.operator().get("/api/v1/events/too-late").status()).isEqualTo(404);
        }
    }

    @Test
    void a_plain_socket_publishes_nothing_for_a_token_that_is_revoked_meanwhile() throws Exception {
        String token = host.token("crowded", Role.ADMIN);
        List<HeldClaims.Hold> holds = new ArrayList<>();
        try (WsClient plain = host.socket(host.token("outlawed", Role.ADMIN), "cloudevents.json", "?type=none");
                WsClient first = open(token);
                WsClient second = open(token);
                WsClient third = open(token);
                WsClient fourth = open(token)) {
            for (WsClient each : List.of(first, second, third, fourth)) { // all that follow frames
                String name = "busy" + holds.size();
                HeldClaims.Hold hold = CLAIMS.hold(name);
                holds.add(hold);
                each.send("{\"type\":\"subscribe\",\"id\":1,\"durable\":\"" + name + "\",\"types\":[\"none\"]}");
                hold.awaitReached();
            }
            plain.send("{\"specversion\":\"1.0\",\"id\":\"unheard\",\"source\":\"/durable\",\"type\":\"parted\"}");
            host.framework().access().revokeToken("outlawed", "test");
            assertThat(plain.closeCode()).isEqualTo(4401);

            holds.forEach(HeldClaims.Hold::release);

            for (WsClient each : List.of(first, second, third, fourth)) {
                settle(each);
            }
            publish("behind-plain", "parted", Map.of());
            assertThat(host.operator().get("/api/v1/events/behind-plain").status())
                    .isEqualTo(200);
            assertThat(host.operator().get("/api/v1/events/unheard").status()).isEqualTo(404);
        }
    }

    @Test
    void who_has_left_before_its_turn_takes_up_nothing() throws Exception {
        HeldClaims.Hold turn = CLAIMS.holdTurn("turn");
        try (WsClient first = open(viewer("prompt"))) {
            first.send("{\"type\":\"subscribe\",\"id\":1,\"durable\":\"turn\",\"types\":[\"none\"]}");
            turn.awaitReached();
            WsClient second = open(viewer("tardy"));
            second.send("{\"type\":\"subscribe\",\"id\":1,\"durable\":\"late\",\"types\":[\"none\"]}");
            await().until(() -> takesUp(Thread.State.BLOCKED));
            second.leave();
            await().until(() -> connections("token:tardy") == 0);

            turn.release();

            settle(first);
            await().until(() -> !takesUp(Thread.State.values()));
            assertThat(CLAIMS.claims("late")).isZero();
        }
    }

    /** Whether a thread is at it, in one of these states. */
    private static boolean takesUp(Thread.State... states) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> List.of(states).contains(thread.getKey().getState()))
                .flatMap(thread -> Arrays.stream(thread.getValue()))
                .anyMatch(frame -> frame.getClassName().endsWith(".Bookmarks")
                        && frame.getMethodName().equals("claim"));
    }

    @Test
    void what_somebody_else_has_taken_up_meanwhile_is_not_removed_by_who_had_it_before() throws Exception {
        String token = host.token("former", Role.ADMIN);
        HeldClaims.Hold hold = CLAIMS.hold("slowest");
        try (WsClient first = open(token)) {
            subscribe(first, 1, "kept", "kept.*", "");
            first.send("{\"type\":\"subscribe\",\"id\":2,\"durable\":\"slowest\",\"types\":[\"none\"]}");
            hold.awaitReached();
            first.send("{\"type\":\"unsubscribe\",\"sub\":1,\"forget\":true}");
            try (WsClient second = open(token)) {
                subscribe(second, 1, "kept", "kept.*", "");
                assertThat(first.closeCode()).isEqualTo(4409);
            }
            await().until(() ->
                    listed("client:token:former:kept").path("state").asText().equals("dormant"));

            hold.release();
            hold.awaitGivenBack();

            assertThat(listed("client:token:former:kept").path("state").asText())
                    .isEqualTo("dormant");
        }
    }

    @Test
    void what_may_not_be_published_and_who_is_sent_away_is_recorded() throws Exception {
        Client admin = new Client(host.uri().toString(), host.token("auditor", Role.ADMIN));
        try (WsClient client = host.socket(viewer("presumptuous"), CONTROL, "", "X-Forwarded-For", "203.0.113.9")) {
            client.send(publication("presumed"));
            assertThat(client.next("error").path("problem").path("code").asText())
                    .isEqualTo("forbidden");
            String id = "";
            for (JsonNode each : host.stats().path("clients")) {
                id = each.path("user").asText().equals("token:presumptuous")
                        ? each.path("id").asText()
                        : id;
            }
            Client.Reply sent =
                    host.operator().send("DELETE", "/api/v1/events/websocket/connections/" + id, new byte[0]);
            assertThat(sent.status()).as(sent.body()).isEqualTo(204);
        }
        for (String type : List.of("carillon.access.denied", "carillon.client.disconnected")) {
            await().untilAsserted(() -> {
                JsonNode records = admin.get("/api/v1/events?type=" + type + "&subject=token:presumptuous")
                        .json()
                        .path("items");
                assertThat(records).hasSize(1);
                assertThat(records.findValuesAsText("from"))
                        .singleElement()
                        .asString()
                        .startsWith("203.0.113.9");
            });
        }
    }

    private static String publication(String id) {
        return "{\"type\":\"publish\",\"id\":3,\"event\":{\"specversion\":\"1.0\",\"id\":\"" + id
                + "\",\"source\":\"/durable\",\"type\":\"parted\"}}";
    }

    private static long connections(String user) throws Exception {
        return host.stats().path("clients").findValuesAsText("user").stream()
                .filter(user::equals)
                .count();
    }

    /** On one socket the name can be taken up once; it is in use for everybody else. */
    private static void client409(WsClient second) throws Exception {
        second.send("{\"type\":\"subscribe\",\"id\":2,\"durable\":\"feed\"}");
        JsonNode problem = second.next("error").path("problem");
        assertThat(problem.path("code").asText()).isEqualTo("invalid-parameter");
        assertThat(problem.path("errors").path(0).path("pointer").asText()).isEqualTo("#/durable");
        String path = "/api/v1/subscriptions/client:token:twice:feed";
        assertThat(host.operator().send("DELETE", path, new byte[0]).code()).isEqualTo("in-use");
        assertThat(patch(path, "{\"position\":\"beginning\"}").code()).isEqualTo("in-use");
        assertThat(patch(path, "{\"paused\":true}").code()).isEqualTo("invalid-body");
    }

    private static Client.Reply patch(String path, String body) throws Exception {
        return host.operator()
                .send("PATCH", path, body.getBytes(StandardCharsets.UTF_8), "Content-Type: application/json");
    }

    @Test
    void its_owner_and_operators_remove_it() throws Exception {
        String token = viewer("owner");
        try (WsClient client = open(token)) {
            subscribe(client, 1, "a", "none", "");
            subscribe2(client);
            client.send("{\"type\":\"unsubscribe\",\"sub\":1,\"forget\":true}");
            client.send("{\"type\":\"unsubscribe\",\"sub\":3,\"forget\":true}");
            assertThat(client.next("error").path("problem").path("detail").asText())
                    .contains("is not durable");
            client.send("{\"type\":\"unsubscribe\",\"sub\":2,\"forget\":1}");
            assertThat(client.next("error").path("problem").path("detail").asText())
                    .contains("true or false");
            assertThat(host.operator()
                            .get("/api/v1/subscriptions/client:token:owner:a")
                            .status())
                    .isEqualTo(404);
            client.send("{\"type\":\"unsubscribe\",\"sub\":2}");
            settle(client);
            String path = "/api/v1/subscriptions/client:token:owner:b";
            assertThat(listed("client:token:owner:b").path("state").asText()).isEqualTo("dormant");
            assertThat(host.operator().send("DELETE", path, new byte[0]).status())
                    .isEqualTo(204);
            assertThat(host.operator().get(path).status()).isEqualTo(404);
        }
    }

    private static void subscribe2(WsClient client) throws Exception {
        client.next("caughtup");
        subscribe(client, 2, "b", "none", "");
        client.next("caughtup");
        client.send("{\"type\":\"subscribe\",\"id\":3,\"types\":[\"none\"]}");
        client.next("ok");
    }

    @Test
    void names_and_numbers_have_limits() throws Exception {
        try (WsClient client = open(viewer("collector"))) {
            for (String bad : List.of("\"\"", "\"a b\"", "\"a/b\"", "7", "\"" + "x".repeat(65) + "\"")) {
                client.send("{\"type\":\"subscribe\",\"id\":1,\"durable\":" + bad + "}");
                JsonNode problem = client.next("error").path("problem");
                assertThat(problem.path("code").asText()).as(bad).isEqualTo("invalid-parameter");
                assertThat(problem.path("errors").path(0).path("pointer").asText())
                        .isEqualTo("#/durable");
            }
            for (int i = 0; i < ClientSubscriptionsAdmin.MAX_OF_CLIENT; i++) {
                client.send(
                        "{\"type\":\"subscribe\",\"id\":" + i + ",\"durable\":\"n" + i + "\",\"types\":[\"none\"]}");
                assertThat(client.next("ok").path("id").asInt()).isEqualTo(i);
            }
            client.send("{\"type\":\"subscribe\",\"id\":99,\"durable\":\"more\"}");
            JsonNode problem = client.next("error").path("problem");
            assertThat(problem.path("code").asText()).isEqualTo("too-many-streams");
            assertThat(problem.path("detail").asText()).contains("token:collector has 50 durable subscriptions");
            client.send("{\"type\":\"subscribe\",\"id\":99,\"durable\":\"n3\"}");
            assertThat(client.next("error").path("problem").path("detail").asText())
                    .contains("has taken up");
        }
    }

    @Test
    void rights_that_were_taken_meanwhile_hold_for_what_was_not_acknowledged() throws Exception {
        String wide = viewer("shrinking");
        try (WsClient client = open(wide)) {
            subscribe(client, 1, "d", "shrink.**", "");
            client.next("caughtup");
        }
        publish("s1", "shrink.a", Map.of());
        publish("s2", "shrink.b", Map.of());
        publish("s3", "shrink.b", Map.of("tenantid", "acme"));
        publish("s4", "shrink.b", Map.of("userid", "anna"));
        host.framework().access().revokeToken("shrinking", "test");
        String narrow = host.framework()
                .access()
                .createToken(
                        TokenRequest.of("shrinking", Role.VIEWER, Duration.ofHours(1))
                                .withTypes(List.of(new TypePattern("shrink.b"))),
                        "test")
                .text();

        try (WsClient client = open(narrow)) {
            subscribe(client, 1, "d", "shrink.**", "");
            assertThat(caughtUp(client)).containsExactly("s2", "s3");
        }
    }

    @Test
    void who_gets_nothing_is_told_how_far_it_is_and_may_acknowledge_that() throws Exception {
        String token = viewer("quiet");
        String busy = viewer("busy");
        try (WsClient client = open(token);
                LiveHost.StreamClient stream = host.stream(busy, "type=never.**")) {
            subscribe(client, 1, "quiet", "never.**", "");
            client.send("{\"type\":\"subscribe\",\"id\":2,\"types\":[\"loud.*\"]}");
            client.next("ok");
            stream.awaitFrame("carillon.caughtup");
            publish("l1", "loud.a", Map.of());
            String loud = client.next("event").path("event").path("sequence").asText();

            JsonNode position = client.next("position");
            while (position.path("sequence").asText().compareTo(loud) < 0) {
                position = client.next("position");
            }

            assertThat(position.path("sub").asInt()).as("the other one knows").isEqualTo(1);
            LiveHost.Frame told = stream.awaitFrame("carillon.position");
            while (told.id().compareTo(loud) < 0) {
                told = stream.awaitFrame("carillon.position");
            }
            assertThat(told.data()).isEqualTo("{}");
            ack(client, 1, position);
            settle(client);
            assertThat(listed("client:token:quiet:quiet").path("position").asText())
                    .isEqualTo(position.path("sequence").asText());
            try (LiveHost.StreamClient again =
                    host.stream(busy, "type=loud.*&type=never.**", "Last-Event-ID: " + told.id())) {
                LiveHost.Frame first = again.next();
                while (first.event().equals("carillon.position")) {
                    first = again.next();
                }
                assertThat(first.event())
                        .as("nothing comes twice after that position")
                        .isEqualTo("carillon.caughtup");
            }
        }
    }
}
