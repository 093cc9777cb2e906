// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.intruder.Intruder;
import io.carillon.events.admin.HealthCheck;
import io.carillon.events.admin.PluginRemarks;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RoleMatrixIT {

    /**
     * Status by caller; a route that is not here fails the test. {@code other} operates for another tenant: what it does
     * not see does not exist. Ids in braces are known for events and plugins, and unknown for all else; bodies are empty
     * objects but for what publishes.
     */
    private static final String TABLE = table();

    private static String table() {
        try (InputStream in = Objects.requireNonNull(RoleMatrixIT.class.getResourceAsStream("routes.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

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
        host = new HostFramework(home, Map.of("carillon.set.http.port", "0", "carillon.set.store.url", "memory:"))
                .overRealBus()
                .withPlugins()
                .start();
        url = host.url();
        tokens = new TreeMap<>(Map.of("none", "", "expired", EXPIRED));
        for (Role role : Role.values()) {
            tokens.put(role.name().toLowerCase(Locale.ROOT), token(role.name(), role));
        }
        tokens.put("revoked", token("gone", Role.ADMIN));
        host.access().revokeToken("gone", "test");
        tokens.put(
                "other",
                host.access()
                        .createToken(
                                TokenRequest.of("other", Role.OPERATOR, Duration.ofHours(1))
                                        .withTenants(Set.of("other")),
                                "test")
                        .text());
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

        assertThat(asked)
                .containsExactlyElementsOf(
                        lines.stream().map(line -> line.replaceAll(" +", " ")).toList());
    }

    @Test
    void a_plugin_that_registers_everything_everywhere_changes_nothing() throws Exception {
        host.intrude();
        try {
            every_route_answers_each_caller_as_the_table_says();
            what_the_table_does_not_list_is_refused_to_the_administrator_too();

            assertThat(System.getProperty(Intruder.REACHED)).isNull();
            assertThat(System.getProperty(Intruder.TAKEN)).isNull();
            assertThat(client("none", 210)
                            .get("/plugins/com.example.intruder/intruder/x")
                            .status())
                    .isEqualTo(401);
            Client.Reply inside = client("viewer", 210).get("/plugins/com.example.intruder/intruder/x");
            assertThat(inside.status()).isEqualTo(200);
            assertThat(inside.body()).isEqualTo("for token:VIEWER");
            assertThat(inside.headers())
                    .doesNotContainKey("set-cookie")
                    .doesNotContainKey("access-control-allow-origin")
                    .hasEntrySatisfying("content-security-policy", policy -> assertThat(policy)
                            .startsWith("default-src 'none'"));
            assertThat(client("viewer", 210)
                            .send("POST", "/plugins/com.example.intruder/api/x", new byte[0])
                            .status())
                    .isEqualTo(403);
            assertThat(client("operator", 210)
                            .send("POST", "/plugins/com.example.intruder/api/x", new byte[0])
                            .status())
                    .isEqualTo(200);
            Client.Reply failed = client("viewer", 210).get("/plugins/com.example.intruder/x?fail=1");
            assertThat(failed.status()).isEqualTo(500);
            assertThat(failed.body()).contains("\"code\":\"internal\"").doesNotContain("secret internals");
            for (String path : List.of(
                    "/plugins/com.example.other/x",
                    "/plugins/com.example.intruder;x=y/z",
                    "/plugins/",
                    "/plugins/%2e%2e/livez",
                    "/plugins/com.example.intruder/%2e%2e/%2e%2e/livez")) {
                assertThat(client("admin", 210).get(path).status()).as(path).isIn(400, 404);
            }
            assertThat(System.getProperty(Intruder.REACHED)).isNull();
            assertThat(System.getProperty(Intruder.TAKEN)).isNull();
            assertThat(pluginHealth())
                    .contains("jakarta.servlet.Filter")
                    .contains("ServletContextHelper")
                    .contains("com.example.intruder");
            assertThat(remarks("com.example.intruder"))
                    .contains("jakarta.servlet.Filter")
                    .contains("refused");
            assertThat(remarks("com.example.other")).isEmpty();
        } finally {
            Arrays.stream(host.context().getBundles())
                    .filter(bundle -> "com.example.intruder".equals(bundle.getSymbolicName()))
                    .findFirst()
                    .orElseThrow()
                    .uninstall();
            System.clearProperty(Intruder.TAKEN);
        }
        assertThat(client("admin", 211)
                        .get("/plugins/com.example.intruder/intruder/x")
                        .status())
                .isEqualTo(404);
        assertThat(pluginHealth()).contains("0 plugins with servlets");
    }

    /** What is among the reasons of a plugin. */
    private static String remarks(String plugin) throws Exception {
        StringBuilder all = new StringBuilder();
        for (ServiceReference<PluginRemarks> reference :
                host.context().getServiceReferences(PluginRemarks.class, null)) {
            Objects.requireNonNull(host.context().getService(reference))
                    .remarks(plugin)
                    .forEach(why -> all.append(why.problem()).append('\n'));
        }
        return all.toString();
    }

    private static String pluginHealth() throws Exception {
        for (ServiceReference<HealthCheck> reference : host.context().getServiceReferences(HealthCheck.class, null)) {
            HealthCheck check = Objects.requireNonNull(host.context().getService(reference));
            if (check.name().equals("plugin-http")) {
                return check.check().detail();
            }
        }
        throw new AssertionError("there is no such check");
    }

    @Test
    void the_table_holds_every_route_there_is_and_no_other() {
        assertThat(new Contract().routes().all())
                .extracting(route -> route.method() + " " + route.path())
                .containsExactlyInAnyOrderElementsOf(listed());
    }

    @Test
    void what_the_table_does_not_list_is_refused_to_the_administrator_too() throws Exception {
        Set<String> paths = new TreeSet<>(Set.of("/", "/api", "/api/v1", "/api/v2/events", "/favicon.ico"));
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
                : path.startsWith("/api/v1/events/") ? path.replace("{id}", "known") : path.replace("{id}", "x");
        String asked = known.replaceAll("\\{(name|key)}", "x")
                .replace("{code}", "internal")
                .replace("{position}", "1");
        boolean publishes = method.equals("POST") && path.equals("/api/v1/events");
        boolean sends = Set.of("POST", "PUT", "PATCH").contains(method);
        String body = publishes ? "{\"type\":\"a.b\"}" : sends ? "{}" : "";
        return client.send(
                        method,
                        asked,
                        body.getBytes(StandardCharsets.UTF_8),
                        "Content-Type: application/json",
                        "Content-Length: " + body.length())
                .status();
    }
}
