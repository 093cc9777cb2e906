// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.events.EventDraft;
import io.carillon.events.admin.Role;
import io.carillon.events.http.internal.LiveHost.StreamClient;
import io.carillon.events.http.internal.LiveHost.WsClient;
import io.carillon.events.http.internal.rest.EventParser;
import io.carillon.events.store.EventQuery;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LiveIT {

    @TempDir
    static Path home;

    private static LiveHost host;
    private static String admin;

    @BeforeAll
    static void start() throws Exception {
        host = LiveHost.start(home, Map.of());
        admin = host.token("admin", Role.ADMIN);
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
    }

    @Test
    void a_stream_says_who_it_is_and_when_it_is_live() throws Exception {
        try (StreamClient client = host.stream(admin, "type=hello.*")) {
            assertThat(client.header())
                    .startsWith("HTTP/1.1 200")
                    .containsIgnoringCase("Content-Type: text/event-stream")
                    .containsIgnoringCase("Cache-Control: no-store")
                    .containsIgnoringCase("X-Accel-Buffering: no");
            client.awaitFrame("carillon.caughtup");
            String id = host.publish("hello.world", "{\"a\":\n1}");

            LiveHost.Frame event = client.awaitEvent();

            assertThat(event.json().path("id").asText()).isEqualTo(id);
            assertThat(event.json().path("data").path("a").asInt()).isEqualTo(1);
            assertThat(event.id())
                    .matches("\\d{20}")
                    .isEqualTo(event.json().path("sequence").asText());
            assertThat(client.text()).startsWith("retry: 2000\n: carillon 1.2.3 ");
        }
    }

    @Test
    void what_streams_and_publishing_do_is_in_the_metrics() throws Exception {
        String id = host.publish("metric.one", "1");
        try (StreamClient client = host.stream(admin, "type=metric.*&from=earliest")) {
            assertThat(client.awaitEvent().json().path("id").asText()).isEqualTo(id);

            assertThat(host.operator().get("/metrics").body())
                    .containsPattern("carillon_stream_connections\\{protocol=\"sse\"} [1-9]")
                    .containsPattern("carillon_stream_events_total [1-9]")
                    .containsPattern("carillon_stream_bytes_total [1-9]")
                    .containsPattern("carillon_stream_switched_total [1-9]")
                    .containsPattern("carillon_stream_slow_total 0")
                    .containsPattern("carillon_publish_duration_seconds_count\\{result=\"accepted\"} [1-9]");
        }
    }

    @Test
    void what_was_deleted_is_not_given_to_who_comes_later() throws Exception {
        try (StreamClient client = host.stream(admin, "type=secret.*&type=carillon.event.deleted")) {
            client.awaitFrame("carillon.caughtup");
            String id = host.publish("secret.one", "\"private words\"");
            assertThat(client.awaitEvent().data()).contains("private words");
            assertThat(new Client(host.uri().toString(), admin)
                            .send("DELETE", "/api/v1/events/" + id, new byte[0])
                            .status())
                    .isEqualTo(204);
            assertThat(client.awaitEvent().json().path("type").asText()).isEqualTo("carillon.event.deleted");

            try (StreamClient late = host.stream(admin, "type=secret.*&from=earliest")) {
                LiveHost.Frame frame = late.awaitEvent();
                assertThat(frame.json().path("id").asText()).isEqualTo(id);
                assertThat(frame.data()).doesNotContain("private words");
            }
        }
    }

    @Test
    void a_socket_that_speaks_events_only_gets_nothing_else() throws Exception {
        try (WsClient client = host.socket(admin, "cloudevents.json", "?type=plain.*&from=new")) {
            await().until(() ->
                    host.stats().path("clients").findValuesAsText("protocol").contains("cloudevents.json"));
            String id = host.publish("plain.one", "1");
            host.publish("other.one", "1");

            JsonNode event = client.next();

            assertThat(client.subprotocol()).isEqualTo("cloudevents.json");
            assertThat(event.path("id").asText()).isEqualTo(id);
            client.send("{\"specversion\":\"1.0\",\"id\":\"by-socket\",\"source\":\"/t\",\"type\":\"plain.two\"}");
            assertThat(client.next().path("id").asText()).isEqualTo("by-socket");
        }
    }

    /** The next frame, but for how far a subscription is, which comes by itself. */
    private static JsonNode next(WsClient client) throws Exception {
        JsonNode frame = client.next();
        while (frame.path("type").asText().equals("position")) {
            frame = client.next();
        }
        return frame;
    }

    @Test
    void a_dialogue_of_subscriptions() throws Exception {
        try (WsClient client = host.socket(admin, "carillon.v1.json", "")) {
            JsonNode welcome = next(client);
            assertThat(welcome.path("type").asText()).isEqualTo("welcome");
            assertThat(welcome.path("maxFrameBytes").asInt()).isEqualTo(1024 * 1024);
            client.send("{\"type\":\"subscribe\",\"id\":7,\"types\":[\"talk.**\"],\"credit\":2,\"extra\":1}");
            assertThat(next(client).toString()).isEqualTo("{\"type\":\"ok\",\"id\":7}");
            assertThat(next(client).path("type").asText()).isEqualTo("caughtup");
            List<String> ids =
                    List.of(host.publish("talk.a", "1"), host.publish("talk.b", "2"), host.publish("talk.c.d", "3"));

            JsonNode first = next(client);
            assertThat(first.path("sub").asInt()).isEqualTo(7);
            assertThat(first.path("event").path("id").asText()).isEqualTo(ids.get(0));
            JsonNode second = next(client).path("event");
            assertThat(second.path("id").asText()).isEqualTo(ids.get(1));
            client.send("{\"type\":\"ping\",\"id\":3}");
            assertThat(next(client).toString()).as("credit is used up").isEqualTo("{\"type\":\"pong\",\"id\":3}");
            client.send("{\"type\":\"ack\",\"sub\":7,\"sequence\":\""
                    + second.path("sequence").asText() + "\"}");
            assertThat(next(client).path("event").path("id").asText()).isEqualTo(ids.get(2));
            client.send(
                    "{\"type\":\"publish\",\"id\":4,\"event\":{\"specversion\":\"1.0\",\"id\":\"x1\",\"source\":\"/t\","
                            + "\"type\":\"talk.e\",\"data\":{\"n\":1.0}}}");
            assertThat(List.of(next(client), next(client)).toString())
                    .contains("\"type\":\"ok\",\"id\":4,\"result\":{\"id\":\"x1\"")
                    .contains("\"data\":{\"n\":1.0}");
            client.send("{\"type\":\"unsubscribe\",\"sub\":7}");
            client.send("{\"type\":\"jump\",\"id\":9}");
            JsonNode error = next(client);
            assertThat(error.path("id").asInt()).isEqualTo(9);
            assertThat(error.path("problem").path("code").asText()).isEqualTo("unknown-frame");
            client.send("nonsense");
            assertThat(next(client).path("reason").asText()).isEqualTo("bad-frame");
            assertThat(client.closeCode()).isEqualTo(4400);
        }
    }

    @Test
    void filters_are_those_of_lists_and_what_is_wrong_with_one_is_said() throws Exception {
        try (WsClient client = host.socket(admin, "carillon.v1.json", "")) {
            next(client);
            client.send("{\"type\":\"subscribe\",\"id\":1,\"filter\":[{\"sql\":\"1\"}]}");
            JsonNode problem = next(client).path("problem");
            assertThat(problem.path("code").asText()).isEqualTo("invalid-filter");
            assertThat(problem.path("errors").path(0).path("pointer").asText()).isEqualTo("#/filter/0/sql");
            client.send("{\"type\":\"subscribe\",\"id\":2,\"filter\":["
                    + "{\"prefix\":{\"type\":\"sift.\"}},{\"data\":{\"/n\":{\">\":1}}}]}");
            assertThat(next(client).path("type").asText()).isEqualTo("ok");
            assertThat(next(client).path("type").asText()).isEqualTo("caughtup");
            host.publish("sift.a", "{\"n\":1}");
            host.publish("other.a", "{\"n\":2}");
            String wanted = host.publish("sift.b", "{\"n\":2}");
            assertThat(next(client).path("event").path("id").asText()).isEqualTo(wanted);
        }
    }

    @Test
    void thousands_of_frames_are_answered_one_after_the_other_and_in_a_burst() throws Exception {
        try (WsClient client = host.socket(admin, "carillon.v1.json", "")) {
            client.next("welcome");
            for (int i = 0; i < 3_000; i++) {
                client.send("{\"type\":\"ping\",\"id\":" + i + "}");
                assertThat(client.next("pong").path("id").asInt()).isEqualTo(i);
            }
            for (int i = 0; i < 3_000; i++) {
                client.send("{\"type\":\"ping\",\"id\":" + i + "}");
            }
            for (int i = 0; i < 3_000; i++) {
                assertThat(client.next("pong").path("id").asInt()).isEqualTo(i);
            }
        }
    }

    @Test
    void pings_of_the_protocol_are_answered_beside_frames() throws Exception {
        try (WsClient client = host.socket(admin, "carillon.v1.json", "")) {
            client.next("welcome");
            for (int i = 0; i < 200; i++) {
                client.ping(i);
                client.send("{\"type\":\"ping\",\"id\":" + i + "}");
            }
            for (int i = 0; i < 200; i++) {
                assertThat(client.next("pong").path("id").asInt()).isEqualTo(i);
            }
            await().until(() -> client.answered() == 199);
        }
    }

    @Test
    void what_was_sent_before_the_socket_is_closed_is_published() throws Exception {
        EventQuery hasty = EventQuery.builder().types("hasty.sent").build();
        int events = 1_500;
        try (WsClient client = host.socket(admin, "cloudevents.json", "?type=none")) {
            for (int i = 0; i < events; i++) {
                client.send(
                        "{\"specversion\":\"1.0\",\"id\":\"" + i + "\",\"source\":\"/hasty\",\"type\":\"hasty.sent\"}");
            }
            client.leave();
        }
        await().until(() -> host.events().count(hasty) == events);
    }

    /** All filters that let the event of the vectors through, as one. */
    private static String passing(FilterVectors vectors) {
        return vectors.passes().stream()
                .filter(JsonNode::isObject)
                .map(JsonNode::toString)
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** One that lets it through only if none of those does that are to stop it. */
    private static String stopping(FilterVectors vectors) {
        return vectors.stops().stream().map(JsonNode::toString).collect(Collectors.joining(",", "{\"any\":[", "]}"));
    }

    @Test
    void streams_and_sockets_filter_as_the_vectors_say() throws Exception {
        FilterVectors vectors = FilterVectors.read();
        EventDraft wanted = EventParser.structured(vectors.event().toString().getBytes(StandardCharsets.UTF_8));
        EventDraft last = wanted.toBuilder().id("end").build();
        String end = "{\"exact\":{\"id\":\"end\"}}";
        try (WsClient passing = host.socket(admin, "carillon.v1.json", "");
                WsClient stopping = host.socket(admin, "carillon.v1.json", "");
                StreamClient stream = host.stream(
                        admin,
                        "filter="
                                + URLEncoder.encode(
                                        "{\"all\":[{\"sql\":\"type LIKE 'vector.%' AND hops < ttl\"},{\"not\":"
                                                + "{\"sql\":\"subject = 5 OR id LIKE 'x%'\"}}]}",
                                        StandardCharsets.UTF_8))) {
            stream.awaitFrame("carillon.caughtup");
            for (WsClient client : List.of(passing, stopping)) {
                next(client);
            }
            passing.send("{\"type\":\"subscribe\",\"id\":1,\"filter\":" + passing(vectors) + "}");
            stopping.send(
                    "{\"type\":\"subscribe\",\"id\":1,\"filter\":[{\"any\":[" + end + "," + stopping(vectors) + "]}]}");
            for (WsClient client : List.of(passing, stopping)) {
                assertThat(next(client).path("type").asText()).isEqualTo("ok");
                assertThat(next(client).path("type").asText()).isEqualTo("caughtup");
            }

            host.publish(wanted);
            host.publish(last);

            assertThat(stream.awaitEvent().json().path("id").asText()).isEqualTo("vector-1");
            assertThat(next(passing).path("event").path("id").asText()).isEqualTo("vector-1");
            assertThat(next(stopping).path("event").path("id").asText()).isEqualTo("end");
        }
        for (FilterVectors.Refused refused : vectors.refused()) {
            try (StreamClient stream = host.stream(
                    admin, "filter=" + URLEncoder.encode(refused.filter().toString(), StandardCharsets.UTF_8))) {
                assertThat(stream.header()).as(refused.toString()).contains(" 422 ");
            }
        }
    }
}
