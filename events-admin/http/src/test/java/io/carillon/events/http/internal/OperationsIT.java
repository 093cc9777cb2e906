// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.stumbler.Stumbler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.EventDraft;
import io.carillon.events.TypePattern;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.JobsAdmin;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import io.carillon.events.http.internal.Client.Reply;
import io.carillon.patience.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operating a real bus and store through HTTP: a plugin stumbles, and what follows is done by requests alone. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OperationsIT {

    private static final String JSON = "application/json";
    private static final String SUBSCRIPTION = "/api/v1/subscriptions/com.example.stumbler:main";
    private static final String LETTERS = SUBSCRIPTION + "/dead-letters";

    @TempDir
    static Path home;

    private static HostFramework host;
    private static String url;
    private static Client operator;
    private static Client admin;

    @BeforeAll
    static void start() throws Exception {
        host = new HostFramework(home, Map.of("carillon.set.http.port", "0", "carillon.set.store.url", "memory:"))
                .overRealBus()
                .withPlugins()
                .start();
        url = host.url();
        operator = client("operator", TokenRequest.of("operator", Role.OPERATOR, Duration.ofHours(1)));
        admin = client("admin", TokenRequest.of("admin", Role.ADMIN, Duration.ofHours(1)));
        System.setProperty(Stumbler.FAILS, "true");
        host.stumble();
        await().until(() -> operator.get(SUBSCRIPTION).status() == 200);
    }

    private static Client client(String name, TokenRequest request) {
        return new Client(
                url, host.access().createToken(request, "test " + name).text());
    }

    private static <T> T service(Class<T> capability) {
        return Objects.requireNonNull(
                host.context().getService(Objects.requireNonNull(host.context().getServiceReference(capability))));
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
    }

    @BeforeEach
    void none_left() throws Exception {
        System.setProperty(Stumbler.FAILS, "true");
        send(operator, "PATCH", SUBSCRIPTION, "{\"paused\":false}");
        await().until(() -> {
            send(operator, "POST", LETTERS + "/discard", "{\"all\":true}");
            return letters("").isEmpty();
        });
    }

    private static Reply send(Client client, String method, String path, String body, String... headers)
            throws Exception {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Content-Type: " + JSON;
        return client.send(method, path, body.getBytes(StandardCharsets.UTF_8), all);
    }

    /** Publishes an event that the handler stumbles over, and waits until it is a dead letter. */
    private static String stumble(String id, String more) throws Exception {
        Reply made = operator.post(JSON, "{\"type\":\"stumble.order\",\"id\":\"" + id + "\"" + more + "}");
        String position = made.json().path("results").path(0).path("sequence").asText();
        await().until(() -> operator.get(LETTERS + "/" + position).status() == 200);
        return position;
    }

    private static JsonNode letters(String query) throws Exception {
        return operator.get(LETTERS + query).json().path("items");
    }

    @Test
    void dead_letters_are_listed_in_pages_and_chosen_by_type_cause_and_time() throws Exception {
        for (String id : List.of("page-1", "page-2", "page-3")) {
            stumble(id, ",\"subject\":\"" + id + "\"");
        }

        JsonNode first = operator.get(LETTERS + "?limit=2").json();
        JsonNode second = operator.get(
                        LETTERS + "?limit=2&cursor=" + first.path("next").asText())
                .json();

        assertThat(first.path("items").findValuesAsText("id")).containsExactly("page-1", "page-2");
        assertThat(second.path("items").findValuesAsText("id")).containsExactly("page-3");
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(letters("?type=stumble.*&cause=PAGE-2").findValuesAsText("id"))
                .containsExactly("page-2");
        assertThat(letters("?type=other.*").isEmpty()).isTrue();
        assertThat(letters("?before=-1h").isEmpty()).isTrue();
        assertThat(letters("?before=now").size()).isEqualTo(3);
        assertThat(operator.get("/api/v1/subscriptions/no.such:one/dead-letters")
                        .status())
                .isEqualTo(404);
        assertThat(operator.get(LETTERS + "?type=a..b").code()).isEqualTo("invalid-parameter");
    }

    @Test
    void a_note_is_written_only_on_what_the_writer_has_seen() throws Exception {
        String letter = LETTERS + "/" + stumble("noted", "");
        String tag = operator.get(letter).headers().getOrDefault("etag", "");

        Reply written = send(operator, "PATCH", letter, "{\"note\":\"asked Anna\"}", "If-Match: " + tag);
        Reply late = send(operator, "PATCH", letter, "{\"note\":\"asked Ben\"}", "If-Match: " + tag);

        assertThat(written.status()).as(written.body()).isEqualTo(200);
        assertThat(written.json().path("note").asText()).isEqualTo("asked Anna");
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.code()).isEqualTo("precondition-failed");
        assertThat(operator.get(letter).json().path("note").asText()).isEqualTo("asked Anna");
        assertThat(send(operator, "PATCH", letter, "{\"note\":\"" + "x".repeat(8_193) + "\"}")
                        .code())
                .isEqualTo("invalid-body");
        assertThat(send(operator, "PATCH", LETTERS + "/999999", "{\"note\":\"\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void one_some_or_all_are_replayed_and_nobody_means_all_by_leaving_something_out() throws Exception {
        String one = stumble("again-1", ",\"subject\":\"1\"");
        stumble("again-2", ",\"subject\":\"2\"");
        stumble("again-3", ",\"subject\":\"3\"");
        for (String body : List.of("{}", "{\"all\":false}", "{\"all\":true,\"type\":\"a.b\"}", "{\"typ\":\"a.b\"}")) {
            assertThat(send(operator, "POST", LETTERS + "/replay", body).code())
                    .as(body)
                    .isEqualTo("invalid-body");
        }
        System.setProperty(Stumbler.FAILS, "false");

        Reply single = send(operator, "POST", LETTERS + "/replay", "{\"position\":\"" + one + "\"}");
        await().untilAsserted(
                        () -> assertThat(letters("").findValuesAsText("id")).containsExactly("again-2", "again-3"));
        Reply some = send(operator, "POST", LETTERS + "/replay", "{\"cause\":\"again-2\"}");
        await().untilAsserted(
                        () -> assertThat(letters("").findValuesAsText("id")).containsExactly("again-3"));
        Reply all = send(operator, "POST", LETTERS + "/replay", "{\"all\":true}");
        await().untilAsserted(() -> assertThat(letters("").isEmpty()).isTrue());

        for (Reply reply : List.of(single, some, all)) {
            assertThat(reply.status()).isEqualTo(202);
            assertThat(reply.json().path("affected").asInt()).isEqualTo(1);
        }
    }

    @Test
    void who_is_limited_to_a_tenant_neither_sees_nor_touches_the_dead_letters_of_another() throws Exception {
        Client other = client(
                "other",
                TokenRequest.of("other-" + System.nanoTime(), Role.OPERATOR, Duration.ofHours(1))
                        .withTenants(Set.of("other")));
        String position = stumble("hidden", "");

        Reply hidden = other.get(LETTERS + "/" + position);

        assertThat(hidden.status()).isEqualTo(404);
        assertThat(hidden.json().path("detail"))
                .isEqualTo(other.get(LETTERS + "/999999").json().path("detail"));
        assertThat(other.get(LETTERS).json().path("items").isEmpty()).isTrue();
        assertThat(other.get("/api/v1/events/hidden/explain").status()).isEqualTo(404);
        assertThat(send(other, "POST", LETTERS + "/discard", "{\"all\":true}").status())
                .isEqualTo(403);
        assertThat(send(other, "POST", LETTERS + "/discard", "{\"position\":" + Long.parseLong(position) + "}")
                        .status())
                .isEqualTo(404);
        assertThat(send(other, "POST", "/api/v1/events/replay", "{}").status()).isEqualTo(403);
        assertThat(letters("").size()).isEqualTo(1);
    }

    @Test
    void a_subscription_is_paused_moved_and_resumed() throws Exception {
        Reply before = operator.get(SUBSCRIPTION);
        String tag = before.headers().getOrDefault("etag", "");

        Reply paused = send(operator, "PATCH", SUBSCRIPTION, "{\"paused\":true}", "If-Match: " + tag);
        Reply late = send(operator, "PATCH", SUBSCRIPTION, "{\"paused\":false}", "If-Match: " + tag);
        Reply moved = send(operator, "PATCH", SUBSCRIPTION, "{\"position\":\"beginning\"}");

        assertThat(paused.json().path("enabled").asBoolean(true)).isFalse();
        assertThat(late.code()).isEqualTo("precondition-failed");
        assertThat(moved.status()).as(moved.body()).isEqualTo(200);
        assertThat(moved.json().path("position").asText()).isEqualTo("0".repeat(20));
        assertThat(send(operator, "PATCH", SUBSCRIPTION, "{\"position\":\"time:-10m\"}")
                        .status())
                .isEqualTo(200);
        assertThat(send(operator, "PATCH", SUBSCRIPTION, "{\"position\":\"time:-10x\"}"))
                .satisfies(wrong -> assertThat(wrong.status()).isEqualTo(422))
                .satisfies(wrong -> assertThat(wrong.code()).isEqualTo("invalid-body"))
                .satisfies(wrong -> assertThat(wrong.body()).contains("#/position", "-10x"));
        assertThat(send(operator, "PATCH", SUBSCRIPTION, "{\"position\":\"position:99999\"}")
                        .code())
                .isEqualTo("invalid-body");
        assertThat(send(operator, "PATCH", SUBSCRIPTION, "{\"position\":\"yesterday\"}")
                        .code())
                .isEqualTo("invalid-body");
        assertThat(operator.send("DELETE", SUBSCRIPTION, new byte[0]).code()).isEqualTo("in-use");
        System.setProperty(Stumbler.FAILS, "false");
        assertThat(send(operator, "PATCH", SUBSCRIPTION, "{\"paused\":false}")
                        .json()
                        .path("enabled")
                        .asBoolean())
                .isTrue();
        // Until then it handles the events of other tests again, and the next one has it fail.
        await().until(() -> operator.get(SUBSCRIPTION).json().path("lag").asLong(-1) == 0);
    }

    @Test
    void an_event_is_explained_at_every_subscription_or_at_one() throws Exception {
        stumble("explained", "");

        JsonNode all = operator.get("/api/v1/events/explained/explain").json();
        JsonNode one = operator.get("/api/v1/events/explained/explain?subscription=com.example.stumbler:main")
                .json();

        assertThat(all.path("items").findValuesAsText("outcome")).contains("dead-letter");
        assertThat(one.path("items").size()).isEqualTo(1);
        assertThat(one.path("items").path(0).path("reason").asText()).isNotEmpty();
        assertThat(operator.get("/api/v1/events/explained/explain?subscription=no:one")
                        .status())
                .isEqualTo(404);
        assertThat(operator.get("/api/v1/events/unknown/explain").status()).isEqualTo(404);
        String position = all.path("event").asText();
        for (String place : List.of(position, String.valueOf(Long.parseLong(position)))) {
            JsonNode same = operator.get("/api/v1/events/" + place + "/explain").json();
            assertThat(same.path("event").asText()).isEqualTo(position);
            assertThat(same.path("items").findValuesAsText("outcome")).contains("dead-letter");
        }
        Reply nowhere = operator.get("/api/v1/events/99999999/explain");
        assertThat(nowhere.status()).isEqualTo(404);
        assertThat(nowhere.json().path("detail").asText())
                .startsWith("there is no event at position 99999999; the log holds positions 1 to ");
    }

    @Test
    void an_event_is_read_by_its_id_or_else_by_its_position() throws Exception {
        operator.post(JSON, "{\"type\":\"place.one\",\"id\":\"placed\"}");
        String place =
                operator.get("/api/v1/events/placed").json().path("sequence").asText();
        String digits = String.valueOf(Long.parseLong(place));

        assertThat(operator.get("/api/v1/events/" + place).json().path("id").asText())
                .isEqualTo("placed");
        assertThat(operator.get("/api/v1/events/" + digits).json().path("id").asText())
                .isEqualTo("placed");
        assertThat(operator.get("/api/v1/events/99999999").json().path("detail").asText())
                .startsWith("there is no event at position 99999999; the log holds positions 1 to ");
        operator.post(JSON, "{\"type\":\"place.two\",\"id\":\"" + digits + "\"}");
        assertThat(operator.get("/api/v1/events/" + digits).json().path("type").asText())
                .isEqualTo("place.two");
        assertThat(operator.get("/api/v1/events/" + place).json().path("type").asText())
                .isEqualTo("place.one");
        for (String meant : List.of("position:" + digits, "position:" + place)) {
            assertThat(operator.get("/api/v1/events/" + meant)
                            .json()
                            .path("type")
                            .asText())
                    .isEqualTo("place.one");
            assertThat(operator.get("/api/v1/events/" + meant + "/explain")
                            .json()
                            .path("event")
                            .asText())
                    .isEqualTo(place);
        }
        assertThat(operator.get("/api/v1/events/position:99999999")
                        .json()
                        .path("detail")
                        .asText())
                .startsWith("there is no event at position 99999999; the log holds positions 1 to ");
    }

    @Test
    void an_id_that_the_caller_may_not_see_does_not_hide_a_position() throws Exception {
        Client other = client(
                "other",
                TokenRequest.of("other-" + System.nanoTime(), Role.OPERATOR, Duration.ofHours(1))
                        .withTenants(Set.of("other")));
        Reply made = operator.post(
                "application/cloudevents+json",
                "{\"specversion\":\"1.0\",\"type\":\"place.three\",\"id\":\"theirs\",\"source\":\"/p\","
                        + "\"tenantid\":\"other\"}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        String place =
                operator.get("/api/v1/events/theirs").json().path("sequence").asText();
        String digits = String.valueOf(Long.parseLong(place));
        operator.post(JSON, "{\"type\":\"place.four\",\"id\":\"" + digits + "\"}");

        Reply theirs = other.get("/api/v1/events/" + digits);

        assertThat(theirs.json().path("type").asText()).as(theirs.body()).isEqualTo("place.three");
        assertThat(operator.get("/api/v1/events/" + digits).json().path("type").asText())
                .isEqualTo("place.four");
    }

    @Test
    void an_id_like_a_position_is_found_where_it_was_said_to_be() throws Exception {
        Reply published = operator.post(JSON, "{\"type\":\"place.five\",\"id\":\"position:1\"}");

        Reply there = operator.get(published.headers().getOrDefault("location", ""));

        assertThat(there.json().path("items").path(0).path("type").asText())
                .as(there.body())
                .isEqualTo("place.five");
    }

    @Test
    void a_wrong_time_in_a_body_is_told_with_its_place_there() throws Exception {
        for (String[] wrong : new String[][] {
            {"/api/v1/events/replay", "from"},
            {"/api/v1/events/export", "to"},
            {"/api/v1/events/clear", "before"},
            {LETTERS + "/replay", "before"}
        }) {
            Reply reply = send(admin, "POST", wrong[0], "{\"" + wrong[1] + "\":\"yesterday\"}");
            assertThat(reply.code()).as(wrong[0] + reply.body()).isEqualTo("invalid-body");
            assertThat(reply.body()).contains("#/" + wrong[1]);
        }
    }

    @Test
    void a_replay_is_a_job_to_be_followed_and_asked_how_it_ended() throws Exception {
        operator.post(JSON, "{\"type\":\"replay.me\",\"id\":\"replayed\"}");

        Reply taken = send(
                operator,
                "POST",
                "/api/v1/events/replay",
                "{\"types\":[\"replay.**\"],\"dryRun\":true,\"name\":\"Incident 12\"}");
        String job = taken.headers().getOrDefault("location", "");
        await().until(() -> operator.get(job).json().path("state").asText().equals("succeeded"));

        assertThat(taken.status()).isEqualTo(202);
        assertThat(taken.json().path("name").asText()).isEqualTo("Incident 12");
        assertThat(operator.get(job + "/result").body()).contains("1 event");
        assertThat(operator.send("DELETE", job, new byte[0]).code()).isEqualTo("job-finished");
        assertThat(send(operator, "PATCH", job, "{\"paused\":true}").code()).isEqualTo("job-finished");
        assertThat(operator.get("/api/v1/jobs?kind=replay&state=succeeded")
                        .json()
                        .path("items")
                        .findValuesAsText("id"))
                .contains(job.substring(job.lastIndexOf('/') + 1));
        for (String body : List.of(
                "{\"positions\":[1],\"types\":[\"a.b\"]}",
                "{\"positions\":[0]}",
                "{\"positions\":\"1\"}",
                "{\"name\":\"" + "n".repeat(201) + "\"}",
                "{\"rate\":-1}",
                "{\"types\":[\"a..b\"]}",
                "{\"dryRun\":1}")) {
            assertThat(send(operator, "POST", "/api/v1/events/replay", body).code())
                    .as(body)
                    .isEqualTo("invalid-body");
        }
    }

    @Test
    void a_job_is_paused_resumed_and_cancelled() throws Exception {
        JobsAdmin jobs = service(JobsAdmin.class);
        String job = "/api/v1/jobs/"
                + jobs.submit("test", "endless", "steps", "test", progress -> {
                            long steps = 0;
                            while (true) {
                                progress.checkCancelled();
                                progress.done(++steps);
                            }
                        })
                        .id();
        await().until(() -> state(job).equals("running"));

        assertThat(operator.get(job + "/result").code()).isEqualTo("job-running");
        assertThat(send(operator, "PATCH", job, "{\"paused\":true}").status()).isEqualTo(202);
        await().until(() -> state(job).equals("paused"));
        send(operator, "PATCH", job, "{\"paused\":false}");
        await().until(() -> state(job).equals("running"));
        assertThat(operator.send("DELETE", job, new byte[0]).status()).isEqualTo(202);
        await().until(() -> state(job).equals("cancelled"));
        String subject = "job:" + job.substring(job.lastIndexOf('/') + 1);
        for (String act : List.of("paused", "resumed", "cancelled")) {
            await().untilAsserted(
                            () -> assertThat(recorded("carillon.job." + act)).contains(subject));
        }
    }

    @Test
    void whoever_starts_more_jobs_than_may_wait_is_told_to_wait_or_to_cancel_some() throws Exception {
        publishMany(1_000, 1_000, 1_000, 1_000, 1_000, 1); // more than a request clears without a job
        JobsAdmin jobs = service(JobsAdmin.class);
        CountDownLatch end = new CountDownLatch(1);
        List<String> made = new ArrayList<>();
        await().until(() -> jobs.list().stream().allMatch(job -> job.state().ended()));
        CountDownLatch begun = new CountDownLatch(2);
        try {
            for (int i = 0; i < 2 + JobsAdmin.MAX_QUEUED; i++) {
                if (i == 2) {
                    assertThat(begun.await(Patience.LONGEST_SECONDS, TimeUnit.SECONDS))
                            .isTrue();
                }
                made.add(jobs.submit("verify", "Waits", "events", "test", progress -> {
                            begun.countDown();
                            end.await();
                            return "done";
                        })
                        .id());
            }
            for (Reply refused : List.of(
                    send(operator, "POST", "/api/v1/system/verify", ""),
                    send(operator, "POST", "/api/v1/events/replay", "{\"types\":[\"many\"]}"),
                    send(operator, "POST", "/api/v1/events/export?type=many", ""),
                    send(admin, "POST", "/api/v1/events/clear?type=many", "{}"),
                    admin.send(
                            "POST",
                            "/api/v1/events/import",
                            "{\"specversion\":\"1.0\",\"id\":\"i\",\"source\":\"/i\",\"type\":\"i\"}\n"
                                    .getBytes(StandardCharsets.UTF_8),
                            "Content-Type: application/x-ndjson"))) {
                assertThat(refused.status()).as(refused.body()).isEqualTo(429);
                assertThat(refused.code()).isEqualTo("too-many-jobs");
                assertThat(refused.headers()).containsEntry("retry-after", "5");
                assertThat(refused.json().path("detail").asText())
                        .contains(JobsAdmin.MAX_QUEUED + " jobs wait already");
                assertThat(refused.json().path("hint").asText()).contains("carillon jobs ls");
                assertThat(refused.json().path("retryable").asBoolean()).isTrue();
            }
            assertThat(operator.get("/problems/too-many-jobs").body()).contains("Too many jobs");
        } finally {
            made.forEach(id -> jobs.cancel(id, "test"));
            end.countDown();
        }
        await().until(() -> made.stream()
                .allMatch(id -> jobs.get(id).filter(job -> !job.state().ended()).isEmpty()));
        assertThat(send(operator, "POST", "/api/v1/system/verify", "").status()).isEqualTo(202);
    }

    private static Reply imported() throws Exception {
        return admin.send(
                "POST",
                "/api/v1/events/import",
                "{\"specversion\":\"1.0\",\"id\":\"i\",\"source\":\"/i\",\"type\":\"i\"}\n"
                        .getBytes(StandardCharsets.UTF_8),
                "Content-Type: application/x-ndjson");
    }

    private static void publishMany(int... batches) throws Exception {
        EventDraft draft = EventDraft.builder("many").source("/many").build();
        for (int drafts : batches) {
            service(EventsAdmin.class)
                    .publish(Collections.nCopies(drafts, draft))
                    .toCompletableFuture()
                    .get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Files that jobs made or are to make. */
    private static Set<Path> outputs() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(file -> file.getFileName().toString().startsWith("out-"))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void jobs_that_were_cancelled_before_they_began_leave_no_files_and_make_room_for_others() throws Exception {
        publishMany(1_000, 1_000); // more than a request exports without a job
        JobsAdmin jobs = service(JobsAdmin.class);
        await().until(() -> jobs.list().stream().allMatch(job -> job.state().ended()));
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(2);
        List<String> made = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                made.add(jobs.submit("test", "Waits", "events", "test", progress -> {
                            begun.countDown();
                            end.await();
                            return "done";
                        })
                        .id());
            }
            assertThat(begun.await(Patience.LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 10; i++) {
                Reply taken = imported();
                assertThat(taken.status()).as(taken.body()).isEqualTo(202);
                made.add(taken.json().path("id").asText());
            }
            Reply refused = imported();
            assertThat(refused.code()).isEqualTo("too-many-jobs");
            assertThat(refused.json().path("detail").asText()).contains("10 files wait to be imported already");

            Set<Path> before = outputs();
            Reply export = send(operator, "POST", "/api/v1/events/export?type=many", "");
            assertThat(export.status()).as(export.body()).isEqualTo(202);
            jobs.cancel(export.json().path("id").asText(), "test");
            assertThat(outputs()).isEqualTo(before);

            jobs.cancel(made.get(2), "test");

            Reply taken = imported();
            assertThat(taken.status()).as(taken.body()).isEqualTo(202);
            assertThat(imported().code()).isEqualTo("too-many-jobs");
        } finally {
            made.forEach(id -> jobs.cancel(id, "test"));
            end.countDown();
        }
    }

    @Test
    void who_is_limited_sees_of_jobs_only_their_own() throws Exception {
        Client limited = client(
                "limited",
                TokenRequest.of("limited-" + System.nanoTime(), Role.VIEWER, Duration.ofHours(1))
                        .withTenants(Set.of("other")));
        String foreign = send(operator, "POST", "/api/v1/events/replay", "{\"dryRun\":true}")
                .headers()
                .getOrDefault("location", "");
        await().until(() -> state(foreign).equals("succeeded"));

        assertThat(limited.get(foreign).status()).isEqualTo(404);
        assertThat(limited.get(foreign + "/result").status()).isEqualTo(404);
        assertThat(limited.get("/api/v1/jobs").json().path("items").isEmpty()).isTrue();
        assertThat(operator.get("/api/v1/jobs").json().path("items").isEmpty()).isFalse();
    }

    @Test
    void what_a_handler_denies_and_that_the_log_is_verified_is_recorded() throws Exception {
        Client narrow = client(
                "narrow-replayer",
                TokenRequest.of("narrow-replayer", Role.OPERATOR, Duration.ofHours(1))
                        .withTypes(List.of(new TypePattern("order.**"))));

        assertThat(send(narrow, "POST", "/api/v1/events/replay", "{}").code()).isEqualTo("forbidden");
        Reply counted = send(operator, "POST", "/api/v1/events/replay", "{\"dryRun\":true}");
        Reply verified = send(operator, "POST", "/api/v1/system/verify", "");

        await().untilAsserted(() -> assertThat(
                        admin.get("/api/v1/events?type=carillon.access.denied&subject=token:narrow-replayer")
                                .json()
                                .path("items")
                                .findValuesAsText("what"))
                .containsExactly("POST /api/v1/events/replay"));
        await().untilAsserted(() -> assertThat(recorded("carillon.job.started"))
                .contains(
                        "job:" + verified.json().path("id").asText(),
                        "job:" + counted.json().path("id").asText()));
    }

    private static List<String> recorded(String type) throws Exception {
        return admin.get("/api/v1/events?type=" + type).json().path("items").findValuesAsText("subject");
    }

    @Test
    void what_goes_out_and_in_is_recorded() throws Exception {
        Reply exported = send(operator, "POST", "/api/v1/events/export?type=no.such", "{}");
        Reply imported = admin.send(
                "POST",
                "/api/v1/events/import",
                "garbage\n".getBytes(StandardCharsets.UTF_8),
                "Content-Type: application/x-ndjson");
        String job = imported.headers().getOrDefault("location", "");

        assertThat(exported.status()).isEqualTo(200);
        await().until(() -> state(job).equals("failed"));
        assertThat(admin.get(job + "/file").json().path("errors").size()).isEqualTo(1);
        await().untilAsserted(
                        () -> assertThat(recorded("carillon.events.exported")).isNotEmpty());
        await().untilAsserted(
                        () -> assertThat(recorded("carillon.events.imported")).isNotEmpty());
    }

    private static String state(String job) throws Exception {
        return operator.get(job).json().path("state").asText();
    }

    @Test
    void tokens_are_made_listed_and_revoked() throws Exception {
        Reply made = send(
                admin,
                "POST",
                "/api/v1/tokens",
                "{\"name\":\"ci\",\"role\":\"operator\",\"scopes\":[\"events:read\"],\"types\":[\"order.**\"],"
                        + "\"expiresIn\":\"12h\"}",
                "Accept-Encoding: gzip");
        String path = made.headers().getOrDefault("location", "");
        Client ci = new Client(url, made.json().path("secret").asText());

        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.headers()).doesNotContainKey("content-encoding");
        assertThat(ci.get("/api/v1/events").status()).isEqualTo(200);
        assertThat(ci.get("/api/v1/plugins").status()).isEqualTo(403);
        assertThat(admin.get("/api/v1/tokens").body())
                .contains("\"ci\"")
                .doesNotContain(made.json().path("secret").asText());
        assertThat(admin.send("DELETE", path, new byte[0]).status()).isEqualTo(204);
        assertThat(ci.get("/api/v1/events").status()).isEqualTo(401);
        assertThat(admin.send("DELETE", path, new byte[0]).status()).isEqualTo(404);
        for (String body : List.of(
                "{\"role\":\"viewer\"}",
                "{\"name\":\"x\"}",
                "{\"name\":\"x\",\"role\":\"king\"}",
                "{\"name\":\"x\",\"role\":\"viewer\",\"scopes\":[]}",
                "{\"name\":\"x\",\"role\":\"viewer\",\"scopes\":[\"admin\"]}",
                "{\"name\":\"x\",\"role\":\"viewer\",\"scopes\":[\"all\"]}",
                "{\"name\":\"x\",\"role\":\"viewer\",\"expiresIn\":\"soon\"}",
                "{\"name\":\"x y\",\"role\":\"viewer\"}",
                "{\"name\":7,\"role\":\"viewer\"}")) {
            assertThat(send(admin, "POST", "/api/v1/tokens", body).code())
                    .as(body)
                    .isEqualTo("invalid-body");
        }
    }

    /** Both are found, or not, in the same place of the code: what is hidden is taken out before anything is looked for. */
    @Test
    void what_a_caller_may_not_see_answers_to_the_letter_as_what_is_not_there() throws Exception {
        Client other = client(
                "same-answer",
                TokenRequest.of("same-answer", Role.OPERATOR, Duration.ofHours(1))
                        .withTenants(Set.of("other")));
        String position = stumble("unseen", "");
        String correlation = operator.get("/api/v1/events/unseen")
                .json()
                .path("correlationid")
                .asText();
        List<String[]> pairs = List.of(
                new String[] {"GET", "/api/v1/events/unseen", "/api/v1/events/no-such", ""},
                new String[] {"GET", "/api/v1/events/unseen?source=/x", "/api/v1/events/no-such?source=/x", ""},
                new String[] {"GET", "/api/v1/events?id=unseen", "/api/v1/events?id=no-such", ""},
                new String[] {"GET", "/api/v1/events/unseen/explain", "/api/v1/events/no-such/explain", ""},
                new String[] {
                    "GET",
                    "/api/v1/events/flow?correlationid=" + correlation,
                    "/api/v1/events/flow?correlationid=no-such",
                    ""
                },
                new String[] {"GET", LETTERS + "/" + position, LETTERS + "/999999", ""},
                new String[] {"PATCH", LETTERS + "/" + position, LETTERS + "/999999", "{\"note\":\"x\"}"},
                new String[] {"DELETE", "/api/v1/events/unseen", "/api/v1/events/no-such", ""},
                new String[] {"DELETE", "/api/v1/tokens/operator", "/api/v1/tokens/no-such", ""},
                new String[] {"GET", "/api/v1/users/anna", "/api/v1/users/no-such", ""});
        for (String[] pair : pairs) {
            Reply hidden = send(other, pair[0], pair[1], pair[3]);
            Reply missing = send(other, pair[0], pair[2], pair[3]);

            assertThat(hidden.status()).as(pair[1]).isEqualTo(missing.status());
            assertThat(told(hidden, "unseen", correlation)).as(pair[1]).isEqualTo(told(missing, "no-such", "no-such"));
        }
    }

    /** An answer without what only repeats the question. */
    private static String told(Reply reply, String... asked) {
        JsonNode json = reply.json();
        if (json instanceof ObjectNode object) {
            object.remove("instance");
        }
        String told = json.toString();
        for (String word : asked) {
            told = told.replace(word, "?");
        }
        return told;
    }

    @Test
    void users_are_added_changed_and_removed_and_their_passwords_never_shown() throws Exception {
        String password = "correct horse battery";
        String users = "/api/v1/users";
        String anna = users + "/anna";
        Reply added = send(
                admin,
                "POST",
                users,
                "{\"name\":\"anna\",\"role\":\"operator\",\"types\":[\"order.*\"],\"password\":\"" + password + "\"}");
        Reply again =
                send(admin, "POST", users, "{\"name\":\"anna\",\"role\":\"viewer\",\"password\":\"" + password + "\"}");
        String tag = admin.get(anna).headers().getOrDefault("etag", "");

        Reply changed = send(
                admin, "PATCH", anna, "{\"role\":\"viewer\",\"types\":[],\"tenants\":[\"acme\"]}", "If-Match: " + tag);
        Reply late = send(admin, "PATCH", anna, "{\"disabled\":true}", "If-Match: " + tag);
        Reply lateToo = send(admin, "DELETE", anna, "", "If-Match: " + tag);
        Reply disabled = send(admin, "PATCH", anna, "{\"disabled\":true}");

        assertThat(added.status()).as(added.body()).isEqualTo(201);
        assertThat(added.headers()).containsEntry("location", anna).containsEntry("etag", tag);
        assertThat(again.code()).isEqualTo("invalid-body");
        assertThat(changed.json().path("role").asText()).isEqualTo("viewer");
        assertThat(changed.json().path("types").isEmpty()).isTrue();
        assertThat(changed.json().path("tenants").path(0).asText()).isEqualTo("acme");
        assertThat(late.code()).isEqualTo("precondition-failed");
        assertThat(lateToo.code()).isEqualTo("precondition-failed");
        assertThat(disabled.json().path("disabled").asBoolean()).isTrue();
        for (String body : List.of(
                "{}",
                "{\"role\":\"boss\"}",
                "{\"role\":\"admin\"}",
                "{\"password\":\"short\"}",
                "{\"name\":\"bert\"}",
                "{\"tenants\":[\"\"]}",
                "{\"disabled\":false,\"password\":\"" + password + "\"}")) {
            assertThat(send(admin, "PATCH", anna, body).code()).as(body).isEqualTo("invalid-body");
        }
        assertThat(admin.get(anna).json().path("disabled").asBoolean()).isTrue();
        assertThat(admin.get(users).body()).contains("anna").doesNotContain(password);
        assertThat(send(admin, "POST", "/api/v1/auth/setup-key", "").code()).isEqualTo("in-use");
        assertThat(send(admin, "DELETE", anna, "").status()).isEqualTo(204);
        assertThat(send(admin, "DELETE", anna, "").status()).isEqualTo(404);
        assertThat(admin.get(anna).status()).isEqualTo(404);
    }

    @Test
    void a_jar_is_taken_from_an_administrator_where_that_is_allowed() throws Exception {
        String plugins = "/api/v1/plugins";
        byte[] jar = "a jar".getBytes(StandardCharsets.UTF_8);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(jar);
        String hex = HexFormat.of().formatHex(hash);
        String digest =
                "Content-Digest: md5=:x:, sha-256=:" + Base64.getEncoder().encodeToString(hash) + ":";
        String type = "Content-Type: application/java-archive";

        Reply sent = admin.send("POST", plugins, jar, type, digest);
        Reply refused = admin.send("POST", plugins, "no jar".getBytes(StandardCharsets.UTF_8), type);

        assertThat(sent.status()).as(sent.body()).isEqualTo(202);
        assertThat(sent.headers()).containsEntry("location", plugins + "/com.example.sent");
        assertThat(sent.json().path("sha256").asText()).isEqualTo(hex);
        assertThat(admin.send("POST", plugins + "?sha256=" + hex, jar, type)
                        .json()
                        .path("sha256")
                        .asText())
                .isEqualTo(hex);
        assertThat(refused.code()).isEqualTo("plugin-refused");
        assertThat(refused.json().path("detail").asText()).isEqualTo("it is not an OSGi bundle");
        assertThat(refused.json().path("hint").asText()).isEqualTo("Build it with bnd.");
        assertThat(admin.send("POST", plugins + "?sha256=" + "0".repeat(64), jar, type, digest)
                        .code())
                .isEqualTo("invalid-parameter");
        assertThat(admin.send("POST", plugins + "?sha256=abc", jar, type).code())
                .isEqualTo("invalid-parameter");
        assertThat(admin.send("POST", plugins, jar, type, "Content-Digest: sha-512=:x:")
                        .code())
                .isEqualTo("invalid-parameter");
        assertThat(admin.send("POST", plugins, jar, "Content-Type: multipart/form-data")
                        .code())
                .isEqualTo("unsupported-media-type");
        assertThat(operator.send("POST", plugins, jar, type).code()).isEqualTo("forbidden");
        FakePlugins.uploads = false;
        try {
            assertThat(admin.send("POST", plugins, jar, type).code()).isEqualTo("plugin-upload-disabled");
        } finally {
            FakePlugins.uploads = true;
        }
    }

    @Test
    void a_plugin_is_removed_and_one_that_others_use_only_if_that_is_said() throws Exception {
        String active = "/api/v1/plugins/com.example.active";

        assertThat(send(admin, "DELETE", "/api/v1/plugins/com.example.failed", "")
                        .status())
                .isEqualTo(202);
        Reply used = send(admin, "DELETE", active, "");
        assertThat(used.code()).isEqualTo("in-use");
        assertThat(used.json().path("detail").asText()).contains("com.example.other");
        assertThat(send(admin, "DELETE", active + "?dependents=true", "").status())
                .isEqualTo(202);
        assertThat(send(admin, "DELETE", "/api/v1/plugins/no.such", "").status())
                .isEqualTo(404);
        assertThat(send(operator, "DELETE", active, "").code()).isEqualTo("forbidden");
    }

    @Test
    void options_are_shown_with_their_sources() throws Exception {
        JsonNode options = admin.get("/api/v1/system/config").json().path("items");
        JsonNode port = null;
        for (JsonNode option : options) {
            port = option.path("key").asText().equals("http.port") ? option : port;
        }

        assertThat(port).as(options.toString()).isNotNull();
        assertThat(Objects.requireNonNull(port).path("source").asText()).isEqualTo("cli");
        assertThat(port.path("locked").asBoolean()).isTrue();
        assertThat(admin.get("/api/v1/system").json().path("version").asText()).isEqualTo("1.2.3");
    }

    @Test
    void a_secret_that_another_writer_changed_is_not_written_over() throws Exception {
        String config = "/api/v1/plugins/com.example.stumbler/config";
        String one = "/api/v1/system/config/com.example.stumbler.key";
        send(admin, "PUT", config, "{\"com.example.stumbler.key\":\"first\"}");
        String ofAll = admin.get(config).headers().getOrDefault("etag", "");
        String ofOne = admin.get(one).headers().getOrDefault("etag", "");
        Reply changed = send(admin, "PUT", one, "{\"value\":\"second\"}", "If-Match: " + ofOne);

        Reply late = send(admin, "PUT", one, "{\"value\":\"third\"}", "If-Match: " + ofOne);
        Reply lateToo = send(admin, "PUT", config, "{\"com.example.stumbler.key\":null}", "If-Match: " + ofAll);
        Reply lateAgain = send(admin, "DELETE", one, "", "If-Match: " + ofOne);

        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(late.code()).isEqualTo("precondition-failed");
        assertThat(lateToo.code()).isEqualTo("precondition-failed");
        assertThat(lateAgain.code()).isEqualTo("precondition-failed");
        assertThat(changed.headers().get("etag")).isNotEqualTo(ofOne);
        assertThat(send(admin, "DELETE", one, "").status()).isEqualTo(200);
    }

    @Test
    void options_of_a_plugin_are_described_and_changed_only_as_the_writer_knows_them() throws Exception {
        String config = "/api/v1/plugins/com.example.stumbler/config";
        JsonNode schema = admin.get(config + "/schema").json().path("properties");
        Reply known = admin.get(config, "Accept-Encoding: gzip");
        String tag = known.headers().getOrDefault("etag", "");

        Reply set = send(
                admin,
                "PUT",
                config,
                "{\"com.example.stumbler.times\":7,\"com.example.stumbler.key\":\"s3cret-word\","
                        + "\"com.example.stumbler.colours\":[\"red\",\"green\"]}",
                "If-Match: " + tag);
        Reply late = send(admin, "PUT", config, "{\"com.example.stumbler.times\":8}", "If-Match: " + tag);
        Reply back = send(admin, "PUT", config, "{\"com.example.stumbler.times\":null}");

        assertThat(schema.path("com.example.stumbler.times").path("maximum").asInt())
                .isEqualTo(10);
        assertThat(schema.path("com.example.stumbler.colours").path("items").path("enum"))
                .hasSize(2);
        assertThat(known.headers()).doesNotContainKey("content-encoding");
        assertThat(set.status()).as(set.body()).isEqualTo(200);
        assertThat(set.body()).doesNotContain("s3cret-word");
        assertThat(option(set, "com.example.stumbler.times").path("value").asInt())
                .isEqualTo(7);
        assertThat(option(set, "com.example.stumbler.times").path("source").asText())
                .isEqualTo("ui");
        assertThat(late.code()).isEqualTo("precondition-failed");
        assertThat(option(back, "com.example.stumbler.times").path("value").asInt())
                .isEqualTo(1);
        for (String body : List.of(
                "{\"com.example.stumbler.tims\":1}",
                "{\"com.example.stumbler.times\":11}",
                "{\"com.example.stumbler.times\":\"many\"}",
                "{\"com.example.stumbler.times\":{}}",
                "{\"com.example.stumbler.colours\":[\"blue\"]}",
                "{\"http.port\":1}")) {
            assertThat(send(admin, "PUT", config, body).code()).as(body).isEqualTo("invalid-body");
        }
        assertThat(admin.get("/api/v1/plugins/com.example.active/config")
                        .json()
                        .path("detail")
                        .asText())
                .isEqualTo("the plugin com.example.active has no options");
        assertThat(send(admin, "PUT", "/api/v1/plugins/io.carillon.events-admin.http/config", "{\"http.port\":1}")
                        .code())
                .isEqualTo("config-locked");
    }

    @Test
    void one_option_is_set_and_taken_back_only_as_the_writer_knows_it() throws Exception {
        String times = "/api/v1/system/config/com.example.stumbler.times";
        Reply known = admin.get(times);
        String tag = known.headers().getOrDefault("etag", "");

        Reply set = send(admin, "PUT", times, "{\"value\":\"4\"}", "If-Match: " + tag);
        Reply late = send(admin, "PUT", times, "{\"value\":5}", "If-Match: " + tag);
        Reply lateToo = send(admin, "DELETE", times, "", "If-Match: " + tag);
        Reply still = admin.get(times);
        Reply back = send(admin, "DELETE", times, "");

        assertThat(known.status()).isEqualTo(200);
        assertThat(set.status()).as(set.body()).isEqualTo(200);
        assertThat(set.json().path("value").asInt()).isEqualTo(4);
        assertThat(set.json().path("source").asText()).isEqualTo("ui");
        assertThat(set.json().path("restart").asBoolean()).isFalse();
        assertThat(set.json().path("effect").asText()).isEqualTo("stored");
        assertThat(known.json().has("effect")).isFalse();
        assertThat(known.json().path("range").asText()).isEqualTo("1 to 10");
        assertThat(set.headers().get("etag")).isNotEqualTo(tag);
        assertThat(late.code()).isEqualTo("precondition-failed");
        assertThat(lateToo.code()).isEqualTo("precondition-failed");
        assertThat(still.json().path("value").asInt()).isEqualTo(4);
        assertThat(back.json().path("source").asText()).isEqualTo("default");
        assertThat(back.headers().get("etag")).isEqualTo(tag);
    }

    @Test
    void an_option_that_is_none_or_held_elsewhere_or_gets_what_does_not_fit_is_not_set() throws Exception {
        String all = "/api/v1/system/config/";
        Reply misspelt = send(admin, "PUT", all + "com.example.stumbler.tims", "{\"value\":1}");
        Reply secret = send(admin, "PUT", all + "com.example.stumbler.key", "{\"value\":s3cret-word}");

        assertThat(misspelt.code()).isEqualTo("not-found");
        assertThat(misspelt.json().path("detail").asText()).contains("did you mean \"com.example.stumbler.times\"?");
        assertThat(send(admin, "DELETE", all + "no.such", "").code()).isEqualTo("not-found");
        assertThat(send(admin, "PUT", all + "http.port", "{\"value\":1}").code())
                .isEqualTo("config-locked");
        assertThat(send(admin, "DELETE", all + "carillon.http.port", "").code()).isEqualTo("config-locked");
        for (String body : List.of("{}", "{\"value\":null}", "{\"value\":11}", "{\"value\":{}}", "{\"valeu\":1}")) {
            Reply refused = send(admin, "PUT", all + "com.example.stumbler.times", body);
            assertThat(refused.code()).as(body).isEqualTo("invalid-body");
        }
        assertThat(secret.code()).isEqualTo("malformed-json");
        assertThat(secret.body()).doesNotContain("s3cret");
    }

    private static JsonNode option(Reply reply, String key) {
        for (JsonNode option : reply.json().path("items")) {
            if (option.path("key").asText().equals(key)) {
                return option;
            }
        }
        throw new AssertionError(key + " is not in " + reply.body());
    }

    @Test
    void plugins_are_switched_and_reloaded() throws Exception {
        String plugin = "/api/v1/plugins/com.example.active";

        assertThat(send(operator, "PATCH", plugin, "{\"enabled\":false}").status())
                .isEqualTo(202);
        assertThat(send(operator, "PATCH", plugin, "{\"enabled\":\"no\"}").code())
                .isEqualTo("invalid-body");
        assertThat(send(operator, "POST", plugin + "/reload", "").status()).isEqualTo(202);
        assertThat(operator.get(plugin + "/impact")
                        .json()
                        .path("subscriptions")
                        .path(0)
                        .asText())
                .isEqualTo("com.example.active:main");
        for (String path : List.of("", "/impact", "/config")) {
            assertThat(operator.get("/api/v1/plugins/no.such" + path).status())
                    .as(path)
                    .isEqualTo(404);
        }
        assertThat(send(operator, "POST", "/api/v1/plugins/no.such/reload", "").status())
                .isEqualTo(404);
    }

    @Test
    void bodies_that_are_not_what_is_taken_are_refused() throws Exception {
        assertThat(send(operator, "PATCH", SUBSCRIPTION, "[]").code()).isEqualTo("malformed-json");
        assertThat(send(operator, "PATCH", SUBSCRIPTION, "{\"paused\":true,\"paused\":true}")
                        .code())
                .isEqualTo("malformed-json");
        assertThat(send(operator, "PATCH", SUBSCRIPTION, "{\"paused\":true} x").code())
                .isEqualTo("malformed-json");
        assertThat(send(operator, "PATCH", SUBSCRIPTION, "{\"x\":" + "[".repeat(21) + "]".repeat(21) + "}")
                        .code())
                .isEqualTo("malformed-json");
        assertThat(operator.send(
                                "PATCH",
                                SUBSCRIPTION,
                                "{}".getBytes(StandardCharsets.UTF_8),
                                "Content-Type: text/plain")
                        .code())
                .isEqualTo("unsupported-media-type");
        Reply misspelt = send(operator, "PATCH", SUBSCRIPTION, "{\"pasued\":true}");
        assertThat(misspelt.json().path("errors").path(0).path("pointer").asText())
                .isEqualTo("#/pasued");
        assertThat(misspelt.json().path("detail").asText()).contains("did you mean \"paused\"");
    }
}
