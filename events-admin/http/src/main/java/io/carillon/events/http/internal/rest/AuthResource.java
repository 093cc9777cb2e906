// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Scope;
import io.carillon.events.admin.Session;
import io.carillon.events.admin.SessionsAdmin;
import io.carillon.events.admin.User;
import io.carillon.events.admin.UsersAdmin;
import io.carillon.events.http.internal.access.Caller;
import io.carillon.events.http.internal.access.Callers;
import io.carillon.events.http.internal.access.Denials;
import io.carillon.events.http.internal.access.FailedLogins;
import io.carillon.events.http.internal.access.SessionCookie;
import io.carillon.events.http.internal.access.Visitor;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Route;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Logging in and out, the first user, and tickets for streams. */
final class AuthResource {

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build());

    private final Host host;
    private final Clock clock;
    private final FailedLogins failures;
    private final FirstUser first;

    /** @param failures wrong passwords and keys */
    AuthResource(Host host, Clock clock, FailedLogins failures, FirstUser first) {
        this.host = host;
        this.clock = clock;
        this.failures = failures;
        this.first = first;
    }

    List<Route> routes() {
        return List.of(
                Route.anonymous("POST", "/api/v1/auth/login", this::login)
                        .described(Operation.named("login", "access", "Logs in; the session is in the cookie")
                                .body("application/json", "Login")
                                .answers(200, "application/json", "Me")
                                .problems(
                                        ProblemCode.UNAUTHENTICATED,
                                        ProblemCode.RATE_LIMITED,
                                        ProblemCode.INVALID_BODY,
                                        ProblemCode.MALFORMED_JSON,
                                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                                        ProblemCode.TOO_LARGE,
                                        ProblemCode.TOO_SLOW,
                                        ProblemCode.OVERLOADED)),
                Route.anonymous("POST", "/api/v1/auth/logout", this::logout)
                        .described(Operation.named("logout", "access", "Ends the session of the cookie")
                                .answers(204)),
                Route.known("GET", "/api/v1/auth/me", this::me)
                        .described(Operation.named("me", "access", "Who is asking, and what they may")
                                .answers(200, "application/json", "Me")),
                Route.of("POST", "/api/v1/auth/tickets", Scope.EVENTS_READ, this::ticket)
                        .described(Operation.named("createTicket", "access", "A ticket for one stream or WebSocket")
                                .details("For clients that cannot send a header: ?ticket= works once, for 30 seconds.")
                                .answers(201, "application/json", "Ticket")
                                .problems(ProblemCode.OVERLOADED)),
                Route.known("POST", "/api/v1/auth/password", this::changePassword)
                        .described(Operation.named("changePassword", "access", "Take another password of one's own")
                                .details("Ends all sessions of the user; a new one is in the cookie.")
                                .body("application/json", "PasswordChange")
                                .answers(200, "application/json", "Me")
                                .problems(
                                        ProblemCode.INVALID_BODY,
                                        ProblemCode.MALFORMED_JSON,
                                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                                        ProblemCode.TOO_LARGE,
                                        ProblemCode.TOO_SLOW,
                                        ProblemCode.OVERLOADED)),
                Route.of("POST", "/api/v1/auth/setup-key", Scope.ADMIN, this::setupKey)
                        .described(Operation.named("createSetupKey", "access", "Another key for the first user")
                                .details("It works once and for 24 hours; the one before ends.")
                                .answers(201, "application/json", "SetupKey")
                                .problems(ProblemCode.IN_USE, ProblemCode.UNAVAILABLE)),
                Route.anonymous("POST", "/api/v1/auth/setup", this::setUp)
                        .described(Operation.named("setUp", "access", "Adds the first user, an administrator")
                                .details("Takes the key that the host prints when it starts without users.")
                                .body("application/json", "Setup")
                                .answers(201, "application/json", "Me")
                                .problems(
                                        ProblemCode.UNAUTHENTICATED,
                                        ProblemCode.RATE_LIMITED,
                                        ProblemCode.INVALID_BODY,
                                        ProblemCode.MALFORMED_JSON,
                                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                                        ProblemCode.TOO_LARGE,
                                        ProblemCode.TOO_SLOW,
                                        ProblemCode.OVERLOADED)));
    }

    /** {@code POST /api/v1/auth/login}. */
    Answer login(Call call) throws IOException {
        Visitor visitor = Visitor.of(call.request());
        requireRoom(visitor);
        Map<String, String> given = members(call, "name", "password");
        String replaced = Caller.session(call.request()).map(Session::id).orElse(null);
        return begin(visitor, given.getOrDefault("name", ""), given.getOrDefault("password", ""), replaced);
    }

    private Answer begin(Visitor visitor, String name, String password, @Nullable String replaced) {
        Session session = host.get(SessionsAdmin.class)
                .login(name, password, replaced, visitor.address())
                .orElseThrow(() -> wrong(visitor, "name or password is wrong"));
        return Answer.json(200, body(session.principal(), session))
                .with("Set-Cookie", SessionCookie.of(session.id(), visitor));
    }

    private RuntimeException wrong(Visitor visitor, String what) {
        return failures.failed(visitor.site()).map(Callers::tooOften).orElseGet(() -> Problem.of(
                        ProblemCode.UNAUTHENTICATED, what)
                .withHint("Type both again. Who administers this host can set another password.")
                .toException());
    }

    private void requireRoom(Visitor visitor) {
        Optional<Duration> wait = failures.waiting(visitor.site());
        if (wait.isPresent()) {
            throw Callers.tooOften(wait.get());
        }
    }

    /** {@code POST /api/v1/auth/logout}. */
    Answer logout(Call call) {
        Caller.session(call.request()).map(Session::id).ifPresent(id -> host.get(SessionsAdmin.class)
                .logout(id));
        return Answer.empty(204).with("Set-Cookie", SessionCookie.end(Visitor.of(call.request())));
    }

    /** {@code GET /api/v1/auth/me}. */
    Answer me(Call call) {
        Caller caller = Caller.of(call.request());
        Principal principal = call.principal().orElseThrow();
        Session session = caller.session();
        return Answer.json(200, session == null ? body(principal) : body(principal, session));
    }

    /** {@code POST /api/v1/auth/tickets}. */
    Answer ticket(Call call) {
        ObjectNode body = Answer.object()
                .put(
                        "ticket",
                        host.get(SessionsAdmin.class)
                                .ticket(
                                        call.principal().orElseThrow(),
                                        Caller.session(call.request())
                                                .map(Session::id)
                                                .orElse(null)))
                .put("expires", clock.instant().plus(SessionsAdmin.TICKET).toString());
        return Answer.json(201, body);
    }

    /** {@code POST /api/v1/auth/setup}. */
    Answer setUp(Call call) throws IOException {
        Map<String, String> given = members(call, "key", "name", "password");
        try {
            User added = first.add(
                    call,
                    given.getOrDefault("key", ""),
                    given.getOrDefault("name", ""),
                    given.getOrDefault("password", ""));
            return Answer.json(201, body(added.principal()));
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemCode.INVALID_BODY, String.valueOf(e.getMessage()))
                    .toException();
        }
    }

    /** {@code POST /api/v1/auth/setup-key}. */
    Answer setupKey(Call call) {
        String key = host.get(UsersAdmin.class).newSetupKey(call.by()).orElseThrow(() -> Problem.of(
                        ProblemCode.IN_USE, "there are users already, and the key is for the first of them")
                .withHint("Add further users by POST to /api/v1/users.")
                .toException());
        return Answer.json(
                        201,
                        Answer.object()
                                .put("key", key)
                                .put("link", Visitor.of(call.request()).origin() + SetupPage.PATH + "#k=" + key))
                .secret();
    }

    /** {@code POST /api/v1/auth/password}: one's own. All sessions of the user end; a new one begins. */
    Answer changePassword(Call call) throws IOException {
        Visitor visitor = Visitor.of(call.request());
        Session session = Caller.of(call.request()).session();
        if (session == null) {
            throw Problem.of(ProblemCode.FORBIDDEN, "a token has no password; this needs a login")
                    .withHint("Log in first, or as an administrator PATCH /api/v1/users/{name}.")
                    .toException();
        }
        requireRoom(visitor);
        Map<String, String> given = members(call, "current", "password");
        String name = Objects.requireNonNull(session.principal().user(), "a session is that of a user");
        String password = given.getOrDefault("password", "");
        boolean changed = Act.get(
                () -> host.get(UsersAdmin.class).changePassword(name, given.getOrDefault("current", ""), password));
        if (!changed) {
            Denials.record(host, call.request(), call.by(), "wrong password");
            throw wrong(visitor, "the current password is wrong");
        }
        return begin(visitor, name, password, session.id());
    }

    private static ObjectNode body(Principal principal, Session session) {
        ObjectNode body = body(principal);
        body.putObject("session")
                .put("started", session.started().toString())
                .put("expires", session.expires().toString())
                .put("freshUntil", session.started().plus(Session.FRESH).toString());
        return body;
    }

    private static ObjectNode body(Principal principal) {
        ObjectNode body = Answer.object()
                .put("name", principal.name())
                .put("role", principal.role().name().toLowerCase(Locale.ROOT));
        principal.scopes().stream().map(Scope::text).forEach(body.putArray("scopes")::add);
        principal.types().forEach(type -> body.withArray("types").add(type.text()));
        new TreeSet<>(principal.tenants())
                .forEach(tenant -> body.withArray("tenants").add(tenant));
        if (principal.user() != null) {
            body.put("user", principal.user());
        }
        return body;
    }

    /** The members of a JSON object, all of them texts, none missing and none besides. */
    private static Map<String, String> members(Call call, String... names) throws IOException {
        String type =
                call.header("Content-Type").orElse("").split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        if (!type.equals("application/json")) {
            throw Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "the body must be application/json")
                    .toException();
        }
        JsonNode body = parse(RequestBody.read(call.request()));
        Set<String> known = new TreeSet<>(List.of(names));
        Map<String, String> members = new HashMap<>();
        for (Iterator<String> each = body.fieldNames(); each.hasNext(); ) {
            String name = each.next();
            if (!known.contains(name)) {
                throw Problem.pointer(
                                ProblemCode.INVALID_BODY,
                                "#",
                                "the body must have the members " + known + ", no others")
                        .toException();
            }
            if (!body.path(name).isTextual()) {
                throw Members.bad(name, "must be a text");
            }
            members.put(name, body.path(name).asText());
        }
        for (String name : names) {
            if (!members.containsKey(name)) {
                throw Members.missing(name);
            }
        }
        return members;
    }

    private static JsonNode parse(byte[] body) throws IOException {
        try {
            JsonNode parsed = JSON.readTree(body);
            if (!parsed.isObject()) {
                throw Problem.of(ProblemCode.MALFORMED_JSON, "the body must be one JSON object")
                        .toException();
            }
            return parsed;
        } catch (JsonProcessingException e) {
            // Its text may quote the password.
            throw Problem.of(ProblemCode.MALFORMED_JSON, "the body is not JSON").toException();
        }
    }
}
