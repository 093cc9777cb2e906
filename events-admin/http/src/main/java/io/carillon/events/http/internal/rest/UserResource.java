// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.NewUser;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.Scope;
import io.carillon.events.admin.User;
import io.carillon.events.admin.UsersAdmin;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.EntityTag;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.PercentCoding;
import io.carillon.events.http.internal.route.Route;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Adds, shows, changes and removes users. */
final class UserResource {

    private static final String PATH = "/api/v1/users";
    private static final String NAME = "Name of the user";

    private final Host host;

    UserResource(Host host) {
        this.host = host;
    }

    List<Route> routes() {
        String one = PATH + "/{name}";
        return List.of(
                Route.of("GET", PATH, Scope.ADMIN, this::list)
                        .described(Operation.named("listUsers", "access", "Who may log in")
                                .answers(200, "application/json", "UserList")
                                .problems(ProblemCode.UNAVAILABLE)),
                Route.of("GET", one, Scope.ADMIN, this::get)
                        .described(Operation.named("getUser", "access", "One who may log in")
                                .variable("name", NAME)
                                .answers(200, "application/json", "User")
                                .sends(200, "ETag")
                                .problems(ProblemCode.NOT_FOUND, ProblemCode.UNAVAILABLE)),
                Route.of("POST", PATH, Scope.ADMIN, this::add)
                        .described(sent(Operation.named("addUser", "access", "Add a user")
                                .body("application/json", "UserRequest")
                                .answers(201, "application/json", "User")
                                .sends(201, "Location", "ETag"))),
                Route.of("PATCH", one, Scope.ADMIN, this::change)
                        .described(sent(Operation.named(
                                                "changeUser",
                                                "access",
                                                "Change rights, let in or not, or set a password")
                                        .details(
                                                "One of the three at a time: role, types and tenants; disabled; password."
                                                        + " Rights count at once, a password ends the sessions of the user.")
                                        .variable("name", NAME)
                                        .header("If-Match", "ETag of the user as the caller knows it")
                                        .body("application/json", "UserChange")
                                        .body("application/merge-patch+json", "UserChange")
                                        .answers(200, "application/json", "User")
                                        .sends(200, "ETag"))
                                .problems(ProblemCode.NOT_FOUND, ProblemCode.PRECONDITION_FAILED)),
                Route.of("DELETE", one, Scope.ADMIN, this::remove)
                        .described(Operation.named("removeUser", "access", "Remove a user with sessions and tokens")
                                .variable("name", NAME)
                                .header("If-Match", "ETag of the user as the caller knows it")
                                .answers(204)
                                .problems(
                                        ProblemCode.NOT_FOUND,
                                        ProblemCode.PRECONDITION_FAILED,
                                        ProblemCode.INVALID_BODY,
                                        ProblemCode.UNAVAILABLE)));
    }

    private static Operation sent(Operation operation) {
        return operation.problems(
                ProblemCode.MALFORMED_JSON,
                ProblemCode.TOO_LARGE,
                ProblemCode.TOO_SLOW,
                ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                ProblemCode.INVALID_BODY,
                ProblemCode.OVERLOADED,
                ProblemCode.UNAVAILABLE);
    }

    Answer list(Call call) {
        ObjectNode body = Answer.object();
        ArrayNode items = body.putArray("items");
        users().users().forEach(user -> fill(items.addObject(), user));
        return Answer.json(200, body);
    }

    Answer get(Call call) {
        return answer(200, find(call));
    }

    Answer add(Call call) throws IOException {
        Members body = Members.readSecret(call, "name", "role", "types", "tenants", "password");
        String name = body.text("name").orElseThrow(() -> Members.missing("name"));
        String password = body.text("password").orElseThrow(() -> Members.missing("password"));
        Role role = TokenResource.role(body).orElseThrow(() -> Members.missing("role"));
        User user = Act.get(() -> users().add(rights(name, role, body), password, call.by()));
        return answer(201, user).with("Location", PATH + "/" + PercentCoding.encode(user.name()));
    }

    private static NewUser rights(String name, Role role, Members body) {
        return new NewUser(name, role, body.patterns("types"), new HashSet<>(body.texts("tenants")));
    }

    Answer change(Call call) throws IOException {
        Members body = Members.readSecret(call, "role", "types", "tenants", "disabled", "password");
        User user = find(call);
        tag(user).require(call);
        Optional<Boolean> disabled = body.flag("disabled");
        Optional<String> password = body.text("password");
        Optional<NewUser> rights = Act.get(() -> rights(user, body));
        if (Stream.of(disabled, password, rights).filter(Optional::isPresent).count() != 1) {
            throw Members.bad("role", "or types and tenants, or disabled, or password must be given, one of the three");
        }
        password.ifPresent(text -> Act.run(() -> users().setPassword(user.name(), text, call.by())));
        rights.ifPresent(wanted -> Act.get(() -> users().setRights(wanted, call.by())));
        disabled.ifPresent(off -> Act.run(() -> users().setDisabled(user.name(), off, call.by())));
        return answer(200, find(call));
    }

    private static Optional<NewUser> rights(User user, Members body) {
        List<String> names = body.names();
        Optional<Role> role = TokenResource.role(body);
        if (role.isEmpty() && !names.contains("types") && !names.contains("tenants")) {
            return Optional.empty();
        }
        return Optional.of(new NewUser(
                user.name(),
                role.orElse(user.role()),
                names.contains("types") ? body.patterns("types") : user.types(),
                names.contains("tenants") ? new HashSet<>(body.texts("tenants")) : user.tenants()));
    }

    Answer remove(Call call) {
        User user = find(call);
        tag(user).require(call);
        Act.run(() -> users().remove(user.name(), call.by()));
        return Answer.empty(204);
    }

    private User find(Call call) {
        return users().users().stream()
                .filter(user -> user.name().equals(call.variable("name")))
                .findFirst()
                .orElseThrow(() -> Act.notFound("user of this name"));
    }

    private UsersAdmin users() {
        return host.get(UsersAdmin.class);
    }

    private static Answer answer(int status, User user) {
        return Answer.json(status, fill(Answer.object(), user))
                .with("ETag", tag(user).text());
    }

    /** A login is no change. */
    private static EntityTag tag(User user) {
        ObjectNode state = fill(Answer.object(), user);
        state.remove("lastLogin");
        return EntityTag.of(state);
    }

    private static ObjectNode fill(ObjectNode node, User user) {
        node.put("name", user.name()).put("role", Words.of(user.role()));
        Words.texts(node, "types", user.types());
        Words.texts(node, "tenants", new TreeSet<>(user.tenants()));
        node.put("disabled", user.disabled()).put("created", user.created().toString());
        Words.optional(node, "lastLogin", user.lastLogin());
        return node;
    }
}
