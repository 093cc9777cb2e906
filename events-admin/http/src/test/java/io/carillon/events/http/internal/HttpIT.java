// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.intruder.Intruder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.events.ClosedException;
import io.carillon.events.OverloadedException;
import io.carillon.events.RevisionConflictException;
import io.carillon.events.StoreFencedException;
import io.carillon.events.StoreFullException;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.TooLargeException;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import io.carillon.events.http.internal.Client.Reply;
import io.carillon.events.http.internal.access.FailedLogins;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.store.CorruptEventException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HttpIT {

    private static final String JSON = "application/json";
    private static final String STRUCTURED = "application/cloudevents+json";

    @TempDir
    static Path home;

    private static HostFramework host;
    private static String url;
    private static Client publisher;
    private static Client viewer;
    private static Client nobody;

    @BeforeAll
    static void start() throws Exception {
        host = new HostFramework(home, Map.of("carillon.set.http.port", "0"))
                .overFakeLog()
                .start();
        host.intrude();
        url = host.url();
        publisher = client("t-PUBLISHER", Role.PUBLISHER);
        viewer = client("t-VIEWER", Role.VIEWER);
        nobody = new Client(url, "");
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
        assertThat(host.readyFile()).doesNotExist();
    }

    @Test
    void ready_json_says_who_and_where() throws Exception {
        JsonNode ready = new ObjectMapper().readTree(host.readyFile().toFile());

        assertThat(ready.path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
        assertThat(url).matches("http://127\\.0\\.0\\.1:\\d+");
        assertThat(ready.path("version").asText()).isEqualTo("1.2.3");
        assertThat(ready.path("store").asText()).isEqualTo("memory");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(host.readyFile())))
                .isEqualTo("rw-------");
    }

    @Test
    void what_answers_without_a_token_says_no_more_than_a_word() throws Exception {
        assertThat(nobody.get("/livez").body()).isEqualTo("ok\n");
        assertThat(nobody.get("/readyz").body()).isEqualTo("ok\n");
        // The intruder offers what is refused.
        assertThat(nobody.get("/api/v1/events/health").body()).isEqualTo("{\"status\":\"degraded\"}");
        for (String path :
                new String[] {"/api/v1/events", "/api/v1/plugins", "/", "/intruder/x", "/problems/internal/x"}) {
            Reply reply = nobody.get(path);
            assertThat(reply.status()).as(path).isEqualTo(401);
            assertThat(reply.code()).isEqualTo("unauthenticated");
            assertThat(reply.headers()).containsEntry("www-authenticate", "Bearer realm=\"carillon\"");
        }
    }

    @Test
    void problems_are_explained_to_anybody() throws Exception {
        String text = nobody.get("/problems/store-full").body();
        JsonNode list = nobody.get("/problems", "Accept: application/json").json();

        assertThat(text).startsWith("store-full (HTTP 507)").contains("What to do: ", "can help.");
        assertThat(nobody.get("/problems").body()).contains("507 store-full: ");
        assertThat(list.path("items").findValuesAsText("code"))
                .containsExactlyElementsOf(Arrays.stream(ProblemCode.values())
                        .map(ProblemCode::text)
                        .toList());
        assertThat(nobody.get("/problems/nothing").status()).isEqualTo(404);
    }

    @Test
    void a_full_store_is_507_and_says_when_to_come_back() throws Exception {
        host.log.failNext(new StoreFullException("no room left on the disk"));

        Reply reply = publisher.post(JSON, "{\"type\":\"a.b\"}");

        assertThat(reply.status()).isEqualTo(507);
        assertThat(reply.code()).isEqualTo("store-full");
        assertThat(reply.json().path("detail").asText()).isEqualTo("no room left on the disk");
        assertThat(Integer.parseInt(reply.headers().getOrDefault("retry-after", "0")))
                .isBetween(1, 60);
    }

    @Test
    void a_servlet_of_a_plugin_that_no_route_declares_is_never_reached() throws Exception {
        for (Client client : new Client[] {nobody, viewer, client("admin", Role.ADMIN)}) {
            for (String path :
                    new String[] {"/intruder", "/intruder/", "/intruder/x", "//intruder/x", "/intruder;a=b/x"}) {
                assertThat(client.get(path).status()).as(path).isIn(400, 401, 404);
            }
        }
        assertThat(System.getProperty(Intruder.REACHED)).isNull();
    }

    @Test
    void a_wrong_token_is_refused_even_where_none_is_needed() throws Exception {
        String forged = "car_" + "0".repeat(12) + "_" + "0".repeat(64);
        assertThat(new Client(url, forged).get("/livez").status()).isEqualTo(401);
        assertThat(new Client(url, "nonsense").get("/api/v1/events").status()).isEqualTo(401);
    }

    @Test
    void who_guesses_tokens_is_slowed_down_and_a_right_token_is_taken_all_the_same() throws Exception {
        InetAddress address = InetAddress.getByName("127.0.7.7");
        Client guesser = new Client(url, "car_" + "1".repeat(12) + "_" + "1".repeat(64), address);
        for (int i = 0; i < FailedLogins.MAX_FAILURES; i++) {
            assertThat(guesser.get("/api/v1/events").status()).isEqualTo(401);
        }

        Reply refused = guesser.get("/livez");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("rate-limited");
        assertThat(Integer.parseInt(refused.headers().getOrDefault("retry-after", "0")))
                .isBetween(1, 60);
        String right = host.access()
                .createToken(TokenRequest.of("right", Role.VIEWER, Duration.ofHours(1)), "test")
                .text();
        assertThat(new Client(url, right, address).get("/api/v1/events").status())
                .isEqualTo(200);
        assertThat(new Client(url, "", address).get("/livez").status()).isEqualTo(200);
        assertThat(new Client(url, "", address).get("/api/v1/events").status()).isEqualTo(401);
        assertThat(new Client(url, "wrong").get("/livez").status()).isEqualTo(401);
    }

    @Test
    void a_revoked_token_stops_at_once() throws Exception {
        var created = host.access().createToken(TokenRequest.of("short", Role.VIEWER, Duration.ofHours(1)), "test");
        Client client = new Client(url, created.text());
        assertThat(client.get("/api/v1/events").status()).isEqualTo(200);

        host.access().revokeToken("short", "test");

        assertThat(client.get("/api/v1/events").status()).isEqualTo(401);
    }

    @Test
    void nobody_writes_in_the_name_of_the_host() throws Exception {
        for (String attribute : List.of(
                "\"type\":\"carillon.token.created\",\"source\":\"/x\"",
                "\"type\":\"carillon:started\",\"source\":\"/x\"",
                "\"type\":\"a.b\",\"source\":\"/plugins/io.carillon.events-admin.service\"",
                "\"type\":\"a.b\",\"source\":\"/carillon\"",
                "\"type\":\"a.b\",\"source\":\"/x\",\"plugin\":\"com.example.hello\"")) {
            Reply reply = publisher.post(STRUCTURED, "{\"specversion\":\"1.0\",\"id\":\"forged\"," + attribute + "}");

            assertThat(reply.status()).as(attribute).isEqualTo(422);
            assertThat(reply.code()).isEqualTo("invalid-event");
            assertThat(reply.body()).contains("host");
        }
        assertThat(publisher.post(JSON, "{\"type\":\"carillonesque.event\"}").status())
                .isEqualTo(201);
    }

    @Test
    void reading_does_not_allow_publishing() throws Exception {
        Reply reply = viewer.post(JSON, "{\"type\":\"a.b\"}");

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.code()).isEqualTo("forbidden");
    }

    @Test
    void a_host_name_that_is_not_ours_is_misdirected() throws Exception {
        assertThat(viewer.get("/api/v1/events", "Host: evil.example").code()).isEqualTo("misdirected");
        assertThat(nobody.get("/livez", "Host: 127.0.0.1.evil.example").status())
                .isEqualTo(421);
        assertThat(nobody.get("/livez", "Host: LOCALHOST:1").status()).isEqualTo(200);
        assertThat(nobody.get("/livez", "Host: [::1]:8080").status()).isEqualTo(200);
        assertThat(nobody.get("http://evil.example/livez", "Host: localhost").status())
                .isIn(400, 421);
    }

    @Test
    void every_answer_has_the_security_headers() throws Exception {
        for (Reply reply : new Reply[] {
            nobody.get("/livez"),
            nobody.get("/nothing"),
            viewer.get("/nothing"),
            viewer.get("/api/v1/events"),
            publisher.post(JSON, "{"),
            nobody.get("/livez", "Host: evil.example"),
            nobody.get("/%zz"),
            nobody.get("/a/%2e%2e/b")
        }) {
            assertThat(reply.headers())
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsEntry("referrer-policy", "no-referrer")
                    .doesNotContainKey("server");
            assertThat(reply.headers().get("cache-control")).contains("no-store");
            assertThat(reply.headers().get("content-security-policy")).startsWith("default-src 'none'");
        }
    }

    @Test
    void an_event_goes_in_and_comes_out_with_its_data_byte_for_byte() throws Exception {
        String data = "{ \"n\":1.0, \"big\":12345678901234567890, \"e\":1E2,\"s\":\"\\u00e9\\/\" }";

        Reply made = publisher.post(
                JSON, "{\"type\":\"round.trip\",\"id\":\"trip-1\",\"subject\":\"s-1\",\"data\":" + data + " }");

        assertThat(made.status()).isEqualTo(201);
        JsonNode receipt = made.json().path("results").path(0);
        assertThat(receipt.path("id").asText()).isEqualTo("trip-1");
        assertThat(receipt.path("source").asText()).isEqualTo("/rest/token:t-PUBLISHER");
        assertThat(receipt.path("sequence").asText()).matches("\\d{20}");
        assertThat(receipt.path("durability").asText()).isEqualTo("durable");
        assertThat(made.headers()).containsEntry("location", "/api/v1/events/trip-1");
        Reply found = viewer.get("/api/v1/events/trip-1/");
        assertThat(found.status()).isEqualTo(200);
        assertThat(found.headers().get("content-type")).startsWith(STRUCTURED);
        assertThat(found.body()).contains("\"data\":" + data);
        assertThat(found.json().path("sequence").asText())
                .isEqualTo(receipt.path("sequence").asText());
        String tag = found.headers().get("etag");
        assertThat(viewer.get("/api/v1/events/trip-1", "If-None-Match: " + tag).status())
                .isEqualTo(304);
        assertThat(viewer.send("HEAD", "/api/v1/events/trip-1", new byte[0]).headers())
                .containsEntry("etag", tag);
    }

    @Test
    void the_same_event_again_is_a_duplicate_and_another_body_a_conflict() throws Exception {
        String event = "{\"specversion\":\"1.0\",\"id\":\"once\",\"source\":\"/s\",\"type\":\"a.b\",\"data\":1}";

        assertThat(publisher.post(STRUCTURED, event).status()).isEqualTo(201);
        Reply again = publisher.post(STRUCTURED, event);
        Reply other = publisher.post(STRUCTURED, event.replace("\"data\":1", "\"data\":2"));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("results").path(0).path("duplicate").asBoolean())
                .isTrue();
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("event-conflict");
    }

    @Test
    void bytes_that_are_not_json_go_in_as_base64_and_text_as_text() throws Exception {
        publisher.post(
                STRUCTURED,
                "{\"specversion\":\"1.0\",\"id\":\"bin\",\"source\":\"/s\",\"type\":\"a.b\",\"datacontenttype\":\"image/png\","
                        + "\"data_base64\":\"AP+A\"}");
        publisher.post(
                STRUCTURED,
                "{\"specversion\":\"1.0\",\"id\":\"txt\",\"source\":\"/s\",\"type\":\"a.b\",\"datacontenttype\":\"text/plain\","
                        + "\"data\":\"h\\u00e9\",\"myext\":true,\"count\":7}");

        assertThat(viewer.get("/api/v1/events/bin").json().path("data_base64").asText())
                .isEqualTo("AP+A");
        JsonNode text = viewer.get("/api/v1/events/txt").json();
        assertThat(text.path("data").asText()).isEqualTo("hé");
        assertThat(text.path("myext").asBoolean()).isTrue();
        assertThat(text.path("count").asInt()).isEqualTo(7);
    }

    @Test
    void pages_follow_each_other_and_a_cursor_belongs_to_its_query() throws Exception {
        for (int i = 0; i < 5; i++) {
            publisher.post(JSON, "{\"type\":\"page.test\",\"id\":\"page-" + i + "\"}");
        }

        Reply first = viewer.get("/api/v1/events?type=page.*&limit=2&order=asc&from=-15m");
        String cursor = first.json().path("next").asText();
        Reply second = viewer.get("/api/v1/events?type=page.*&limit=3&order=asc&from=-15m&cursor=" + cursor);

        assertThat(first.json().path("items").findValuesAsText("id")).containsExactly("page-0", "page-1");
        assertThat(first.headers().get("link"))
                .isEqualTo("</api/v1/events?type=page.%2A&limit=2&order=asc&from=-15m&cursor=" + cursor
                        + ">; rel=\"next\"");
        assertThat(second.json().path("items").findValuesAsText("id")).containsExactly("page-2", "page-3", "page-4");
        assertThat(second.json().path("next").isNull()).isTrue();
        assertThat(viewer.get("/api/v1/events?type=other&cursor=" + cursor).code())
                .isEqualTo("bad-cursor");
        assertThat(viewer.get("/api/v1/events?type=page.*&order=asc&from=-15m&cursor=%21")
                        .code())
                .isEqualTo("bad-cursor");
    }

    @Test
    void an_id_that_a_path_cannot_hold_is_found_where_its_location_says() throws Exception {
        for (String id : new String[] {"a/b", "types", "..", "50%", "ü #?"}) {
            Reply made = publisher.post(JSON, "{\"type\":\"odd.id\",\"id\":\"" + id + "\"}");
            Reply found = viewer.get(made.headers().getOrDefault("location", "/"));
            assertThat(found.status()).as(id).isEqualTo(200);
            assertThat(found.json().findValuesAsText("id")).as(id).contains(id);
        }
    }

    @Test
    void types_plugins_subscriptions_and_health_answer() throws Exception {
        publisher.post(JSON, "{\"type\":\"seen.type\"}");

        JsonNode types = viewer.get("/api/v1/events/types?prefix=seen.").json();
        JsonNode health = viewer.get("/api/v1/events/health").json();

        assertThat(types.path("items").path(0).path("type").asText()).isEqualTo("seen.type");
        assertThat(health.path("version").asText()).isEqualTo("1.2.3");
        assertThat(health.path("checks").findValuesAsText("name")).contains("settings");
        assertThat(health.path("store").path("kind").asText()).isEqualTo("memory");
    }

    @Test
    void every_problem_code_can_be_provoked_and_explained() throws Exception {
        Set<String> provoked = new TreeSet<>();
        String id = "{\"specversion\":\"1.0\",\"id\":\"amb\",\"source\":\"/1\",\"type\":\"a.b\"}";
        publisher.post(STRUCTURED, id);
        publisher.post(STRUCTURED, id.replace("/1", "/2"));
        publisher.post(STRUCTURED, id.replace("amb", "con"));
        publisher.post(JSON, "{\"type\":\"one\"}", "Idempotency-Key: y");
        Client admin = client("admin-codes", Role.ADMIN);
        Reply[] replies = {
            publisher.post(JSON, "{\"type\":\"a\",\"type\":\"b\"}"),
            viewer.get("/api/v1/events?limit=1001"),
            viewer.get("/api/v1/events?tpye=x"),
            viewer.get("/api/v1/events?cursor=x"),
            nobody.get("/api/v1/events"),
            viewer.post(JSON, "{}"),
            viewer.get("/api/v1/events/none"),
            viewer.send("PUT", "/api/v1/events", new byte[0]),
            viewer.get("/api/v1/events?filter=%7B%22sql%22:%22%22%7D"),
            admin.send(
                    "POST",
                    "/api/v1/events/clear",
                    "{\"expekt\":5}".getBytes(StandardCharsets.UTF_8),
                    "Content-Type: application/json"),
            admin.send(
                    "POST",
                    "/api/v1/events/clear",
                    "{\"expect\":5}".getBytes(StandardCharsets.UTF_8),
                    "Content-Type: application/json"),
            publisher.post(STRUCTURED, id.replace("amb", "con").replace("a.b", "a.c")),
            viewer.get("/api/v1/events/amb"),
            publisher.post(JSON, "{\"type\":\"other\"}", "Idempotency-Key: y"),
            publisher.post(JSON, "", "Content-Length: " + (4 * 1024 * 1024 + 1)),
            publisher.post("text/csv", "a"),
            nobody.get("/livez", "Host: example.com"),
            publisher.post(JSON, "{\"type\":\"a..b\"}"),
            failing(new IllegalStateException("secret detail")),
            failing(new CorruptEventException(7, "chain")),
            failing(new OverloadedException("full")),
            failing(new StoreUnavailableException("away")),
            failing(new StoreFullException("full")),
            failing(new StoreFencedException(1, 2)),
            failing(new ClosedException("closed")),
            refusing(new RevisionConflictException("s", 1, 2)),
            viewer.get("/api/v1/plugins"),
            viewer.get("/api/v1/events/stream?from=999999&on_gap=fail"),
            viewer.get("/api/v1/events/stream?filter=x"),
            viewer.get("/api/v1/events/ws"),
            guessing()
        };
        for (Reply reply : replies) {
            JsonNode problem = reply.json();
            ProblemCode code = ProblemCode.find(reply.code()).orElseThrow();
            provoked.add(reply.code());
            assertThat(reply.headers().get("content-type")).isEqualTo("application/problem+json");
            assertThat(reply.status())
                    .as(reply.body())
                    .isEqualTo(code.status())
                    .isEqualTo(problem.path("status").asInt());
            assertThat(problem.path("hint").asText()).isNotEmpty();
            assertThat(problem.path("instance").asText()).startsWith("/");
            assertThat(problem.path("retryable").asBoolean()).isEqualTo(code.retryable());
            assertThat(reply.body())
                    .doesNotContain("secret detail")
                    .doesNotContain("\tat ")
                    .doesNotContain(".java");
            if (code.retryable()) {
                assertThat(reply.headers()).containsKey("retry-after");
            }
            assertThat(viewer.get(problem.path("type").asText()).body()).contains(code.title());
        }
        // too-slow, incomplete-body and query-timeout take seconds; RequestBodyTest and EventSearchTest provoke them
        // with clocks of
        // their own.
        // The others are provoked where there is something to operate on.
        Set<String> all = new TreeSet<>(
                Arrays.stream(ProblemCode.values()).map(ProblemCode::text).toList());
        all.removeAll(Set.of(
                "too-slow",
                "foreign-origin",
                "csrf-header-missing",
                "login-again",
                "query-timeout",
                "incomplete-body",
                "job-finished",
                "job-running",
                "config-locked",
                "in-use",
                "plugin-refused",
                "plugin-upload-disabled",
                "precondition-failed",
                "unknown-frame",
                "too-many-jobs",
                "too-many-streams"));
        assertThat(provoked).isEqualTo(all);
    }

    @Test
    void the_text_of_an_internal_failure_stays_in_the_host() throws Exception {
        Throwable[] failures = {
            new IllegalStateException("secret detail", new IllegalArgumentException("secret cause")),
            new NoClassDefFoundError("secret detail"),
            new StackOverflowError("secret detail"),
            new AssertionError("secret detail"),
            new OutOfMemoryError("secret detail")
        };
        for (Throwable failure : failures) {
            for (boolean reading : new boolean[] {true, false}) {
                host.log.failNext(failure);
                Reply reply = reading
                        ? viewer.get("/api/v1/events", "Accept: text/html")
                        : publisher.post(JSON, "{\"type\":\"a.b\"}");
                String what = failure + (reading ? " while reading: " : " while publishing: ") + reply.body();
                assertThat(reply.status()).as(what).isEqualTo(500);
                assertThat(reply.body() + reply.headers())
                        .as(what)
                        .doesNotContain("secret")
                        .doesNotContain(failure.getClass().getSimpleName())
                        .doesNotContain("\tat ")
                        .doesNotContain(".java");
            }
        }
    }

    @Test
    void a_semicolon_in_a_path_is_no_way_to_anything() throws Exception {
        publisher.post(JSON, "{\"type\":\"semi.colon\",\"id\":\"an;id\"}");
        publisher.post(JSON, "{\"type\":\"semi.colon\",\"id\":\"an\"}");

        assertThat(viewer.get("/api/v1/events?id=an;id").json().path("items").size())
                .isEqualTo(1);
        for (String path : new String[] {
            "/api/v1/events/an;id",
            "/api/v1/events/an;",
            "/api/v1/events;x=y/an",
            "/api/v1/events;x=y",
            "/livez;x=y",
            ";/livez",
            "/;/livez"
        }) {
            assertThat(viewer.get(path).status()).as(path).isIn(400, 404);
        }
    }

    private static Reply guessing() throws Exception {
        Client guesser = new Client(url, "guess", InetAddress.getByName("127.0.7.8"));
        Reply reply = guesser.get("/livez");
        for (int i = 0; i < FailedLogins.MAX_FAILURES; i++) {
            reply = guesser.get("/livez");
        }
        return reply;
    }

    private static Reply refusing(RuntimeException failure) throws Exception {
        host.log.failNext(failure);
        return publisher.post(JSON, "{\"type\":\"a.b\"}");
    }

    private static Reply failing(RuntimeException failure) throws Exception {
        host.log.failNext(failure);
        return viewer.get("/api/v1/events?type=fails");
    }

    @Test
    void problems_say_which_part_is_wrong() throws Exception {
        JsonNode attribute = publisher
                .post(JSON, "{\"type\":\"a..b\"}")
                .json()
                .path("errors")
                .path(0);
        JsonNode unknown = publisher
                .post(JSON, "{\"type\":\"a\",\"sujbect\":\"x\"}")
                .json()
                .path("errors")
                .path(0);
        JsonNode parameter =
                viewer.get("/api/v1/events?souce=x").json().path("errors").path(0);

        assertThat(attribute.path("pointer").asText()).isEqualTo("#/type");
        assertThat(unknown.path("pointer").asText()).isEqualTo("#/sujbect");
        assertThat(unknown.path("detail").asText()).contains("did you mean \"subject\"");
        assertThat(parameter.path("parameter").asText()).isEqualTo("souce");
        assertThat(parameter.path("detail").asText()).contains("did you mean \"source\"");
        host.log.failNext(new TooLargeException("data", "bytes", 2, 1));
        assertThat(publisher.post(JSON, "{\"type\":\"a\"}").status()).isEqualTo(413);
    }

    @Test
    void what_is_no_form_of_an_event_is_unsupported() throws Exception {
        assertThat(publisher.post("application/xml", "<a/>").status()).isEqualTo(415);
        assertThat(publisher.post("application/json; charset=iso-8859-1", "{}").status())
                .isEqualTo(415);
        assertThat(publisher.post(JSON, "x", "Content-Encoding: gzip").status()).isEqualTo(415);
        Reply put = client("putter", Role.ADMIN).send("PUT", "/api/v1/events/x", new byte[0]);
        assertThat(put.status()).isEqualTo(405);
        assertThat(put.headers()).containsEntry("allow", "DELETE, GET, HEAD");
    }

    private static Client client(String name, Role role) {
        return new Client(
                url,
                host.access()
                        .createToken(TokenRequest.of(name, role, Duration.ofHours(1)), "test")
                        .text());
    }

    @Test
    void bodies_beyond_the_rules_of_json_are_malformed() throws Exception {
        String deep = "[".repeat(101) + "]".repeat(101);
        for (String body : new String[] {
            "",
            "{\"type\":\"a\"} x",
            "\uFEFF{\"type\":\"a\"}",
            "{\"type\":\"a\\u0000\"",
            "{\"type\":\"a\",\"data\":\"\u0000\"}",
            "{\"type\":\"a\",\"data\":NaN}",
            "{\"type\":\"a\",\"data\":" + deep + "}",
            "{\"type\":\"a\",\"data\":{\"x\":1,\"x\":2}}",
            "{\"type\":\"a\",\"data\":" + "9".repeat(101) + "}",
            "{\"type\":\"a\",\"data\":[" + "1,".repeat(10_000) + "1]}"
        }) {
            assertThat(publisher.post(JSON, body).code()).as(body).isEqualTo("malformed-json");
        }
        byte[] latin = "{\"type\":\"a\",\"data\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(publisher.post(JSON, latin).code()).isEqualTo("malformed-json");
        byte[] utf16 = "{\"type\":\"a\"}".getBytes(StandardCharsets.UTF_16LE);
        assertThat(publisher.post(JSON, utf16).code()).isEqualTo("malformed-json");
    }

    @Test
    void the_old_name_of_the_events_works_and_says_what_to_use_instead() throws Exception {
        publisher.post(JSON, "{\"type\":\"old.path\",\"id\":\"old-path\"}");

        for (String path :
                new String[] {"/api/events/old-path", "/api/events/old-path/", "/api/events?type=old.path"}) {
            Reply reply = viewer.get(path);
            assertThat(reply.status()).as(path).isEqualTo(200);
            assertThat(reply.body()).contains("old-path");
            assertThat(reply.headers()).containsEntry("deprecation", "@1767225600");
            assertThat(reply.headers().get("link")).contains("; rel=\"successor-version\"");
        }
        assertThat(viewer.get("/api/events/old-path").headers())
                .containsEntry("link", "</api/v1/events/old-path>; rel=\"successor-version\"");
        assertThat(viewer.get("/api/v1/events/old-path").headers()).doesNotContainKey("deprecation");
        assertThat(nobody.get("/api/events/").status()).isEqualTo(401);
        assertThat(viewer.send("POST", "/api/events/", "{}".getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void long_answers_are_packed_for_who_takes_it_and_secret_ones_never() throws Exception {
        publisher.post(JSON, "{\"type\":\"long.one\",\"id\":\"long\",\"data\":\"" + "x".repeat(5_000) + "\"}");

        Reply plain = viewer.get("/api/v1/events/long");
        Reply packed = viewer.get("/api/v1/events/long", "Accept-Encoding: br, gzip;q=0.5");

        assertThat(plain.headers()).doesNotContainKey("content-encoding").containsEntry("vary", "Accept-Encoding");
        assertThat(packed.headers()).containsEntry("content-encoding", "gzip");
        assertThat(packed.headers().get("etag"))
                .isEqualTo("W/" + plain.headers().get("etag"));
        assertThat(Integer.parseInt(packed.headers().getOrDefault("content-length", "0")))
                .isLessThan(1_000);
        assertThat(packed.body()).isEqualTo(plain.body());
        assertThat(viewer.get(
                                "/api/v1/events/long",
                                "If-None-Match: " + packed.headers().get("etag"))
                        .status())
                .isEqualTo(304);
        for (String encoding : new String[] {"gzip;q=0", "identity", "br", "gzip; q=0.000"}) {
            assertThat(viewer.get("/api/v1/events/long", "Accept-Encoding: " + encoding)
                            .headers())
                    .as(encoding)
                    .doesNotContainKey("content-encoding");
        }
        assertThat(viewer.get("/livez", "Accept-Encoding: gzip").headers()).doesNotContainKey("content-encoding");
    }
}
