// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.Session;
import io.carillon.events.admin.SessionsAdmin;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.problem.ProblemException;
import io.carillon.events.http.internal.rest.Host;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CallersTest {

    private static final Principal ANNA = Principal.of("user:anna", Role.ADMIN);
    private static final String STREAM = "/api/v1/events/stream";
    private static final String SOCKET = "/api/v1/events/ws";
    private static final String OWN = "http://127.0.0.1:8080";

    private final OwnNames names = new OwnNames("", List.of(), List.of("192.0.2.0/24"), false);
    private final List<String> denials = new ArrayList<>();
    private boolean current = true;
    private final Callers callers = new Callers(host(), names, new FailedLogins(Clock.systemUTC()));

    private Host host() {
        return new Host() {
            @Override
            public <T> T get(Class<T> capability) {
                return capability.cast(Proxy.newProxyInstance(
                        capability.getClassLoader(),
                        new Class<?>[] {capability},
                        (proxy, method, arguments) -> switch (method.getName()) {
                            case "session" ->
                                arguments[0].equals("right")
                                        ? Optional.of(new Session("right", ANNA, Instant.EPOCH, Instant.MAX))
                                        : Optional.empty();
                            case "redeem" ->
                                arguments[0].equals("right")
                                        ? Optional.of(new SessionsAdmin.Redeemed(ANNA, null))
                                        : Optional.empty();
                            case "authenticate" -> arguments[0].equals("right") ? Optional.of(ANNA) : Optional.empty();
                            case "isCurrent" -> current;
                            case "denied" -> denials.add(arguments[0] + " " + arguments[3]);
                            default -> throw new AssertionError("not used here: " + method);
                        }));
            }
        };
    }

    private static HttpServletRequest request(String method, String query, String... headers) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.put("Host", "127.0.0.1:8080");
        for (String header : headers) {
            int colon = header.indexOf(": ");
            all.put(header.substring(0, colon), header.substring(colon + 2));
        }
        return (HttpServletRequest) Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, called, arguments) -> switch (called.getName()) {
                    case "getMethod" -> method;
                    case "getQueryString" -> query;
                    case "getRequestURI" -> STREAM;
                    case "getRemoteAddr" -> all.getOrDefault("remote", "127.0.0.1");
                    case "getServerName" -> "127.0.0.1";
                    case "getAttribute" -> null;
                    case "isSecure" -> all.containsKey("tls");
                    case "getHeader" -> all.get(arguments[0]);
                    case "getHeaders" ->
                        all.containsKey(arguments[0])
                                ? Collections.enumeration(List.of(Objects.requireNonNull(all.get(arguments[0]))))
                                : Collections.emptyEnumeration();
                    case "getCookies" ->
                        all.containsKey("Cookie")
                                ? new Cookie[] {
                                    new Cookie(
                                            all.getOrDefault("Cookie", "").split("=")[0],
                                            all.getOrDefault("Cookie", "").split("=")[1])
                                }
                                : null;
                    default -> throw new AssertionError("not used here: " + called);
                });
    }

    private Caller find(String path, HttpServletRequest request) {
        return callers.find(request, names.visitor(request), path);
    }

    private void refused(ProblemCode code, String path, HttpServletRequest request) {
        assertThatThrownBy(() -> find(path, request)).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(
                        e.problem().code())
                .isEqualTo(code));
    }

    @Test
    void a_session_reads_by_its_cookie_and_changes_only_from_a_page_of_ours_with_the_header() {
        String cookie = "Cookie: carillon=right";

        assertThat(find("/x", request("GET", "", cookie)).principal()).isEqualTo(ANNA);
        assertThat(find("/x", request("POST", "", cookie, "Origin: " + OWN, "X-Carillon-CSRF: 1"))
                        .session())
                .isNotNull();
        refused(ProblemCode.CSRF_HEADER_MISSING, "/x", request("POST", "", cookie, "Origin: " + OWN));
        refused(ProblemCode.FOREIGN_ORIGIN, "/x", request("POST", "", cookie, "X-Carillon-CSRF: 1"));
        refused(ProblemCode.FOREIGN_ORIGIN, "/x", request("GET", "", cookie, "Sec-Fetch-Site: cross-site"));
        refused(ProblemCode.FOREIGN_ORIGIN, "/x", request("GET", "", cookie, "Sec-Fetch-Site: same-site"));
        assertThat(find("/x", request("GET", "", cookie, "Sec-Fetch-Site: none"))
                        .session())
                .isNotNull();
        assertThat(find("/x", request("GET", "", "Cookie: carillon=wrong")).principal())
                .isNull();
    }

    @Test
    void foreign_origins_are_refused_in_every_disguise() {
        for (String origin : List.of(
                "http://evil.example",
                "null",
                "",
                "http://127.0.0.1",
                "http://127.0.0.1:8081",
                "https://127.0.0.1:8080",
                "HTTP://127.0.0.1:8080",
                "http://127.0.0.1:8080.evil.example",
                "http://127.0.0.1:8080@evil.example",
                "http://localhost:8080",
                "http://127.0.0.1:8080/",
                " http://127.0.0.1:8080")) {
            refused(
                    ProblemCode.FOREIGN_ORIGIN,
                    "/x",
                    request("POST", "", "Cookie: carillon=right", "X-Carillon-CSRF: 1", "Origin: " + origin));
            for (String path : List.of(STREAM, SOCKET)) {
                refused(ProblemCode.FOREIGN_ORIGIN, path, request("GET", "ticket=right", "Origin: " + origin));
            }
            assertThat(find(SOCKET, request("GET", "", "Authorization: Bearer right", "Origin: " + origin))
                            .principal())
                    .as("a token is no browser's doing")
                    .isEqualTo(ANNA);
        }
    }

    @Test
    void a_ticket_counts_for_streams_only_and_without_an_origin_only_by_the_word_of_the_browser() {
        for (String path : List.of(STREAM, SOCKET)) {
            assertThat(find(path, request("GET", "ticket=right", "Origin: " + OWN))
                            .principal())
                    .isEqualTo(ANNA);
            assertThat(find(path, request("GET", "ticket=right", "Sec-Fetch-Site: same-origin"))
                            .principal())
                    .isEqualTo(ANNA);
            refused(ProblemCode.FOREIGN_ORIGIN, path, request("GET", "ticket=right"));
            refused(ProblemCode.UNAUTHENTICATED, path, request("GET", "ticket=wrong", "Origin: " + OWN));
            assertThat(find(path, request("GET", "", "Cookie: carillon=right", "Origin: " + OWN))
                            .principal())
                    .as("a cookie opens no stream")
                    .isNull();
        }
        assertThat(find("/api/v1/events", request("GET", "ticket=right", "Origin: " + OWN))
                        .principal())
                .isNull();
        current = false;
        refused(ProblemCode.UNAUTHENTICATED, STREAM, request("GET", "ticket=right", "Origin: " + OWN));
        assertThat(denials).contains("GET /api/v1/events/stream wrong ticket");
    }

    @Test
    void under_tls_only_the_cookie_that_no_other_host_can_set_counts() {
        assertThat(find("/x", request("GET", "", "tls: yes", "Cookie: carillon=right"))
                        .principal())
                .isNull();
        HttpServletRequest secure = request("GET", "", "tls: yes", "Cookie: __Host-carillon=right");
        assertThat(find("/x", secure).principal()).isEqualTo(ANNA);
        assertThat(SessionCookie.of("id", names.visitor(secure)))
                .isEqualTo("__Host-carillon=id; Path=/; HttpOnly; SameSite=Strict; Secure");
        assertThat(SessionCookie.of("id", names.visitor(request("GET", ""))))
                .isEqualTo("carillon=id; Path=/; HttpOnly; SameSite=Strict");
    }

    @Test
    void forwarded_headers_count_from_listed_proxies_only() {
        String[] forwarded = {
            "X-Forwarded-For: 203.0.113.9, 198.51.100.7, 192.0.2.44",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: localhost"
        };
        assertThat(names.visitor(request("GET", "", forwarded)))
                .isEqualTo(new Visitor("127.0.0.1", "http://127.0.0.1:8080", false));

        String[] proxied = List.of(forwarded[0], forwarded[1], forwarded[2], "remote: 192.0.2.1")
                .toArray(String[]::new);
        assertThat(names.visitor(request("GET", "", proxied)))
                .isEqualTo(new Visitor("198.51.100.7", "https://localhost", true));
        assertThatThrownBy(
                        () -> names.visitor(request("GET", "", "remote: 192.0.2.1", "X-Forwarded-Host: evil.example")))
                .isInstanceOf(ProblemException.class);
        assertThat(names.visitor(request("GET", "", "remote: 192.0.2.1", "X-Forwarded-For: not an address"))
                        .address())
                .isEqualTo("192.0.2.1");
    }

    @Test
    void configured_names_and_no_look_alikes_are_own() {
        OwnNames known = new OwnNames("https://events.example.com", List.of("Node-1"), List.of(), true);

        for (String host : List.of("events.example.com", "EVENTS.example.com:443", "node-1:8080", "[::1]:1")) {
            assertThat(known.visitor(request("GET", "", "Host: " + host)).secure())
                    .as(host)
                    .isTrue();
        }
        for (String host : List.of(
                "example.com",
                "events.example.com.",
                "xevents.example.com",
                "events.example.com.evil",
                "node-1.evil",
                "")) {
            assertThatThrownBy(() -> known.visitor(request("GET", "", "Host: " + host)))
                    .as(host)
                    .isInstanceOf(ProblemException.class);
        }
        Visitor direct = known.visitor(request("GET", ""));
        assertThat(known.isOwn("https://events.example.com", direct)).isTrue();
        assertThat(known.isOwn("https://events.example.com:8443", direct)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OwnNames("events.example.com", List.of(), List.of(), true));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OwnNames("", List.of(), List.of("proxy.example"), true));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OwnNames("", List.of(), List.of("10.0.0.0/33"), true));
    }

    @Test
    void one_site_of_version_6_is_counted_as_one() {
        assertThat(new Visitor("2001:db8:1:2:3::4", OWN, false).site())
                .isEqualTo(new Visitor("2001:db8:1:2:ffff::", OWN, false).site())
                .isNotEqualTo(new Visitor("2001:db8:1:3::4", OWN, false).site());
        assertThat(new Visitor("192.0.2.1", OWN, false).site()).isEqualTo("192.0.2.1");
    }

    /** In the form in which the container has them. */
    @Test
    void addresses_of_version_6_in_brackets_and_with_a_zone_are_read_too() {
        OwnNames proxied = new OwnNames("", List.of(), List.of("::1"), false);

        assertThat(new Visitor("[2001:db8:1:2:0:0:0:4]", OWN, false).site())
                .isEqualTo(new Visitor("[2001:db8:1:2:ffff:0:0:0]", OWN, false).site())
                .isEqualTo(new Visitor("2001:db8:1:2::", OWN, false).site());
        assertThat(new Visitor("[fe80:0:0:0:0:0:0:1%eth0]", OWN, false).site())
                .isEqualTo(new Visitor("[fe80:0:0:0:0:0:0:2%eth0]", OWN, false).site());
        assertThat(proxied.visitor(request("GET", "", "remote: [0:0:0:0:0:0:0:1]", "X-Forwarded-For: 192.0.2.7"))
                        .address())
                .isEqualTo("192.0.2.7");
    }
}
