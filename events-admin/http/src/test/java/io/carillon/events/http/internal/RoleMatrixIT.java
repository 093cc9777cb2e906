// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import io.carillon.events.http.internal.live.LiveResource;
import io.carillon.events.http.internal.rest.Api;
import io.carillon.events.http.internal.rest.Host;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RoleMatrixIT {

    /** Status by caller; a route that is not here fails the test. */
    private static final String TABLE = """
            route                           none viewer publisher operator admin expired revoked
            GET /livez                      200  200    200       200      200   401     401
            GET /readyz                     200  200    200       200      200   401     401
            GET /problems                   200  200    200       200      200   401     401
            GET /problems/{code}            200  200    200       200      200   401     401
            GET /api/v1/events/health       200  200    200       200      200   401     401
            GET /api/v1/events              401  200    200       200      200   401     401
            POST /api/v1/events             401  403    201       201      201   401     401
            GET /api/v1/events/types        401  200    200       200      200   401     401
            GET /api/v1/events/{id}         401  200    200       200      200   401     401
            GET /api/v1/events/stream       401  200    200       200      200   401     401
            GET /api/v1/events/ws           401  426    426       426      426   401     401
            GET /api/v1/events/websocket/stats 401 200  200       200      200   401     401
            DELETE /api/v1/events/websocket/connections/{id} 401 403 403 404 404 401     401
            GET /api/v1/plugins             401  200    200       200      200   401     401
            GET /api/v1/plugins/{id}        401  200    200       200      200   401     401
            GET /api/v1/subscriptions       401  200    200       200      200   401     401
            """;

    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "SEARCH");
    private static final String EXPIRED = "car_" + "e".repeat(12) + "_" + "e".repeat(64);

    @TempDir
    static Path home;

    private static HostFramework host;
    private static String url;
    private static Map<String, String> tokens;

    @BeforeAll
    static void start() throws Exception {
        Path access = Files.createDirectories(home.resolve("data").resolve("access"));
        Files.writeString(access.resolve("tokens.json"), expiredToken());
        host = new HostFramework(home, Map.of("carillon.set.http.port", "0"))
                .overFakeLog()
                .withPlugins()
                .start();
        await().atMost(Duration.ofSeconds(10)).until(() -> Files.exists(host.readyFile()));
        url = new ObjectMapper().readTree(host.readyFile().toFile()).path("url").asText();
        tokens = new TreeMap<>(Map.of("none", "", "expired", EXPIRED));
        for (Role role : Role.values()) {
            tokens.put(role.name().toLowerCase(Locale.ROOT), token(role.name(), role));
        }
        tokens.put("revoked", token("gone", Role.ADMIN));
        host.access().revokeToken("gone", "test");
        client("publisher", 0).post("application/json", "{\"type\":\"a.b\",\"id\":\"known\"}");
    }

    private static String expiredToken() throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(EXPIRED.getBytes(StandardCharsets.US_ASCII));
        return "{\"version\":1,\"tokens\":[{\"id\":\"" + "e".repeat(12) + "\",\"name\":\"old\",\"role\":\"ADMIN\","
                + "\"created\":\"2020-01-01T00:00:00Z\",\"expires\":\"2020-01-02T00:00:00Z\",\"lastUsed\":\"\","
                + "\"sha256\":\"" + HexFormat.of().formatHex(hash) + "\"}]}";
    }

    private static String token(String name, Role role) {
        return host.access()
                .createToken(TokenRequest.of(name, role, Duration.ofHours(1)), "test")
                .text();
    }

    /** From an address of its own for each row, since wrong tokens are counted by address. */
    private static Client client(String caller, int row) throws Exception {
        return new Client(
                url, tokens.getOrDefault(caller, "no such caller"), InetAddress.getByName("127.0.8." + (row + 1)));
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
    }

    @Test
    void every_route_answers_each_caller_as_the_table_says() throws Exception {
        List<String> asked = new ArrayList<>();
        List<String> callers = callers();
        List<String> lines = TABLE.lines().toList();
        asked.add(lines.get(0).replaceAll(" +", " "));
        for (int row = 1; row < lines.size(); row++) {
            String[] cells = lines.get(row).split(" +");
            StringBuilder line = new StringBuilder(cells[0] + " " + cells[1]);
            for (String caller : callers) {
                line.append(' ').append(status(client(caller, row), cells[0], cells[1]));
            }
            asked.add(line.toString());
        }

        assertThat(String.join("\n", asked))
                .isEqualTo(
                        lines.stream().map(line -> line.replaceAll(" +", " ")).collect(Collectors.joining("\n")));
    }

    @Test
    void the_table_holds_every_route_there_is_and_no_other() {
        Host nobody = new Host() {
            @Override
            public <T> T get(Class<T> capability) {
                throw new AssertionError("not used here");
            }
        };

        LiveResource live = new LiveResource(() -> {
            throw new AssertionError("not used here");
        });
        assertThat(Api.routes(nobody, "1", Clock.systemUTC(), live.routes()).all())
                .extracting(route -> route.method() + " " + route.path())
                .containsExactlyInAnyOrderElementsOf(listed());
    }

    @Test
    void what_the_table_does_not_list_is_refused_to_the_administrator_too() throws Exception {
        Set<String> paths =
                new TreeSet<>(Set.of("/", "/api", "/api/v1", "/api/v1/jobs", "/api/v2/events", "/favicon.ico"));
        listed().forEach(route -> paths.add(route.substring(route.indexOf(' ') + 1)));
        for (String path : paths) {
            for (String method : METHODS) {
                if (!listed().contains(method + " " + path)) {
                    assertThat(status(client("admin", 200), method, path))
                            .as(method + " " + path)
                            .isIn(400, 404, 405, 501);
                }
            }
        }
    }

    private static List<String> callers() {
        return List.of(TABLE.lines()
                .findFirst()
                .orElseThrow()
                .replaceFirst("route +", "")
                .split(" +"));
    }

    private static List<String> listed() {
        return TABLE.lines()
                .skip(1)
                .map(line -> line.split(" +"))
                .map(cells -> cells[0] + " " + cells[1])
                .toList();
    }

    private static int status(Client client, String method, String path) throws Exception {
        String known = path.startsWith("/api/v1/plugins/")
                ? path.replace("{id}", "com.example.active")
                : path.replace("{id}", "known");
        byte[] body = method.equals("POST") ? "{\"type\":\"a.b\"}".getBytes(StandardCharsets.UTF_8) : new byte[0];
        return client.send(method, known.replace("{code}", "internal"), body, "Content-Type: application/json")
                .status();
    }
}
