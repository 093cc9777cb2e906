// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.NewUser;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Role;
import io.carillon.events.http.internal.LiveHost.StreamClient;
import io.carillon.events.http.internal.LiveHost.WsClient;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long somebody who was let in may stay. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LiveStandingIT {

    private static final String CONTROL = "carillon.v1.json";
    private static final String PASSWORD = "purple otter on a tin roof";
    private static final String SAME_ORIGIN = "Sec-Fetch-Site: same-origin";

    @TempDir
    static Path home;

    private static LiveHost host;

    @BeforeAll
    static void start() throws Exception {
        host = LiveHost.start(home, Map.of("carillon.set.live.heartbeatSeconds", "2"));
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
    }

    @Test
    void a_revoked_token_ends_its_connections() throws Exception {
        String token = host.token("leaver", Role.VIEWER);
        try (StreamClient stream = host.stream(token, "type=none");
                WsClient socket = host.socket(token, CONTROL, "")) {
            stream.awaitFrame("carillon.caughtup");
            socket.next();
            host.framework().access().revokeToken("leaver", "test");

            assertThat(stream.awaitFrame("carillon.bye").data()).contains("\"reason\":\"token-expired\"");
            assertThat(socket.next("bye").path("reason").asText()).isEqualTo("token-expired");
            assertThat(socket.closeCode()).isEqualTo(4401);
            assertThatThrownBy(stream::next).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void what_a_session_began_ends_with_it_and_what_a_user_began_when_the_user_is_disabled() throws Exception {
        host.framework().users().add(NewUser.of("anna", Role.VIEWER), PASSWORD, "test");
        String session = login();
        try (StreamClient stream = host.stream("", "type=none&ticket=" + ticket(session), SAME_ORIGIN);
                StreamClient other = host.stream("", "type=none&ticket=" + ticket(login()), SAME_ORIGIN)) {
            assertThat(stream.header()).startsWith("HTTP/1.1 200");
            other.awaitFrame("carillon.caughtup");
            assertThat(page("/api/v1/auth/logout", "", session).status()).isEqualTo(204);

            assertThat(stream.awaitFrame("carillon.bye").data()).contains("\"reason\":\"token-expired\"");
            host.publish("none", "1");
            assertThat(other.awaitEvent().json().path("type").asText())
                    .as("another session of the same user")
                    .isEqualTo("none");

            host.framework().users().setDisabled("anna", true, "test");

            assertThat(other.awaitFrame("carillon.bye").data()).contains("\"reason\":\"token-expired\"");
        }
    }

    private static String login() throws Exception {
        return page("/api/v1/auth/login", "{\"name\":\"anna\",\"password\":\"" + PASSWORD + "\"}", "")
                .headers()
                .getOrDefault("set-cookie", ";")
                .split(";")[0];
    }

    private static String ticket(String session) throws Exception {
        return page("/api/v1/auth/tickets", "", session).json().path("ticket").asText();
    }

    /** Sent by a page of the host's own. */
    private static Client.Reply page(String path, String body, String cookie) throws Exception {
        return new Client(host.uri().toString(), "")
                .send(
                        "POST",
                        path,
                        body.getBytes(StandardCharsets.UTF_8),
                        "Content-Type: application/json",
                        "Cookie: " + cookie,
                        "X-Carillon-CSRF: 1",
                        "Origin: " + host.uri());
    }

    @Test
    void what_a_lent_token_began_outlives_it_but_not_the_end_of_a_token_that_is_kept() throws Exception {
        Principal operator = Principal.of("shell:root", Role.ADMIN);
        String lent = host.framework().access().lend(operator);
        try (StreamClient stream = host.stream(lent, "type=none")) {
            stream.awaitFrame("carillon.caughtup");
            for (int i = 0; i < AccessAdmin.MAX_LOANS; i++) {
                host.framework().access().lend(operator);
            }
            assertThat(host.framework().access().authenticate(lent))
                    .as("it made room for others")
                    .isEmpty();
            long beats = 2;
            while (beats > 0) { // each is a look at the credentials, and more
                beats -= stream.nextLine().equals(": hb") ? 1 : 0;
            }
        }
    }
}
