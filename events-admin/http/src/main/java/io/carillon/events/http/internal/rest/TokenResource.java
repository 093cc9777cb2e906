// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.Scope;
import io.carillon.events.admin.Token;
import io.carillon.events.admin.TokenRequest;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.PercentCoding;
import io.carillon.events.http.internal.route.Route;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes, shows and revokes tokens. */
final class TokenResource {

    private static final String PATH = "/api/v1/tokens";
    private static final Duration USUAL = Duration.ofDays(90);

    private final Host host;

    TokenResource(Host host) {
        this.host = host;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", PATH, Scope.ADMIN, this::list)
                        .described(Operation.named("listTokens", "access", "Tokens, never their secrets")
                                .answers(200, "application/json", "TokenList")
                                .problems(ProblemCode.UNAVAILABLE)),
                Route.of("POST", PATH, Scope.ADMIN, this::create)
                        .described(Operation.named("createToken", "access", "Make a token")
                                .details("The answer is the one chance to see its secret. It lasts 90 days unless"
                                        + " expiresIn says otherwise.")
                                .body("application/json", "TokenRequest")
                                .answers(201, "application/json", "CreatedToken")
                                .sends(201, "Location")
                                .problems(
                                        ProblemCode.MALFORMED_JSON,
                                        ProblemCode.TOO_LARGE,
                                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                                        ProblemCode.INVALID_BODY,
                                        ProblemCode.UNAVAILABLE)),
                Route.of("DELETE", PATH + "/{id}", Scope.ADMIN, this::revoke)
                        .described(Operation.named("revokeToken", "access", "End a token at once")
                                .variable("id", "Id or name of the token")
                                .answers(204)
                                .problems(ProblemCode.NOT_FOUND, ProblemCode.UNAVAILABLE)));
    }

    Answer list(Call call) {
        ObjectNode body = Answer.object();
        ArrayNode items = body.putArray("items");
        host.get(AccessAdmin.class).tokens().forEach(token -> fill(items.addObject(), token));
        return Answer.json(200, body);
    }

    Answer create(Call call) throws IOException {
        Members body = Members.read(call, "name", "role", "scopes", "types", "tenants", "user", "expiresIn");
        TokenRequest request = Act.get(() -> request(body));
        AccessAdmin.CreatedToken created =
                Act.get(() -> host.get(AccessAdmin.class).createToken(request, call.by()));
        ObjectNode answer = Answer.object();
        fill(answer.putObject("token"), created.token());
        answer.put("secret", created.text());
        return Answer.json(201, answer)
                .secret()
                .with(
                        "Location",
                        PATH + "/" + PercentCoding.encode(created.token().id()));
    }

    private static TokenRequest request(Members body) {
        String name = body.text("name").orElseThrow(() -> Members.missing("name"));
        Role role = role(body).orElseThrow(() -> Members.missing("role"));
        Set<Scope> scopes = new HashSet<>();
        body.texts("scopes").forEach(text -> scopes.add(Scope.parse(text)));
        boolean chosen = body.names().contains("scopes");
        return new TokenRequest(
                name,
                role,
                chosen ? scopes : role.scopes(),
                body.patterns("types"),
                new HashSet<>(body.texts("tenants")),
                body.text("user").orElse(null),
                body.as("expiresIn", Lifetime::parse).orElse(USUAL));
    }

    /** The role that a body names, empty when it names none. */
    static Optional<Role> role(Members body) {
        return body.as("role", text -> {
            for (Role role : Role.values()) {
                if (Words.of(role).equals(text)) {
                    return role;
                }
            }
            throw new IllegalArgumentException("it is viewer, publisher, operator or admin");
        });
    }

    Answer revoke(Call call) {
        Act.run(() -> host.get(AccessAdmin.class).revokeToken(call.variable("id"), call.by()));
        return Answer.empty(204);
    }

    private static void fill(ObjectNode node, Token token) {
        node.put("id", token.id()).put("name", token.name()).put("role", Words.of(token.role()));
        Words.texts(node, "scopes", token.scopes().stream().map(Scope::text).toList());
        Words.texts(node, "types", token.types());
        Words.texts(node, "tenants", token.tenants());
        Words.optional(node, "user", token.user());
        node.put("owner", token.owner())
                .put("created", token.created().toString())
                .put("expires", token.expires().toString());
        Words.optional(node, "lastUsed", token.lastUsed());
    }
}
