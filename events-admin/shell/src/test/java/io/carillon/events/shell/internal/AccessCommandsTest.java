// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.TypePattern;
import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.NewUser;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.Scope;
import io.carillon.events.admin.Token;
import io.carillon.events.admin.TokenRequest;
import io.carillon.events.admin.User;
import io.carillon.events.admin.UsersAdmin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The commands of the scopes {@code user} and {@code token} through the real runtime of Gogo. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AccessCommandsTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    /** Writes down what it is asked. */
    private static final class Users implements UsersAdmin {

        final List<User> all = new ArrayList<>();
        final List<String> acts = new ArrayList<>();
        final List<String> passwords = new ArrayList<>();

        @Override
        public User add(NewUser user, String password, String by) {
            User added = new User(user.name(), user.role(), user.types(), user.tenants(), false, NOW, null);
            all.add(added);
            passwords.add(password);
            acts.add("add " + user + " by " + by);
            return added;
        }

        @Override
        public List<User> users() {
            return all;
        }

        @Override
        public void setPassword(String name, String password, String by) {
            passwords.add(password);
            acts.add("passwd " + name + " by " + by);
        }

        @Override
        public boolean changePassword(String name, String current, String password) {
            throw new AssertionError("not used here");
        }

        @Override
        public User setRights(NewUser rights, String by) {
            acts.add("rights " + rights + " by " + by);
            return all.get(0);
        }

        @Override
        public void setDisabled(String name, boolean disabled, String by) {
            acts.add((disabled ? "disable " : "enable ") + name + " by " + by);
        }

        @Override
        public void remove(String name, String by) {
            acts.add("remove " + name + " by " + by);
        }

        @Override
        public Optional<String> newSetupKey(String by) {
            return all.isEmpty() ? Optional.of("k1") : Optional.empty();
        }

        @Override
        public Optional<User> setUp(String key, String name, String password) {
            throw new AssertionError("not used here");
        }
    }

    /** Keeps the last request. */
    private static final class Access implements AccessAdmin {

        final List<TokenRequest> requests = new ArrayList<>();

        @Override
        public CreatedToken createToken(TokenRequest request, String by) {
            requests.add(request);
            return new CreatedToken(token(request, by), "car_1_2");
        }

        private static Token token(TokenRequest request, String by) {
            return new Token(
                    "1",
                    request.name(),
                    request.role(),
                    request.scopes(),
                    request.types(),
                    request.tenants(),
                    request.user(),
                    by,
                    NOW,
                    NOW.plus(request.lifetime()),
                    null);
        }

        @Override
        public List<Token> tokens() {
            return requests.stream()
                    .map(request -> token(request, "shell:root"))
                    .toList();
        }

        @Override
        public void revokeToken(String id, String by) {
            throw new AssertionError("not used here");
        }

        @Override
        public String lend(Principal holder) {
            throw new AssertionError("not used here");
        }

        @Override
        public Optional<Principal> authenticate(String text) {
            throw new AssertionError("not used here");
        }

        @Override
        public boolean isCurrent(Principal principal) {
            throw new AssertionError("not used here");
        }
    }

    private final Users users = new Users();
    private final Access access = new Access();
    private final TestShell shell = new TestShell()
            .with("user", new UserCommands(users), "list", "add", "passwd", "disable", "enable", "remove", "setup")
            .with("token", new TokenCommands(access), "list", "create", "revoke");

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void a_user_gets_a_password_that_nobody_typed() {
        assertThat(shell.run("user:add --role operator --types order.*,scan.** --tenants acme anna"))
                .as(shell.err())
                .isZero();

        assertThat(users.passwords).hasSize(1);
        assertThat(users.passwords.get(0)).hasSize(20);
        assertThat(shell.out()).isEqualTo(users.passwords.get(0) + "\n");
        assertThat(users.acts)
                .containsExactly("add "
                        + new NewUser(
                                "anna",
                                Role.OPERATOR,
                                List.of(new TypePattern("order.*"), new TypePattern("scan.**")),
                                Set.of("acme"))
                        + " by shell:tester");
        assertThat(shell.run("user:passwd anna")).isZero();
        assertThat(users.passwords.get(1)).isNotEqualTo(users.passwords.get(0));
        assertThat(shell.run("user:list")).isZero();
        assertThat(shell.out()).contains("anna", "operator", "order.* scan.** tenants acme", "enabled");
    }

    @Test
    void users_are_kept_out_let_in_and_removed() {
        assertThat(shell.run("user:disable anna")).isZero();
        assertThat(shell.run("user:enable anna")).isZero();
        assertThat(shell.run("user:remove anna")).isZero();

        assertThat(users.acts)
                .containsExactly(
                        "disable anna by shell:tester", "enable anna by shell:tester", "remove anna by shell:tester");
    }

    @Test
    void the_key_of_the_first_login_is_made_only_while_there_are_no_users() {
        assertThat(shell.run("user:setup")).isZero();
        assertThat(shell.out()).isEqualTo("k1\n");
        shell.run("user:add --role admin anna");

        assertThat(shell.run("user:setup")).isEqualTo(CommandException.CONFLICT);
        assertThat(shell.err()).contains("there are users already", "hint:");
    }

    @Test
    void a_token_is_limited_to_what_is_asked() {
        assertThat(shell.run("token:create --role operator --name ci --scopes events:read,events:replay"
                        + " --types order.** --tenants acme,beta --user anna --expires 2h"))
                .as(shell.err())
                .isZero();

        assertThat(access.requests)
                .containsExactly(new TokenRequest(
                        "ci",
                        Role.OPERATOR,
                        Set.of(Scope.EVENTS_READ, Scope.EVENTS_REPLAY),
                        List.of(new TypePattern("order.**")),
                        Set.of("acme", "beta"),
                        "anna",
                        Duration.ofHours(2)));
        assertThat(shell.run("token:list")).isZero();
        assertThat(shell.out())
                .contains("events:read events:replay order.** tenants acme beta user anna", "shell:root");
    }

    @Test
    void what_cannot_be_meant_is_explained() {
        assertThat(shell.run("token:create --role operator --name ci --scopes events:raed"))
                .isEqualTo(CommandException.USAGE);
        assertThat(shell.err()).contains("there is no scope \"events:raed\"", "events:replay");
        assertThat(shell.run("token:create --role operator --name ci --types a..b"))
                .isEqualTo(CommandException.USAGE);
        assertThat(shell.run("user:add --role king anna")).isEqualTo(CommandException.USAGE);
        assertThat(shell.run("user:add anna")).isEqualTo(CommandException.USAGE);
        assertThat(shell.run("user:add --role viewer 'a b'")).isNotZero();
        assertThat(access.requests).isEmpty();
        assertThat(users.acts).isEmpty();
    }
}
