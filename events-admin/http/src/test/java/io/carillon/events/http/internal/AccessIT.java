// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import io.carillon.events.http.internal.Client.Reply;
import io.carillon.events.http.internal.access.FailedLogins;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AccessIT {

    private static final String JSON = "Content-Type: application/json";
    private static final String PASSWORD = "purple otter on a tin roof";
    private static final Pattern LINK =
            Pattern.compile("First login: (\\S+)/ui/setup#k=([0-9a-f]{32,})  \\(valid 24 h");

    @TempDir
    static Path home;

    private static final ByteArrayOutputStream PRINTED = new ByteArrayOutputStream();
    private static HostFramework host;
    private static String url;

    @BeforeAll
    static void start() throws Exception {
        PrintStream before = System.out;
        System.setOut(new PrintStream(PRINTED, true, StandardCharsets.UTF_8));
        try {
            host = new HostFramework(home, Map.of("carillon.set.http.port", "0", "carillon.set.store.url", "memory:"))
                    .overRealBus()
                    .start();
            await().until(() -> Files.exists(host.readyFile())
                    && PRINTED.toString(StandardCharsets.UTF_8).contains("First login"));
        } finally {
            System.setOut(before);
        }
        url = host.url();
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
    }

    private static Client from(String address) throws Exception {
        return new Client(url, "", InetAddress.getByName(address));
    }

    private static Reply post(Client client, String path, String body, String... headers) throws Exception {
        return client.send("POST", path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    private static Reply login(Client client, String password, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add(JSON);
        String body = "{\"name\":\"anna\",\"password\":\"" + password + "\"}";
        return post(client, "/api/v1/auth/login", body, all.toArray(String[]::new));
    }

    private static Reply changePassword(Client client, String current, String password, String... headers)
            throws Exception {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add(JSON);
        String body = "{\"current\":\"" + current + "\",\"password\":\"" + password + "\"}";
        return post(client, "/api/v1/auth/password", body, all.toArray(String[]::new));
    }

    private static String cookie(Reply reply) {
        String set = reply.headers().getOrDefault("set-cookie", "");
        assertThat(set).matches("carillon=[0-9a-f]{32,}; Path=/; HttpOnly; SameSite=Strict");
        return set.substring(0, set.indexOf(';'));
    }

    @Test
    void from_the_link_of_the_first_login_to_logging_out_and_no_secret_is_left_anywhere() throws Exception {
        Client client = from("127.0.9.1");
        Matcher link = LINK.matcher(PRINTED.toString(StandardCharsets.UTF_8));
        assertThat(link.find()).isTrue();
        String key = link.group(2);
        assertThat(link.group(1)).isEqualTo(url);
        assertThat(link.find()).as("printed once").isFalse();

        String setup = "{\"key\":\"" + key + "\",\"name\":\"anna\",\"password\":\"";
        Reply wrongKey =
                post(client, "/api/v1/auth/setup", setup.replace(key, "0".repeat(40)) + PASSWORD + "\"}", JSON);
        assertThat(wrongKey.status()).isEqualTo(401);
        assertThat(wrongKey.json().path("hint").asText()).contains("carillon users setup-link");
        the_page_shows_what_is_wrong(client, key);
        Reply weak = post(client, "/api/v1/auth/setup", setup + "password1234\"}", JSON);
        assertThat(weak.code()).isEqualTo("invalid-body");
        assertThat(weak.body()).contains("tried first").doesNotContain("password1234");
        assertThat(post(client, "/api/v1/auth/setup", "{}", JSON).body()).contains("invalid-body", "#/key");
        Reply made = post(client, "/api/v1/auth/setup", setup + PASSWORD + "\"}", JSON);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.json().path("role").asText()).isEqualTo("admin");
        Reply usedUp = post(client, "/api/v1/auth/setup", setup + PASSWORD + "\"}", JSON);
        assertThat(usedUp.status()).isEqualTo(401);
        assertThat(usedUp.json().path("detail").asText()).contains("used up");
        assertThat(client.get("/ui/setup").body()).contains("there already").doesNotContain("<form");
        assertThat(form(client, key, "eve", PASSWORD).body()).contains("there already");

        Reply wrong = login(client, "not the password");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.headers()).doesNotContainKey("set-cookie");
        String first = cookie(login(client, PASSWORD));
        assertThat(client.get("/api/v1/auth/me", "Cookie: " + first)
                        .json()
                        .path("name")
                        .asText())
                .isEqualTo("user:anna");
        assertThat(client.get("/api/v1/events", "Cookie: " + first).status()).isEqualTo(200);

        String origin = "Origin: " + url;
        String csrf = "X-Carillon-CSRF: 1";
        String tickets = "/api/v1/auth/tickets";
        assertThat(post(client, tickets, "", "Cookie: " + first, origin).code()).isEqualTo("csrf-header-missing");
        Reply script = post(client, tickets, "", "Cookie: " + first, csrf);
        assertThat(script.code()).isEqualTo("foreign-origin");
        assertThat(script.json().path("hint").asText()).contains("Authorization: Bearer");
        assertThat(post(client, tickets, "", "Cookie: " + first, csrf, "Origin: http://evil.example")
                        .code())
                .isEqualTo("foreign-origin");
        Reply ticket = post(client, tickets, "", "Cookie: " + first, csrf, origin);
        assertThat(ticket.status()).isEqualTo(201);

        String second = cookie(login(client, PASSWORD, "Cookie: " + first, csrf, origin));
        assertThat(client.get("/api/v1/auth/me", "Cookie: " + first).status())
                .as("the id is another after a login")
                .isEqualTo(401);
        String next = "another " + PASSWORD;
        Reply guess = changePassword(client, "a guess", next, "Cookie: " + second, csrf, origin);
        assertThat(guess.code()).isEqualTo("unauthenticated");
        assertThat(changePassword(client, PASSWORD, "short", "Cookie: " + second, csrf, origin)
                        .code())
                .isEqualTo("invalid-body");
        assertThat(changePassword(client, PASSWORD, next, "Cookie: " + second, origin)
                        .code())
                .isEqualTo("csrf-header-missing");
        String third = cookie(changePassword(client, PASSWORD, next, "Cookie: " + second, csrf, origin));
        assertThat(client.get("/api/v1/auth/me", "Cookie: " + second).status()).isEqualTo(401);
        Reply out = post(client, "/api/v1/auth/logout", "", "Cookie: " + third, csrf, origin);
        assertThat(out.status()).isEqualTo(204);
        assertThat(out.headers().get("set-cookie")).contains("Max-Age=0");
        assertThat(client.get("/api/v1/auth/me", "Cookie: " + third).status()).isEqualTo(401);

        String token = host.access()
                .createToken(TokenRequest.of("auditor", Role.VIEWER, Duration.ofHours(1)), "user:anna")
                .text();
        Client auditor = new Client(url, token);
        assertThat(post(auditor, "/api/v1/events", "{\"type\":\"a.b\"}", JSON).status())
                .isEqualTo(403);
        List<String> expected = List.of(
                "carillon.setup.key_made",
                "carillon.setup.completed",
                "carillon.session.started",
                "carillon.session.ended",
                "carillon.user.password_changed",
                "carillon.token.created",
                "carillon.access.denied");
        await().untilAsserted(() -> assertThat(auditor.get("/api/v1/events?type=carillon.**&limit=200")
                        .json()
                        .path("items")
                        .findValuesAsText("type"))
                .containsAll(expected));
        await().untilAsserted(
                        () -> assertThat(auditor.get("/api/v1/events?type=carillon.access.denied&subject=user:anna")
                                        .json()
                                        .path("items")
                                        .findValuesAsText("what"))
                                .contains("login", "POST /api/v1/auth/password"));
        String events = auditor.get("/api/v1/events?limit=200").body();
        assertThat(events).contains("token:auditor", "user:anna");
        for (String secret : List.of(
                key,
                PASSWORD,
                third.substring("carillon=".length()),
                "not the password",
                "password1234",
                first.substring("carillon=".length()),
                second.substring("carillon=".length()),
                ticket.json().path("ticket").asText(),
                token.substring(token.lastIndexOf('_') + 1))) {
            assertThat(events).doesNotContain(secret);
            assertNoFileHolds(secret);
        }
    }

    /** The form alone, as a browser without scripts sends it. */
    private static Reply form(Client client, String key, String name, String password) throws Exception {
        String body = "key=" + key + "&name=" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "&password="
                + URLEncoder.encode(password, StandardCharsets.UTF_8);
        return post(client, "/ui/setup", body, "Content-Type: application/x-www-form-urlencoded");
    }

    private static void the_page_shows_what_is_wrong(Client client, String key) throws Exception {
        Reply page = client.get("/ui/setup");
        assertThat(page.headers().get("content-type")).isEqualTo("text/html;charset=utf-8");
        assertThat(page.body())
                .contains("<form method=\"post\" action=\"/ui/setup\">")
                .doesNotContain("{{", "<style", "style=", "onclick", "alert")
                .doesNotContainPattern("<script(?! src=\"/ui/setup.js\" defer></script>)");
        assertThat(page.headers().get("content-security-policy")).contains("script-src 'self'");
        assertThat(client.get("/ui/setup.js").headers().get("content-type")).startsWith("text/javascript");
        assertThat(client.get("/ui/setup.css").headers().get("content-type")).startsWith("text/css");
        Reply weak = form(client, key, "anna", "password1234");
        assertThat(weak.status()).isEqualTo(400);
        assertThat(weak.body()).contains("tried first", "value=\"anna\"").doesNotContain("password1234", key);
        Reply wrong = form(client, "0".repeat(40), "\"><script>", PASSWORD);
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.body())
                .contains("older than 24 hours", "&quot;&gt;&lt;script&gt;")
                .doesNotContain("\"><script>", PASSWORD);
        assertThat(post(client, "/ui/setup", "{}", JSON).code()).isEqualTo("unsupported-media-type");
        assertThat(post(client, "/ui/setup", "kye=1", "Content-Type: application/x-www-form-urlencoded")
                        .code())
                .isEqualTo("unknown-parameter");
    }

    private static void assertNoFileHolds(String secret) throws Exception {
        Files.walkFileTree(home, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && !file.toString().endsWith(".jar")) {
                    assertThat(text(file)).as(file.toString()).doesNotContain(secret);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
                if (why instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw why;
            }
        });
    }

    /** What a file holds; nothing when the host has just removed it. */
    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    @Test
    void forms_and_plain_text_do_not_log_in() throws Exception {
        Client client = from("127.0.9.2");
        String json = "{\"name\":\"anna\",\"password\":\"x\"}";
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "")) {
            String[] headers = type.isEmpty() ? new String[0] : new String[] {"Content-Type: " + type};
            assertThat(post(client, "/api/v1/auth/login", json, headers).status())
                    .as(type)
                    .isEqualTo(415);
        }
        for (String body : List.of("{", "[]", "{\"name\":\"a\",\"name\":\"b\",\"password\":\"c\"}")) {
            assertThat(post(client, "/api/v1/auth/login", body, JSON).code())
                    .as(body)
                    .isEqualTo("malformed-json");
        }
        for (String body : List.of(
                "{}",
                "{\"name\":\"anna\"}",
                "{\"name\":\"anna\",\"password\":1}",
                "{\"name\":\"anna\",\"password\":\"x\",\"more\":\"y\"}")) {
            assertThat(post(client, "/api/v1/auth/login", body, JSON).code())
                    .as(body)
                    .isEqualTo("invalid-body");
        }
    }

    @Test
    void who_guesses_has_to_wait_and_nobody_else_has() throws Exception {
        Client guesser = from("127.0.9.3");
        String guess = "{\"key\":\"" + "0".repeat(40) + "\",\"name\":\"eve\",\"password\":\"" + PASSWORD + "\"}";
        for (int i = 0; i < FailedLogins.MAX_FAILURES; i++) {
            assertThat(post(guesser, "/api/v1/auth/setup", guess, JSON).status())
                    .isEqualTo(401);
        }

        Reply refused = post(guesser, "/api/v1/auth/setup", guess, JSON);

        assertThat(refused.code()).isEqualTo("rate-limited");
        assertThat(Integer.parseInt(refused.headers().getOrDefault("retry-after", "0")))
                .isBetween(1, 60);
        assertThat(login(guesser, "guess").status())
                .as("no password is even looked at")
                .isEqualTo(429);
        assertThat(post(from("127.0.9.4"), "/api/v1/auth/setup", guess, JSON).status())
                .isEqualTo(401);
    }
}
