// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.TypePattern;
import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobsAdmin;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import io.carillon.events.http.internal.Client.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything about events, over the real bus and the store in memory. Each test has types of its own. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class EventsIT {

    private static final String JSON = "application/json";
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final String EVENTS = "/api/v1/events";

    @TempDir
    static Path home;

    private static HostFramework host;
    private static String url;
    private static Client admin;
    private static Client publisher;
    private static Client viewer;

    @BeforeAll
    static void start() throws Exception {
        host = new HostFramework(home, Map.of("carillon.set.http.port", "0", "carillon.set.store.url", "memory:"))
                .overRealBus()
                .start();
        url = host.url();
        admin = client("admin", Role.ADMIN);
        publisher = client("publisher", Role.PUBLISHER);
        viewer = client("viewer", Role.VIEWER);
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
    }

    private static Client client(String name, Role role) {
        return new Client(
                url,
                host.access()
                        .createToken(TokenRequest.of(name, role, Duration.ofHours(1)), "test")
                        .text());
    }

    @Test
    void what_is_meant_for_another_user_is_not_counted_for_who_is_limited() throws Exception {
        for (String more : List.of("", ",\"userid\":\"anna\"", ",\"userid\":\"bert\"")) {
            aimed("aimed.a", more);
            aimed("aimed.b", more);
        }
        aimed("aimed.c", ",\"userid\":\"bert\"");
        TokenRequest plain = TokenRequest.of("anna-limited", Role.VIEWER, Duration.ofHours(1));
        TokenRequest types = new TokenRequest(
                "anna-limited",
                plain.role(),
                plain.scopes(),
                List.of(new TypePattern("aimed.*")),
                Set.of(),
                "anna",
                plain.lifetime());
        TokenRequest tenant = TokenRequest.of("acme-limited", Role.VIEWER, Duration.ofHours(1))
                .withTenants(Set.of("acme"));

        assertCounts(client(types), 2, 4, List.of("aimed.a", "aimed.b"));
        assertCounts(client(tenant), 1, 2, List.of("aimed.a", "aimed.b"));
        assertCounts(
                client(TokenRequest.of("aimed-operator", Role.OPERATOR, Duration.ofHours(1))
                        .withTypes(List.of(new TypePattern("aimed.*")))),
                3,
                7,
                List.of("aimed.a", "aimed.b", "aimed.c"));
    }

    private static void aimed(String type, String more) throws Exception {
        Client.Reply reply = admin.post(
                STRUCTURED,
                "{\"specversion\":\"1.0\",\"type\":\"" + type + "\",\"id\":\"" + UUID.randomUUID()
                        + "\",\"source\":\"/aimed\",\"tenantid\":\"acme\",\"correlationid\":\"aim\"" + more + "}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    }

    private static Client client(TokenRequest request) {
        return new Client(url, host.access().createToken(request, "test").text());
    }

    /** What somebody is shown of the type {@code aimed.a}, and of the flow. */
    private static void assertCounts(Client client, long each, int flow, List<String> names) throws Exception {
        JsonNode stats = client.get("/api/v1/events/stats?source=/aimed&from=-1h&bucket=1h")
                .json();
        assertThat(stats.path("groups").path("aimed.a").asLong()).isEqualTo(each);
        assertThat(stats.path("total").asLong()).isEqualTo(flow);
        long series = 0;
        for (JsonNode value : stats.path("series").path("values")) {
            series += value.asLong();
        }
        assertThat(series).isEqualTo(flow);
        JsonNode types = client.get("/api/v1/events/types?prefix=aimed.").json().path("items");
        assertThat(types.path(0).path("count").asLong()).isEqualTo(each);
        assertThat(types.findValuesAsText("type")).isEqualTo(names);
        JsonNode nodes =
                client.get("/api/v1/events/flow?correlationid=aim").json().path("nodes");
        assertThat(nodes.findValuesAsText("kind").stream().filter("event"::equals))
                .hasSize(flow);
    }

    private static void publish(String type, int count, String more) throws Exception {
        String batch = IntStream.range(0, count)
                .mapToObj(i -> "{\"type\":\"" + type + "\",\"id\":\"" + type + "-" + i + "\",\"data\":{\"n\":" + i + "}"
                        + more + "}")
                .collect(Collectors.joining(",", "[", "]"));
        Reply reply = publisher.post(JSON, batch);
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    }

    private static List<String> ids(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json().path("items").findValuesAsText("id");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static JobStatus ended(Reply accepted) {
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        String id = accepted.json().path("id").asText();
        assertThat(accepted.headers()).containsEntry("location", "/api/v1/jobs/" + id);
        JobsAdmin jobs = Objects.requireNonNull(
                host.context().getService(Objects.requireNonNull(host.context().getServiceReference(JobsAdmin.class))));
        await().until(() -> jobs.get(id).orElseThrow().state().ended());
        return jobs.get(id).orElseThrow();
    }

    @Test
    void filters_of_every_kind_select() throws Exception {
        String more = ",\"specversion\":\"1.0\",\"type\":\"filter.test\"";
        publisher.post(
                STRUCTURED,
                "{\"id\":\"f1\",\"source\":\"/f/1\",\"subject\":\"Films\",\"correlationid\":\"fc\",\"authid\":\"anna\","
                        + "\"tenantid\":\"acme\",\"severitytext\":\"ERROR\",\"time\":\"2026-01-31T12:00:00Z\","
                        + "\"data\":{\"total\":7,\"note\":\"Hello World\"}" + more + "}");
        publisher.post(
                STRUCTURED,
                "{\"id\":\"f2\",\"source\":\"/f/2\",\"causationid\":\"f1\",\"time\":\"2026-01-31T13:00:00Z\","
                        + "\"data\":{\"total\":9}" + more + "}");
        for (String filter : List.of(
                "source=/f/1",
                "subject=Films",
                "correlationid=fc",
                "actor=anna",
                "tenant=acme",
                "severity=warn",
                "to=2026-01-31T13:00:00Z",
                "q=hello%20WORLD",
                "data=/total%3C8",
                "data=/note=Hello%20World",
                "filter=" + encoded("{\"suffix\":{\"subject\":\"ilms\"}}"),
                "filter=" + encoded("[{\"not\":{\"exact\":{\"id\":\"f2\"}}}]"))) {
            assertThat(ids(viewer.get(EVENTS + "?type=filter.*&" + filter)))
                    .as(filter)
                    .containsExactly("f1");
        }
        for (String filter : List.of("causationid=f1", "from=2026-01-31T12:30:00Z", "data=/total%3E8", "source=/f/2")) {
            assertThat(ids(viewer.get(EVENTS + "?type=filter.*&" + filter)))
                    .as(filter)
                    .containsExactly("f2");
        }
        assertThat(ids(viewer.get(EVENTS + "?type=filter.test&order=asc&source=/f/1&source=/f/2")))
                .containsExactly("f1", "f2");
        assertThat(viewer.get(EVENTS + "?filter=" + encoded("{\"sql\":\"id=\"}"))
                        .code())
                .isEqualTo("invalid-filter");
        assertThat(viewer.get(EVENTS + "?data=total").code()).isEqualTo("invalid-filter");
        publisher.post(JSON, "{\"type\":\"filter.huge\",\"data\":{\"total\":1e5555555555}}");
        assertThat(ids(viewer.get(EVENTS + "?type=filter.huge&data=/total%3E8")))
                .isEmpty();
    }

    @Test
    void a_list_comes_in_the_form_that_is_asked_for() throws Exception {
        publisher.post(JSON, "{\"type\":\"form.test\",\"id\":\"form-1\",\"data\":{\n\"a\":1}}");
        publish("form.test", 2, "");

        Reply batch = viewer.get(EVENTS + "?type=form.test", "Accept: application/cloudevents-batch+json");
        Reply lines =
                viewer.get(EVENTS + "?type=form.test&order=asc&limit=2", "Accept: application/x-ndjson, */*;q=0.1");

        assertThat(batch.headers()).containsEntry("content-type", BATCH);
        assertThat(batch.json().size()).isEqualTo(3);
        assertThat(lines.headers()).containsEntry("content-type", "application/x-ndjson");
        assertThat(lines.headers().get("link")).contains("rel=\"next\"");
        assertThat(lines.body().lines().map(EventsIT::id)).containsExactly("form-1", "form.test-0");
    }

    private static String id(String line) {
        try {
            return new ObjectMapper().readTree(line).path("id").asText();
        } catch (java.io.IOException e) {
            throw new AssertionError("not JSON: " + line, e);
        }
    }

    @Test
    void a_walk_through_pages_meets_each_event_once_while_others_publish() throws Exception {
        publish("walk.test", 50, "");
        List<String> seen = new ArrayList<>();
        String query = EVENTS + "?type=walk.*&limit=7&data=/n%3E=0";
        String cursor = "";
        do {
            Reply page = viewer.get(query + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            seen.addAll(ids(page));
            publisher.post(JSON, "{\"type\":\"walk.test\",\"data\":{\"n\":1}}");
            cursor = page.json().path("next").asText("");
        } while (!cursor.isEmpty() && !cursor.equals("null"));

        assertThat(seen).hasSize(50).doesNotHaveDuplicates().allMatch(id -> id.startsWith("walk.test-"));
        String other = viewer.get(query).json().path("next").asText();
        assertThat(viewer.get(EVENTS + "?type=walk.*&limit=7&data=/n%3E=1&cursor=" + other)
                        .code())
                .isEqualTo("bad-cursor");
    }

    @Test
    void a_range_needs_both_ends_under_either_name_and_is_counted() throws Exception {
        publish("range.test", 3, ",\"time\":\"2021-05-05T10:00:00Z\"");

        Reply range = viewer.get(EVENTS + "/range?start=2021-05-05T10:00:00Z&end=2021-05-05T11:00:00Z&limit=2");

        assertThat(range.json().path("count").asLong()).isEqualTo(3);
        assertThat(range.json().path("items").size()).isEqualTo(2);
        assertThat(viewer.get(range.headers().getOrDefault("link", "").replaceAll("^<|>.*", ""))
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(1);
        assertThat(viewer.get(EVENTS + "/range?from=-1h").code()).isEqualTo("invalid-parameter");
        assertThat(viewer.get(EVENTS + "/range?from=-1h&start=-2h&to=now").code())
                .isEqualTo("invalid-parameter");
    }

    @Test
    void stats_between_positions_tell_the_positions_and_have_no_series() throws Exception {
        publish("place.a", 3, "");
        JsonNode newest = viewer.get(EVENTS + "?type=place.a&limit=2").json().path("items");
        String second = newest.path(1).path("sequence").asText();
        String third = newest.path(0).path("sequence").asText();

        JsonNode after =
                viewer.get(EVENTS + "/stats?type=place.a&from=" + second).json();
        JsonNode between = viewer.get(EVENTS + "/stats?type=place.a&from=" + second + "&to=" + third)
                .json();
        JsonNode mixed =
                viewer.get(EVENTS + "/stats?type=place.a&from=-1h&to=" + third).json();

        assertThat(after.path("total").asLong()).isEqualTo(2);
        assertThat(after.path("fromPosition").asText()).isEqualTo(second);
        assertThat(after.path("to").asText()).contains("T");
        assertThat(between.path("total").asLong()).isEqualTo(1);
        assertThat(between.path("toPosition").asText()).isEqualTo(third);
        assertThat(between.has("to")).isFalse();
        assertThat(mixed.path("total").asLong()).isEqualTo(2);
        assertThat(mixed.has("ratePerSecond")).as("there is no end in time").isFalse();
        for (String query : List.of("from=" + second, "from=1", "to=" + third, "from=-1h&to=position:" + third)) {
            assertThat(viewer.get(EVENTS + "/stats?bucket=auto&" + query).code())
                    .as(query)
                    .isEqualTo("invalid-parameter");
        }
    }

    @Test
    void stats_count_by_attribute_and_over_time() throws Exception {
        publish("stats.a", 3, ",\"time\":\"2022-05-05T10:00:00Z\",\"source\":\"/st/1\"");
        publish("stats.b", 2, ",\"time\":\"2022-05-05T10:40:00Z\",\"source\":\"/st/2\"");
        String range = "from=2022-05-05T10:00:00Z&to=2022-05-05T11:00:00Z";

        JsonNode byType = viewer.get(EVENTS + "/stats?" + range).json();
        JsonNode bySource = viewer.get(EVENTS + "/stats?by=source&type=stats.*").json();
        JsonNode filtered =
                viewer.get(EVENTS + "/stats?data=/n=0&bucket=30m&" + range).json();
        JsonNode series = viewer.get(EVENTS + "/stats?bucket=30m&" + range).json();

        assertThat(byType.path("groups").toString()).isEqualTo("{\"stats.a\":3,\"stats.b\":2}");
        assertThat(byType.path("total").asLong()).isEqualTo(5);
        assertThat(bySource.path("groups").toString()).isEqualTo("{\"/st/1\":3,\"/st/2\":2}");
        assertThat(series.path("series").path("values").toString()).isEqualTo("[3,2]");
        assertThat(series.path("series").path("bucketSeconds").asLong()).isEqualTo(1800);
        assertThat(filtered.path("groups").toString()).isEqualTo("{\"stats.a\":1,\"stats.b\":1}");
        assertThat(filtered.path("series").path("values").toString()).isEqualTo("[1,1]");
        assertThat(viewer.get(EVENTS + "/stats?by=severity&" + range)
                        .json()
                        .path("groups")
                        .toString())
                .isEqualTo("{\"INFO\":5}");
        assertThat(viewer.get(EVENTS + "/stats?by=color").code()).isEqualTo("invalid-parameter");
        assertThat(viewer.get(EVENTS + "/stats?from=-10d&bucket=1s").code()).isEqualTo("invalid-parameter");
        assertThat(viewer.get(EVENTS + "/stats")
                        .json()
                        .path("groups")
                        .path("stats.a")
                        .asLong())
                .isEqualTo(3);
    }

    @Test
    void a_flow_shows_what_caused_what() throws Exception {
        publisher.post(JSON, "{\"type\":\"flow.a\",\"id\":\"fl-1\",\"correlationid\":\"flow-1\"}");
        publisher.post(
                JSON, "{\"type\":\"flow.b\",\"id\":\"fl-2\",\"correlationid\":\"flow-1\",\"causationid\":\"fl-1\"}");

        JsonNode flow = viewer.get(EVENTS + "/flow?correlationid=flow-1").json();

        assertThat(flow.path("nodes").findValuesAsText("label")).containsExactly("flow.a", "flow.b");
        assertThat(flow.path("edges").size()).isEqualTo(1);
        assertThat(flow.path("edges").path(0).path("from").asText())
                .isEqualTo(flow.path("nodes").path(0).path("id").asText());
        assertThat(flow.path("edges").path(0).path("kind").asText()).isEqualTo("caused");
        assertThat(flow.path("truncated").asBoolean()).isFalse();
        assertThat(viewer.get(EVENTS + "/flow").code()).isEqualTo("invalid-parameter");
    }

    @Test
    void a_batch_is_all_or_nothing_and_tells_which_event_is_wrong() throws Exception {
        String good = "{\"specversion\":\"1.0\",\"id\":\"b1\",\"source\":\"/b\",\"type\":\"batch.test\"}";
        String bad = good.replace("b1", "b2").replace("batch.test", "batch..test");
        String odd = good.replace("b1", "b3").replace("}", ",\"data\":{\"x\":\"\\ud800\"}}");

        Reply refused = publisher.post(BATCH, "[" + good + "," + bad + "," + odd + ",7]");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("errors").findValuesAsText("pointer"))
                .containsExactly("#/1/type", "#/2/data", "#/3");
        assertThat(ids(viewer.get(EVENTS + "?type=batch.test"))).isEmpty();
        assertThat(publisher.post(BATCH, "[" + good + "]").status()).isEqualTo(201);
        assertThat(publisher.post(BATCH, "[" + good + "]").status()).isEqualTo(200);
        assertThat(publisher.post(BATCH, "[]").status()).isEqualTo(422);
        assertThat(publisher.post(BATCH, "{}").code()).isEqualTo("malformed-json");
        assertThat(publisher
                        .post(BATCH, "[" + good + ",".repeat(2) + good + "]")
                        .code())
                .isEqualTo("malformed-json");
        assertThat(publisher
                        .post(BATCH, "[" + (good + ",").repeat(1_000) + good + "]")
                        .code())
                .isEqualTo("too-large");
    }

    @Test
    void a_batch_one_by_one_tells_what_became_of_each() throws Exception {
        String good = "{\"specversion\":\"1.0\",\"id\":\"o1\",\"source\":\"/o\",\"type\":\"one.test\",\"data\":1}";
        publisher.post(STRUCTURED, good);
        String body = "[" + good + "," + good.replace("o1", "o2") + "," + good.replace("one.test", "carillon.x")
                + "," + good.replace("\"data\":1", "\"data\":2") + ",{\"id\":\"o5\"},"
                + good.replace("o1", "o6").replace("\"data\":1", "\"data\":\"" + "x".repeat(300_000) + "\"") + "]";

        Reply reply = publisher.send(
                "POST", EVENTS + "?atomic=false", body.getBytes(StandardCharsets.UTF_8), "Content-Type: " + BATCH);

        assertThat(reply.status()).as(reply.body()).isEqualTo(207);
        JsonNode results = reply.json().path("results");
        assertThat(IntStream.range(0, results.size())
                        .mapToObj(i -> results.path(i).path("status").asInt()))
                .containsExactly(200, 201, 422, 409, 422, 413);
        assertThat(results.path(2)
                        .path("problem")
                        .path("errors")
                        .path(0)
                        .path("pointer")
                        .asText())
                .isEqualTo("#/2/type");
        assertThat(results.path(3).path("problem").path("code").asText()).isEqualTo("event-conflict");
        assertThat(ids(viewer.get(EVENTS + "?type=one.test&order=asc"))).containsExactly("o1", "o2");
    }

    @Test
    void an_event_in_headers_is_percent_decoded() throws Exception {
        Reply made = publisher.post(
                "text/plain",
                "h\u00e9",
                "ce-specversion: 1.0",
                "ce-id: bin%201",
                "ce-source: /b",
                "CE-Type: binary.test",
                "ce-subject: \"K%C3%B6ln \\\"x\\\"\"",
                "ce-myext: a%25b");

        assertThat(made.status()).as(made.body()).isEqualTo(201);
        JsonNode event =
                viewer.get(EVENTS + "?type=binary.test").json().path("items").path(0);
        assertThat(event.path("id").asText()).isEqualTo("bin 1");
        assertThat(event.path("subject").asText()).isEqualTo("Köln \"x\"");
        assertThat(event.path("myext").asText()).isEqualTo("a%b");
        assertThat(event.path("data").asText()).isEqualTo("hé");
        assertThat(event.path("datacontenttype").asText()).isEqualTo("text/plain");
        String[] rest = {"ce-source: /b", "ce-type: binary.test"};
        for (String wrong : List.of(
                "ce-id: %ff",
                "ce-id: %zz",
                "ce-id: k\u00f6ln",
                "ce-id: ",
                "ce-id: 1\r\nce-id: 2",
                "ce-id: 1\r\nce-sequence: 5",
                "ce-id: 1\r\nce-my-ext: 5",
                "ce-idd: 1")) {
            Reply refused = publisher.post(JSON, "{}", "ce-specversion: 1.0", rest[0], rest[1], wrong);
            assertThat(refused.status()).as(wrong + refused.body()).isEqualTo(422);
            assertThat(refused.json().path("errors").path(0).path("parameter").asText())
                    .startsWith("ce-");
        }
        assertThat(publisher
                        .post(JSON, "{}", "ce-specversion: 0.3", rest[0], rest[1], "ce-id: 1")
                        .status())
                .isEqualTo(422);
        assertThat(publisher
                        .post(JSON, "{", "ce-specversion: 1.0", rest[0], rest[1], "ce-id: 9")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void a_key_makes_a_repeat_safe_and_belongs_to_its_caller_and_body() throws Exception {
        String body = "{\"type\":\"key.test\",\"data\":1}";

        Reply first = publisher.post(JSON, body, "Idempotency-Key: \"k-1\"");
        Reply again = publisher.post(JSON, body, "Idempotency-Key: k-1");
        Reply other = publisher.post(JSON, body.replace("1", "2"), "Idempotency-Key: k-1");
        Reply elsewhere = publisher.post(JSON, body.replace("{", "{\"source\":\"/else\","), "Idempotency-Key: k-1");
        Reply somebody = admin.post(JSON, body, "Idempotency-Key: k-1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("results").path(0).path("sequence"))
                .isEqualTo(first.json().path("results").path(0).path("sequence"));
        assertThat(other.code()).isEqualTo("idempotency-mismatch");
        assertThat(elsewhere.code()).isEqualTo("idempotency-mismatch");
        assertThat(somebody.status()).isEqualTo(201);
        assertThat(ids(viewer.get(EVENTS + "?type=key.test"))).hasSize(2);
        assertThat(publisher
                        .post(JSON, "{\"type\":\"key.test\",\"id\":\"x\"}", "Idempotency-Key: k-2")
                        .code())
                .isEqualTo("invalid-parameter");
        assertThat(publisher
                        .post(JSON, "[" + body + "]", "Idempotency-Key: k-3")
                        .code())
                .isEqualTo("invalid-parameter");
        assertThat(publisher
                        .post(JSON, body, "Idempotency-Key: " + "k".repeat(256))
                        .code())
                .isEqualTo("invalid-parameter");
    }

    @Test
    void an_event_of_the_very_limit_is_taken_and_one_byte_more_is_too_large() throws Exception {
        String data = "x".repeat(256 * 1024 - 2);

        assertThat(publisher
                        .post(JSON, "{\"type\":\"size.test\",\"data\":\"" + data + "\"}")
                        .status())
                .isEqualTo(201);
        assertThat(publisher
                        .post(JSON, "{\"type\":\"size.test\",\"data\":\"" + data + "x\"}")
                        .code())
                .isEqualTo("too-large");
        assertThat(publisher
                        .post(BATCH, "", "Content-Length: " + (4 * 1024 * 1024 + 1))
                        .code())
                .isEqualTo("too-large");
    }

    @Test
    void a_deleted_event_leaves_its_place_and_a_record() throws Exception {
        publish("delete.test", 2, "");
        publisher.post(JSON, "{\"type\":\"delete.test\",\"id\":\"delete.test-1\",\"source\":\"/other\"}");

        assertThat(publisher
                        .send("DELETE", EVENTS + "/delete.test-0", new byte[0])
                        .status())
                .isEqualTo(403);
        assertThat(admin.send("DELETE", EVENTS + "/delete.test-1", new byte[0]).code())
                .isEqualTo("ambiguous-id");
        Reply deleted = admin.send("DELETE", EVENTS + "/delete.test-1?source=/other", new byte[0]);
        Reply first = admin.send("DELETE", EVENTS + "/delete.test-0", new byte[0]);

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(first.status()).isEqualTo(204);
        assertThat(admin.send("DELETE", EVENTS + "/delete.test-0", new byte[0]).status())
                .isEqualTo(404);
        assertThat(ids(viewer.get(EVENTS + "?type=delete.test"))).containsExactly("delete.test-1");
        JsonNode grave = viewer.get(EVENTS + "/delete.test-0").json();
        assertThat(grave.path("deleted").asBoolean()).isTrue();
        assertThat(grave.has("data")).isFalse();
        JsonNode record = admin.get(EVENTS + "?type=carillon.event.deleted&order=asc")
                .json()
                .path("items")
                .path(1);
        assertThat(record.path("data").path("deletedBy").asText()).isEqualTo("token:admin");
        assertThat(record.path("data").path("id").asText()).isEqualTo("delete.test-0");
        assertThat(record.path("authid").asText()).isEqualTo("token:admin");
        String id = record.path("id").asText();
        assertThat(admin.send("DELETE", EVENTS + "/" + id, new byte[0]).status())
                .isEqualTo(403);
    }

    private static Reply clear(String query, String body) throws Exception {
        return admin.send(
                "POST",
                EVENTS + "/clear" + query,
                body.getBytes(StandardCharsets.UTF_8),
                "Content-Type: application/json");
    }

    @Test
    void clearing_takes_what_is_selected_and_leaves_a_record() throws Exception {
        publish("clear.test", 20, "");
        publish("clear.other", 1, "");

        Reply dry = clear("?type=clear.test", "{\"dryRun\":true}");
        Reply off = clear("?type=clear.test", "{\"expect\":17}");
        Reply misspelt = clear("?tpye=clear.test", "{}");
        Reply unknown = clear("?type=clear.test", "{\"dryrun\":true}");
        Reply part = clear("?type=clear.test", "{\"filter\":[{\"data\":{\"/n\":{\"<\":5}}}],\"reason\":\"why not\"}");
        Reply rest = clear("?type=clear.test", "{\"expect\":16}");

        assertThat(dry.json().path("cleared").asLong()).isEqualTo(20);
        assertThat(off.code()).isEqualTo("expectation-failed");
        assertThat(misspelt.code()).isEqualTo("unknown-parameter");
        assertThat(unknown.code()).isEqualTo("invalid-body");
        assertThat(part.json().path("cleared").asLong()).as(part.body()).isEqualTo(5);
        assertThat(rest.json().path("cleared").asLong()).as(rest.body()).isEqualTo(15);
        assertThat(ids(viewer.get(EVENTS + "?type=clear.*"))).containsExactly("clear.other-0");
        JsonNode record = admin.get(
                        EVENTS + "/" + part.json().path("auditEventId").asText())
                .json();
        assertThat(record.path("type").asText()).isEqualTo("carillon.events.cleared");
        assertThat(record.path("data").path("clearedCount").asLong()).isEqualTo(5);
        assertThat(record.path("data").path("reason").asText()).isEqualTo("why not");
        assertThat(record.path("data").path("selection").asText()).contains("type=clear.test");
        assertThat(viewer.get(EVENTS + "/types?prefix=clear.")
                        .json()
                        .path("items")
                        .findValuesAsText("type"))
                .containsExactly("clear.other");
        assertThat(admin.send("DELETE", EVENTS + "?type=clear.other", new byte[0])
                        .json()
                        .path("cleared")
                        .asLong())
                .isEqualTo(1);
    }

    @Test
    void many_events_are_cleared_by_a_job() throws Exception {
        for (int i = 0; i < 6; i++) {
            publish("bulk.t" + i, 1_000, "");
        }

        JobStatus job = ended(clear("?type=bulk.*", ""));

        assertThat(job.state()).as(job.detail()).isEqualTo(JobStatus.State.SUCCEEDED);
        assertThat(job.done()).isEqualTo(6_000);
        assertThat(ids(viewer.get(EVENTS + "?type=bulk.*"))).isEmpty();
        assertThat(admin.get(EVENTS + "?type=carillon.events.clearing&q=bulk")
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(1);
    }

    private static Reply export(String query, String body) throws Exception {
        return viewer.send(
                "POST",
                EVENTS + "/export" + query,
                body.getBytes(StandardCharsets.UTF_8),
                "Content-Type: application/json");
    }

    private static Reply imported(String lines) throws Exception {
        return admin.send(
                "POST",
                EVENTS + "/import",
                lines.getBytes(StandardCharsets.UTF_8),
                "Content-Type: application/x-ndjson");
    }

    @Test
    void what_is_exported_can_be_imported_and_is_there_already() throws Exception {
        publish("trade.test", 3, ",\"subject\":\"=cmd\"");
        publisher.post(JSON, "{\"type\":\"trade.test\",\"id\":\"trade-4\",\"data\":{\n \"a\": 1.0\n}}");

        Reply lines = export("?type=trade.*", "");
        Reply table = export("", "{\"format\":\"csv\",\"filter\":{\"exact\":{\"id\":\"trade.test-1\"}}}");
        JobStatus same = ended(imported(lines.body()));
        String moved = lines.body().replace("trade-4", "trade-5").replace("trade.test-", "moved-");
        Reply accepted = imported(String.join(
                "\n",
                moved,
                "{\"broken\":",
                "",
                moved.lines().findFirst().orElseThrow(),
                "{\"specversion\":\"1.0\",\"id\":\"c\",\"source\":\"/carillon\",\"type\":\"carillon.started\"}"));
        JobStatus other = ended(accepted);

        assertThat(lines.headers()).containsEntry("content-type", "application/x-ndjson");
        assertThat(lines.body().lines()).hasSize(4);
        assertThat(table.body().lines()).hasSize(2);
        assertThat(table.body()).startsWith("sequence,id,").contains(",'=cmd,").contains("\"{\"\"n\"\":1}\"");
        assertThat(same.detail()).startsWith("0 events imported, 4 were there already, 0 records");
        assertThat(other.detail()).startsWith("4 events imported, 1 were there already, 1 records");
        assertThat(other.detail()).contains("1 lines could not be used; line 6: ");
        assertThat(same.failed()).isZero();
        assertThat(other.failed()).isEqualTo(1);
        assertThat(admin.get(accepted.headers().getOrDefault("location", ""))
                        .json()
                        .path("progress")
                        .path("failed")
                        .asInt(-1))
                .isEqualTo(1);
        JsonNode report =
                admin.get(accepted.headers().get("location") + "/file").json();
        assertThat(report.path("errors").path(0).path("line").asInt()).isEqualTo(6);
        assertThat(viewer.get(accepted.headers().get("location") + "/file").status())
                .isEqualTo(404);
        assertThat(viewer.get(EVENTS + "/moved-0").json().path("time"))
                .isEqualTo(viewer.get(EVENTS + "/trade.test-0").json().path("time"));
        assertThat(viewer.get(EVENTS + "/trade-5").body()).contains("\"data\":{\n \"a\": 1.0\n}");
    }

    @Test
    void a_range_is_between_two_positions_or_two_times_or_one_of_each() throws Exception {
        publish("between.test", 5, "");
        long first = viewer.get(EVENTS + "?type=between.test&order=asc")
                .json()
                .path("items")
                .path(0)
                .path("sequence")
                .asLong();

        Reply range = viewer.get(EVENTS + "/range?from=" + (first + 1) + "&to=" + (first + 3));
        String start = "?type=between.test&order=asc&limit=2&from=" + (first + 1);
        Reply page = viewer.get(EVENTS + start);
        Reply mixed = viewer.get(EVENTS + "/range?start=" + (first + 3) + "&end=now&type=between.test");
        Reply stats = viewer.get(EVENTS + "/stats?from=" + (first + 3));
        Reply exported = export("?from=" + first, "{\"to\":\"" + (first + 2) + "\"}");

        assertThat(ids(range)).containsExactly("between.test-2", "between.test-1");
        assertThat(range.json().path("count").asInt()).isEqualTo(2);
        assertThat(ids(page)).containsExactly("between.test-1", "between.test-2");
        assertThat(ids(viewer.get(
                        EVENTS + start + "&cursor=" + page.json().path("next").asText())))
                .containsExactly("between.test-3", "between.test-4");
        assertThat(ids(mixed)).containsExactly("between.test-4", "between.test-3");
        assertThat(stats.json().path("groups").path("between.test").asInt()).isEqualTo(2);
        assertThat(exported.body().lines()).hasSize(2);
        assertThat(viewer.get(EVENTS + "/range?from=1&to=99999999999999999999").status())
                .isEqualTo(400);
        for (String neither : List.of("1.5", "-5", "position:x", "position:-1")) {
            assertThat(viewer.get(EVENTS + "?from=" + neither)
                            .json()
                            .path("detail")
                            .asText())
                    .contains("must be a position like 1042, RFC 3339 like", "got \"" + neither + "\"");
        }
        assertThat(viewer.get(EVENTS + "/range?from=position:" + (first + 1) + "&to=position:" + (first + 3))
                        .body())
                .isEqualTo(range.body());
        Reply cleared = clear("?type=between.*", "{\"before\":\"" + (first + 2) + "\"}");
        assertThat(cleared.json().path("cleared").asInt()).isEqualTo(2);
        assertThat(clear("?to=5", "{\"before\":\"7\"}").status()).isEqualTo(422);
    }

    @Test
    void lists_and_exports_filter_as_the_vectors_say() throws Exception {
        FilterVectors vectors = FilterVectors.read();
        assertThat(admin.post(STRUCTURED, vectors.event().toString()).status()).isEqualTo(201);
        String list = EVENTS + "?type=vector.**&filter=";

        for (JsonNode filter : vectors.passes()) {
            assertThat(ids(viewer.get(list + encoded(filter.toString()))))
                    .as("passes: " + filter)
                    .containsExactly("vector-1");
        }
        for (JsonNode filter : vectors.stops()) {
            assertThat(ids(viewer.get(list + encoded(filter.toString()))))
                    .as("stops: " + filter)
                    .isEmpty();
        }
        for (FilterVectors.Refused refused : vectors.refused()) {
            Reply reply = export("", "{\"filter\":" + refused.filter() + "}");
            assertThat(reply.status()).as(reply.body()).isEqualTo(422);
            assertThat(reply.json().path("code").asText()).isEqualTo("invalid-filter");
            assertThat(reply.json().path("detail").asText()).contains(refused.says());
        }
        Reply sql = export("", "{\"filter\":{\"sql\":\"type ~ 'x'\"}}");
        assertThat(sql.json().path("errors").path(0).path("pointer").asText()).isEqualTo("#/filter/sql");
    }

    @Test
    void who_may_not_see_an_event_is_not_told_where_it_is() throws Exception {
        String event = "{\"specversion\":\"1.0\",\"id\":\"twin\",\"source\":\"/twin\",\"type\":\"twin.test\","
                + "\"tenantid\":\"TENANT\"}";
        Reply first = admin.post(STRUCTURED, event.replace("TENANT", "globex"));
        String sequence = first.json().path("results").path(0).path("sequence").asText();
        Client other = narrowed("twin", List.of(), Set.of("initech"));
        String second = event.replace("TENANT", "initech");

        assertThat(sequence).matches("0*[1-9][0-9]*");
        for (Reply refused : List.of(
                other.post(STRUCTURED, second),
                other.post(BATCH, "[" + second + "]"),
                other.send(
                        "POST",
                        EVENTS + "?atomic=false",
                        ("[" + second + "]").getBytes(StandardCharsets.UTF_8),
                        "Content-Type: " + BATCH))) {
            assertThat(refused.body())
                    .contains("event-conflict", "event twin of /twin is in the log with another body");
            assertThat(refused.body()).doesNotContain("position", sequence);
        }
    }

    private static Reply importedTable(String table) throws Exception {
        return admin.send(
                "POST",
                EVENTS + "/import",
                table.getBytes(StandardCharsets.UTF_8),
                "Content-Type: text/csv; charset=utf-8");
    }

    @Test
    void a_table_that_was_exported_can_be_imported_and_loses_nothing() throws Exception {
        for (String more : List.of(
                "\"subject\":\"=cmd,\\\"x\\\"\",\"tenantid\":\"'=t\",\"dataschema\":\"a:b\",\"data\":{\n \"a\": 1.0\n}",
                "\"flag\":true,\"count\":-7,\"severitytext\":\"odd\"",
                "\"datacontenttype\":\"text/plain\",\"data\":\"=1\\r\\n,\\\"\"",
                "\"datacontenttype\":\"text/plain\",\"data\":\"\"",
                "\"datacontenttype\":\"image/png\",\"data_base64\":\"+/8A\"")) {
            Reply made = admin.post(
                    STRUCTURED,
                    "{\"specversion\":\"1.0\",\"id\":\"table-" + more.hashCode() + "\",\"source\":\"/first\","
                            + "\"type\":\"table.test\",\"time\":\"2026-01-31T12:00:00.5+01:00\"," + more + "}");
            assertThat(made.status()).as(made.body()).isEqualTo(201);
        }

        String table = export("?type=table.*", "{\"format\":\"csv\"}").body();
        JobStatus same = ended(importedTable(table));
        JobStatus other = ended(importedTable(table.replace("/first", "/second")));

        assertThat(same.detail())
                .startsWith("0 events imported, 5 were there already, 0 records")
                .contains("0 lines");
        assertThat(other.detail()).startsWith("5 events imported, 0 were there already, 0 records");
        assertThat(attributes("/second", "/second")).hasSize(5).isEqualTo(attributes("/first", "/second"));
    }

    /** All a source has said, without what the host added to it, under another source. */
    private static List<JsonNode> attributes(String source, String under) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        for (JsonNode event :
                viewer.get(EVENTS + "?order=asc&source=" + source).json().path("items")) {
            ObjectNode said = event.deepCopy();
            events.add(said.put("source", under).without(List.of("sequence", "recordedtime", "hash")));
        }
        return events;
    }

    @Test
    void rows_that_cannot_be_used_are_told_by_their_lines_and_a_table_without_known_columns_makes_no_job()
            throws Exception {
        Reply accepted = importedTable(String.join(
                "\r\n",
                "source,id,type,data",
                "/rows,r1,rows.test,\"{\n\n}\"",
                "/rows,r2,rows.test,{",
                "/rows,r3",
                "/rows,r4,rows.test,",
                "/carillon,r5,carillon.started,"));
        JobStatus job = ended(accepted);
        JsonNode report =
                admin.get(accepted.headers().get("location") + "/file").json();
        Reply unknown = importedTable("source,id,type,colour\n/rows,r6,rows.test,red\n");

        assertThat(job.detail()).startsWith("2 events imported, 0 were there already, 1 records");
        assertThat(report.path("lines").asInt()).isEqualTo(8);
        assertThat(report.path("errors").findValuesAsText("line")).containsExactly("5", "6");
        assertThat(report.path("errors").path(0).path("detail").asText()).contains("JSON");
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(unknown.json().path("code").asText()).isEqualTo("invalid-body");
        assertThat(unknown.json().path("detail").asText()).contains("\"colour\" is not a column");
        assertThat(ids(viewer.get(EVENTS + "?source=/rows"))).containsExactly("r4", "r1");
    }

    private static Client narrowed(String name, List<String> types, Set<String> tenants) {
        TokenRequest request = new TokenRequest(
                name,
                Role.PUBLISHER,
                Role.PUBLISHER.scopes(),
                types.stream().map(TypePattern::new).toList(),
                tenants,
                null,
                Duration.ofHours(1));
        return new Client(url, host.access().createToken(request, "test").text());
    }

    @Test
    void a_caller_limited_to_types_or_tenants_sees_and_publishes_only_those() throws Exception {
        String event =
                "{\"specversion\":\"1.0\",\"id\":\"ID\",\"source\":\"/n\",\"type\":\"TYPE\",\"tenantid\":\"TENANT\","
                        + "\"correlationid\":\"narrow\"}";
        for (String type : List.of("narrow.a", "narrow.b")) {
            for (String tenant : List.of("anvil", "globex", "initech")) {
                Reply made = admin.post(
                        STRUCTURED,
                        event.replace("ID", type + "-" + tenant)
                                .replace("TYPE", type)
                                .replace("TENANT", tenant));
                assertThat(made.status()).isEqualTo(201);
            }
        }
        Client ofType = narrowed("of-type", List.of("narrow.a"), Set.of());
        Client ofOne = narrowed("of-one", List.of(), Set.of("anvil"));
        Client ofTwo = narrowed("of-two", List.of("narrow.**"), Set.of("anvil", "globex"));

        assertThat(ids(ofType.get(EVENTS))).hasSize(3).allMatch(id -> id.startsWith("narrow.a-"));
        assertThat(ids(ofType.get(EVENTS + "?type=narrow.b"))).isEmpty();
        assertThat(ids(ofOne.get(EVENTS))).containsExactly("narrow.b-anvil", "narrow.a-anvil");
        assertThat(ids(ofTwo.get(EVENTS + "?type=narrow.b&order=asc")))
                .containsExactly("narrow.b-anvil", "narrow.b-globex");
        assertThat(ofOne.get(EVENTS + "/narrow.a-globex").body())
                .isEqualTo(ofOne.get(EVENTS + "/narrow.a-absent").body().replace("absent", "globex"));
        assertThat(ids(ofType.get(EVENTS + "?id=narrow.a-anvil&id=narrow.b-anvil")))
                .containsExactly("narrow.a-anvil");
        for (Client client : List.of(ofType, ofOne)) {
            long seen = client.get(EVENTS).json().path("items").size();
            assertThat(client.get(EVENTS + "/stats").json().path("total").asLong())
                    .isEqualTo(seen);
        }
        assertThat(ofTwo.get(EVENTS + "/stats?by=tenant").json().path("groups").toString())
                .isEqualTo("{\"anvil\":2,\"globex\":2}");
        assertThat(ofType.get(EVENTS + "/types").json().path("items").findValuesAsText("type"))
                .containsExactly("narrow.a");
        assertThat(ofOne.get(EVENTS + "/types").json().path("items").findValuesAsText("count"))
                .containsExactly("1", "1");
        assertThat(ofTwo.get(EVENTS + "/types").json().path("items").findValuesAsText("count"))
                .containsExactly("2", "2");
        assertThat(ofType.get(EVENTS + "/flow?correlationid=narrow")
                        .json()
                        .path("nodes")
                        .size())
                .isEqualTo(3);
        assertThat(ofOne.send("POST", EVENTS + "/export", new byte[0]).body().lines())
                .hasSize(2);
        assertThat(ofType.post(JSON, "{\"type\":\"narrow.b\"}")
                        .json()
                        .path("hint")
                        .asText())
                .contains("what the token is limited to");
        assertThat(ofTwo.post(JSON, "{\"type\":\"narrow.c\"}").status()).isEqualTo(403);
        String several = "[{\"type\":\"x\","
                + "\"wrong name\":1},{\"type\":\"narrow.a\"},{\"type\":\"narrow.b\"},{\"type\":\"narrow.c\"}]";
        assertThat(ofType.post(JSON, several).code())
                .as("who may not publish one is told that, whatever else is wrong")
                .isEqualTo("forbidden");
        Reply each = ofType.send(
                "POST", EVENTS + "?atomic=false", several.getBytes(StandardCharsets.UTF_8), "Content-Type: " + JSON);
        assertThat(each.json().path("results").findValuesAsText("status"))
                .contains("201")
                .containsSubsequence("403", "403");
        await().untilAsserted(() -> assertThat(
                        admin.get(EVENTS + "?type=carillon.access.denied&subject=token:of-type&order=asc")
                                .json()
                                .path("items")
                                .findValuesAsText("reason"))
                .as("a record is made after its answer, and may be after that of the next")
                .containsExactlyInAnyOrder("forbidden", "forbidden", "2 of 4 events are forbidden"));
        Reply own = ofOne.post(JSON, "{\"type\":\"narrow.own\",\"id\":\"own\"}");
        assertThat(own.status()).isEqualTo(201);
        assertThat(ofOne.get(EVENTS + "/own").json().path("tenantid").asText()).isEqualTo("anvil");
    }

    @Test
    void many_events_are_exported_by_a_job() throws Exception {
        publish("export.a", 1_000, "");
        publish("export.b", 500, "");

        Reply accepted = export("?type=export.*", "");
        JobStatus job = ended(accepted);
        Reply result = viewer.get(accepted.headers().get("location") + "/file");

        assertThat(job.detail()).startsWith("1500 events written");
        Set<String> ids = new HashSet<>();
        result.body().lines().forEach(line -> ids.add(id(line)));
        assertThat(ids).hasSize(1_500);
        assertThat(publisher.get(accepted.headers().get("location") + "/file").status())
                .isEqualTo(404);
    }
}
