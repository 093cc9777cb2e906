// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.TokenRequest;
import io.carillon.events.http.internal.Client.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Every secret there is, through right and wrong requests, with everything logged that can be: none of them in the log, and
 * each in no answer but the one that hands it out.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class CanaryIT {

    private static final String JSON = "Content-Type: application/json";
    private static final String STORE = "can4ry-of-the-store";
    private static final String FIRST = "can4ryOtterOnATinRoof";
    private static final String SECOND = "can4ryBadgerUnderABridge";
    private static final String OTHER = "can4ryHeronInTheReeds";
    private static final String WRONG = "can4ryThatNobodyHas";

    @TempDir
    Path home;

    /** Keeps what is logged, at every level. */
    private static final class Captured extends AppenderBase<ILoggingEvent> {

        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            String trace =
                    event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
            lines.add(event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage() + trace);
        }
    }

    private final LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Map<Logger, Level> before = new TreeMap<>(java.util.Comparator.comparing(Logger::getName));
    private final Captured log = new Captured();
    private final List<String> answers = new ArrayList<>();
    private final Map<String, String> secrets = new TreeMap<>();
    private String url = "";

    @BeforeEach
    void capture() {
        log.setContext(logging);
        log.start();
        level(Logger.ROOT_LOGGER_NAME, Level.INFO);
        level("io.carillon", Level.TRACE);
        level("io.carillon.events.http.internal.problem", Level.TRACE);
        logging.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(log);
    }

    private void level(String name, Level level) {
        Logger logger = logging.getLogger(name);
        before.put(logger, logger.getLevel() == null ? Level.WARN : logger.getLevel());
        logger.setLevel(level);
    }

    @AfterEach
    void restore() {
        before.forEach(Logger::setLevel);
        logging.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(log);
        log.stop();
    }

    /** Sends, and keeps the whole answer. */
    private Reply send(Client client, String method, String target, String body, String... headers) throws Exception {
        Reply reply = client.send(method, target, body.getBytes(StandardCharsets.UTF_8), headers);
        answers.add(method + " " + target.split("\\?", 2)[0] + " " + reply.headers() + " " + reply.body());
        return reply;
    }

    private Reply post(Client client, String path, String body, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add(JSON);
        return send(client, "POST", path, body, all.toArray(String[]::new));
    }

    private String handedOut(String what, String secret) {
        assertThat(secret).as(what).hasSizeGreaterThan(12);
        assertThat(answers.get(answers.size() - 1)).as(what).contains(secret);
        answers.remove(answers.size() - 1);
        secrets.put(what, secret);
        return secret;
    }

    @Test
    void no_secret_is_in_the_log_or_in_an_answer_that_does_not_hand_it_out() throws Exception {
        try (HostFramework host = new HostFramework(
                        home,
                        Map.of(
                                "carillon.set.http.port",
                                "0",
                                "carillon.set.store.url",
                                "memory:",
                                "carillon.set.http.tlsPassword",
                                STORE))
                .overRealBus()
                .withPlugins()
                .start()) {
            url = host.url();
            secrets.putAll(Map.of("store", STORE, "first", FIRST, "second", SECOND, "other", OTHER, "wrong", WRONG));
            Client nobody = new Client(url, "");

            String key = theFirstUser(nobody, host);
            String cookie = sessions(nobody);
            Client admin = tokens(nobody, host, cookie);
            users(admin);
            streams(nobody, admin);
            send(admin, "GET", "/api/v1/system/config", "");
            send(nobody, "GET", "/ui/setup?k=" + key, "");
            send(admin, "GET", "/api/v1/events?type=carillon.**&limit=500", "");
            send(admin, "GET", "/api/v1/events/health?verbose=true", "");
            send(admin, "GET", "/metrics", "");
        }

        assertThat(log.lines).as("the log is looked at").anyMatch(line -> line.contains("carillon.session.started"));
        secrets.forEach((what, secret) -> {
            assertThat(log.lines).as(what).noneMatch(line -> line.contains(secret));
            assertThat(answers).as(what).noneMatch(answer -> answer.contains(secret));
        });
    }

    private String theFirstUser(Client nobody, HostFramework host) throws Exception {
        String key = host.users().newSetupKey("test").orElseThrow();
        secrets.put("setup key", key);
        String body = "{\"key\":\"" + key + "\",\"name\":\"anna\",\"password\":\"" + FIRST + "\"}";
        String form = "Content-Type: application/x-www-form-urlencoded";
        send(nobody, "POST", "/ui/setup", "key=" + key + "&name=an+na&password=" + FIRST, form);
        send(nobody, "POST", "/ui/setup", "key=" + WRONG + "&name=anna&password=x", form);
        send(nobody, "POST", "/ui/setup", "key=" + key + "&key=" + key, form);
        post(nobody, "/api/v1/auth/setup", body.replace("\"anna\"", key));
        post(nobody, "/api/v1/auth/setup", body.replace("anna", "an na"));
        assertThat(post(nobody, "/api/v1/auth/setup", body).status()).isEqualTo(201);
        post(nobody, "/api/v1/auth/setup", body);
        return key;
    }

    private String sessions(Client nobody) throws Exception {
        String login = "{\"name\":\"anna\",\"password\":\"" + FIRST + "\"}";
        post(nobody, "/api/v1/auth/login", login.replace(FIRST, WRONG));
        post(nobody, "/api/v1/auth/login", login.replace("anna", WRONG));
        post(nobody, "/api/v1/auth/login", login.replace("\"" + FIRST + "\"", FIRST));
        Reply in = post(nobody, "/api/v1/auth/login", login);
        String first = handedOut("first session", session(in));
        String[] own = {"Cookie: carillon=" + first, "Origin: " + url, "X-Carillon-CSRF: 1"};
        send(nobody, "GET", "/api/v1/auth/me", "", own);
        send(nobody, "GET", "/api/v1/nothing", "", own);
        String change = "{\"current\":\"" + FIRST + "\",\"password\":\"" + SECOND + "\"}";
        post(nobody, "/api/v1/auth/password", change.replace(FIRST, WRONG), own);
        post(nobody, "/api/v1/auth/password", change.replace(SECOND, "can4ry"), own);
        post(nobody, "/api/v1/auth/password", change.replace("\"" + SECOND + "\"", SECOND), own);
        Reply changed = post(nobody, "/api/v1/auth/password", change, own);
        String second = handedOut("second session", session(changed));
        send(nobody, "GET", "/api/v1/auth/me", "", own);
        return second;
    }

    private static String session(Reply reply) {
        String set = reply.headers().getOrDefault("set-cookie", "=;");
        return set.substring(set.indexOf('=') + 1, set.indexOf(';'));
    }

    private Client tokens(Client nobody, HostFramework host, String cookie) throws Exception {
        String[] own = {"Cookie: carillon=" + cookie, "Origin: " + url, "X-Carillon-CSRF: 1"};
        String token = handedOut(
                "token",
                post(nobody, "/api/v1/tokens", "{\"name\":\"ci\",\"role\":\"admin\"}", own)
                        .json()
                        .path("secret")
                        .asText());
        secrets.put("half a token", token.substring(token.lastIndexOf('_') + 1));
        post(nobody, "/api/v1/tokens", "{\"name\":\"ci\",\"role\":\"admin\"}", own);
        Client admin = new Client(url, token);
        send(admin, "GET", "/api/v1/tokens", "");
        send(new Client(url, token + "x"), "GET", "/api/v1/tokens", "");
        send(nobody, "GET", "/api/v1/tokens", "", "Authorization: Basic " + token);
        send(admin, "GET", "/api/v1/tokens", "", "Cookie: carillon=" + cookie);
        String gone = host.access()
                .createToken(TokenRequest.of("gone", Role.ADMIN, Duration.ofHours(1)), "test")
                .text();
        secrets.put("revoked token", gone);
        send(admin, "DELETE", "/api/v1/tokens/gone", "");
        send(new Client(url, gone), "GET", "/api/v1/tokens", "");
        return admin;
    }

    private void users(Client admin) throws Exception {
        String bert = "{\"name\":\"bert\",\"role\":\"viewer\",\"password\":\"" + OTHER + "\"}";
        post(admin, "/api/v1/users", bert);
        post(admin, "/api/v1/users", bert);
        post(admin, "/api/v1/users", bert.replace("\"" + OTHER + "\"", OTHER));
        post(admin, "/api/v1/users", bert.replace("\"viewer\"", "\"" + OTHER + "\""));
        post(admin, "/api/v1/users", bert + OTHER);
        send(admin, "PATCH", "/api/v1/users/bert", "{\"password\":\"" + SECOND + "\"}", JSON);
        send(admin, "PATCH", "/api/v1/users/bert", "{\"password\":[\"" + SECOND + "\"]}", JSON);
        send(admin, "GET", "/api/v1/users", "");
        send(admin, "DELETE", "/api/v1/users/bert", "");
    }

    private void streams(Client nobody, Client admin) throws Exception {
        for (String target : List.of("/api/v1/events/stream?on_gap=x&ticket=", "/api/v1/events/ws?ticket=")) {
            String ticket = handedOut(
                    "ticket for " + target,
                    post(admin, "/api/v1/auth/tickets", "")
                            .json()
                            .path("ticket")
                            .asText());
            send(nobody, "GET", target + ticket, "", "Origin: " + url);
            send(nobody, "GET", target + ticket, "", "Origin: " + url);
            send(nobody, "GET", target + ticket, "", "Origin: http://evil.example");
        }
    }
}
