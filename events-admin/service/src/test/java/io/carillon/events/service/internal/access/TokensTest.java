// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.TypePattern;
import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.NewUser;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.Scope;
import io.carillon.events.admin.Token;
import io.carillon.events.admin.TokenRequest;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TokensTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path data;

    private final TestClock clock = new TestClock(Instant.parse("2026-01-31T12:00:30Z"));
    private Users users;
    private Tokens tokens;

    @BeforeEach
    void open() {
        users = new Users(new UserFile(data.resolve("access")), clock, 1);
        tokens = reopen();
    }

    private Tokens reopen() {
        users = new Users(new UserFile(data.resolve("access")), clock, 1);
        return new Tokens(new TokenFile(data.resolve("access")), users, clock);
    }

    private AccessAdmin.CreatedToken create(String name, Role role, Duration lifetime) {
        return tokens.create(TokenRequest.of(name, role, lifetime), "test");
    }

    @Test
    void a_token_stands_for_its_role_also_after_a_restart() {
        AccessAdmin.CreatedToken created = create("ci", Role.PUBLISHER, HOUR);

        assertThat(created.text()).matches("car_[0-9a-f]{12}_[0-9a-f]{64}");
        assertThat(tokens.authenticate(created.text())).contains(Principal.of("token:ci", Role.PUBLISHER));
        assertThat(reopen().authenticate(created.text())).contains(Principal.of("token:ci", Role.PUBLISHER));
    }

    @Test
    void nothing_but_the_very_text_is_accepted() {
        String text = create("ci", Role.ADMIN, HOUR).text();
        char last = text.charAt(text.length() - 1);
        String other = text.substring(0, text.length() - 1) + (last == '0' ? '1' : '0');

        for (String wrong :
                new String[] {"", "car_", other, text + "0", text.toUpperCase(java.util.Locale.ROOT), " " + text}) {
            assertThat(tokens.authenticate(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void neither_file_nor_texts_hold_the_secret() throws Exception {
        AccessAdmin.CreatedToken created = create("ci", Role.ADMIN, HOUR);
        String secret = created.text().substring(created.text().lastIndexOf('_') + 1);

        assertThat(Files.readString(data.resolve("access/tokens.json"))).doesNotContain(secret);
        assertThat(created.toString()).doesNotContain(secret);
        assertThat(TokenText.parse(created.text()).orElseThrow().toString()).doesNotContain(secret);
    }

    @Test
    void only_the_account_of_the_host_can_read_the_file() throws Exception {
        Files.createDirectories(
                data.resolve("access"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxrwxrwx")));
        reopen().create(TokenRequest.of("ci", Role.ADMIN, HOUR), "test");

        assertThat(permissions("access")).isEqualTo("rwx------");
        assertThat(permissions("access/tokens.json")).isEqualTo("rw-------");
        Files.setPosixFilePermissions(data.resolve("access/tokens.json"), PosixFilePermissions.fromString("rw-r--r--"));
        reopen();
        assertThat(permissions("access/tokens.json")).isEqualTo("rw-------");
    }

    private String permissions(String file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file)));
    }

    @Test
    void a_token_ends_at_its_expiry_to_the_second() {
        String text = create("ci", Role.ADMIN, HOUR).text();

        clock.forward(HOUR.minusSeconds(1));
        assertThat(tokens.authenticate(text)).isPresent();
        clock.forward(Duration.ofSeconds(1));
        assertThat(tokens.authenticate(text)).isEmpty();
    }

    @Test
    void a_revoked_token_ends_at_once_and_for_good() {
        AccessAdmin.CreatedToken first = create("first", Role.ADMIN, HOUR);
        AccessAdmin.CreatedToken second = create("second", Role.ADMIN, HOUR);

        tokens.revoke("first");
        tokens.revoke(second.token().id());

        assertThat(tokens.authenticate(first.text())).isEmpty();
        assertThat(reopen().authenticate(second.text())).isEmpty();
        assertThat(reopen().list()).isEmpty();
        assertThatThrownBy(() -> tokens.revoke("first")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void the_last_use_is_kept_to_the_minute_when_it_is_written() {
        String text = create("ci", Role.ADMIN, HOUR).text();
        assertThat(tokens.list()).extracting(Token::lastUsed).containsOnlyNulls();

        assertThat(tokens.authenticate(text)).isPresent();

        assertThat(reopen().list()).extracting(Token::lastUsed).containsOnlyNulls();
        tokens.writeUses();
        assertThat(reopen().list()).extracting(Token::lastUsed).containsExactly(Instant.parse("2026-01-31T12:00:00Z"));
    }

    @Test
    void names_are_unique_and_of_their_form_and_lifetimes_within_limits() {
        create("a".repeat(64), Role.VIEWER, Duration.ofMinutes(1));
        create("A-z_0.9", Role.VIEWER, Duration.ofDays(3_650));

        for (String name : new String[] {"", "a b", "é", "a".repeat(65), "A-z_0.9"}) {
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> create(name, Role.VIEWER, HOUR));
        }
        for (Duration lifetime : new Duration[] {Duration.ofSeconds(59), Duration.ofDays(3_654), Duration.ZERO}) {
            assertThatIllegalArgumentException().isThrownBy(() -> create("x", Role.VIEWER, lifetime));
        }
        assertThat(tokens.list()).hasSize(2);
    }

    @Test
    void limits_of_a_token_are_those_of_its_principal_also_after_a_restart() {
        TokenRequest request = TokenRequest.of("ci", Role.OPERATOR, HOUR)
                .withScopes(Set.of(Scope.EVENTS_READ, Scope.EVENTS_REPLAY))
                .withTypes(List.of(new TypePattern("order.**")))
                .withTenants(Set.of("acme"))
                .withUser("anna");
        String text = tokens.create(request, "user:boss").text();
        clock.forward(Duration.ofSeconds(1));
        users.add(NewUser.of("boss", Role.ADMIN), "a good long password");
        tokens = reopen();
        assertThat(tokens.authenticate(text)).as("made before its owner").isEmpty();

        String later = tokens.create(
                        new TokenRequest(
                                "later",
                                Role.OPERATOR,
                                request.scopes(),
                                request.types(),
                                request.tenants(),
                                request.user(),
                                HOUR),
                        "user:boss")
                .text();
        Principal principal = reopen().authenticate(later).orElseThrow();

        assertThat(principal)
                .isEqualTo(new Principal(
                        "token:later", Role.OPERATOR, request.scopes(), request.types(), request.tenants(), "anna"));
        assertThat(principal.may(Scope.EVENTS_REPLAY)).isTrue();
        assertThat(principal.may(Scope.JOBS_MANAGE)).isFalse();
    }

    @Test
    void a_token_stops_with_its_owner_and_never_works_for_another_of_that_name() {
        users.add(NewUser.of("root", Role.ADMIN), "a good long password");
        users.add(NewUser.of("boss", Role.ADMIN), "a good long password");
        AccessAdmin.CreatedToken created = tokens.create(TokenRequest.of("ci", Role.VIEWER, HOUR), "user:boss");
        Principal principal = tokens.authenticate(created.text()).orElseThrow();
        assertThat(tokens.isCurrent(principal)).isTrue();

        users.setDisabled("boss", true);
        assertThat(tokens.authenticate(created.text())).isEmpty();
        assertThat(tokens.isCurrent(principal)).isFalse();
        users.setDisabled("boss", false);
        assertThat(tokens.authenticate(created.text())).isPresent();
        users.remove("boss");
        assertThat(tokens.authenticate(created.text())).isEmpty();
        clock.forward(Duration.ofSeconds(1));
        users.add(NewUser.of("boss", Role.ADMIN), "a good long password");
        assertThat(tokens.authenticate(created.text())).isEmpty();
    }

    @Test
    void a_token_stops_when_its_owner_administers_no_more() {
        users.add(NewUser.of("root", Role.ADMIN), "a good long password");
        users.add(NewUser.of("boss", Role.ADMIN), "a good long password");
        AccessAdmin.CreatedToken created = tokens.create(TokenRequest.of("ci", Role.ADMIN, HOUR), "user:boss");
        Principal principal = tokens.authenticate(created.text()).orElseThrow();

        users.setRights(NewUser.of("boss", Role.OPERATOR));

        assertThat(tokens.authenticate(created.text())).isEmpty();
        assertThat(tokens.isCurrent(principal)).isFalse();
        users.setRights(NewUser.of("boss", Role.ADMIN));
        assertThat(tokens.authenticate(created.text())).isPresent();
    }

    @Test
    void a_principal_is_no_longer_current_when_its_token_ended_or_has_other_rights() {
        Principal first =
                tokens.authenticate(create("ci", Role.OPERATOR, HOUR).text()).orElseThrow();
        tokens.revoke("ci");
        assertThat(tokens.isCurrent(first)).isFalse();

        Principal second =
                tokens.authenticate(create("ci", Role.VIEWER, HOUR).text()).orElseThrow();
        assertThat(tokens.isCurrent(first)).isFalse();
        assertThat(tokens.isCurrent(second)).isTrue();
        clock.forward(HOUR);
        assertThat(tokens.isCurrent(second)).isFalse();
    }

    @Test
    void tokens_of_the_first_form_have_all_rights_of_their_role() throws Exception {
        String text = create("ci", Role.PUBLISHER, HOUR).text();
        Path file = data.resolve("access/tokens.json");
        String old = Files.readString(file)
                .replace("\"version\" : 2", "\"version\" : 1")
                .replaceAll("\"(user|owner)\" : [^,]+,", "")
                .replaceAll(",\\s*\"scopes\" : \\[[^\\]]*\\]", "");
        assertThat(old).doesNotContain("scopes").doesNotContain("owner");
        Files.writeString(file, old);

        assertThat(reopen().authenticate(text)).contains(Principal.of("token:ci", Role.PUBLISHER));
    }

    @Test
    void rights_beyond_the_role_and_limited_administrators_are_refused() {
        TokenRequest viewer = TokenRequest.of("x", Role.VIEWER, HOUR);
        TokenRequest admin = TokenRequest.of("x", Role.ADMIN, HOUR);

        assertThatIllegalArgumentException().isThrownBy(() -> viewer.withScopes(Set.of(Scope.EVENTS_PUBLISH)));
        assertThatIllegalArgumentException().isThrownBy(() -> viewer.withScopes(Set.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> viewer.withTenants(Set.of("a\nb")));
        assertThatIllegalArgumentException().isThrownBy(() -> viewer.withUser(""));
        assertThatIllegalArgumentException().isThrownBy(() -> admin.withTenants(Set.of("acme")));
        assertThatIllegalArgumentException().isThrownBy(() -> admin.withTypes(List.of(new TypePattern("a"))));
        assertThat(admin.withScopes(Set.of(Scope.EVENTS_READ))
                        .withTenants(Set.of("acme"))
                        .tenants())
                .containsExactly("acme");
    }

    @Test
    void there_are_at_most_a_thousand() {
        List<StoredToken> all = new ArrayList<>();
        for (int i = 1; i < AccessAdmin.MAX_TOKENS; i++) {
            Token token = new Token(
                    "id" + i,
                    "t" + i,
                    Role.VIEWER,
                    Role.VIEWER.scopes(),
                    List.of(),
                    Set.of(),
                    null,
                    "test",
                    clock.instant(),
                    clock.instant().plus(HOUR),
                    null);
            all.add(new StoredToken(token, new byte[32]));
        }
        new TokenFile(data.resolve("access")).write(all);
        tokens = reopen();
        create("t0", Role.VIEWER, HOUR);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> create("more", Role.VIEWER, HOUR))
                .withMessageContaining("1000");
        tokens.revoke("t0");
        assertThat(create("more", Role.VIEWER, HOUR).token().name()).isEqualTo("more");
    }

    @Test
    void a_token_that_cannot_be_kept_does_not_exist() throws Exception {
        create("kept", Role.VIEWER, HOUR);
        Files.createDirectories(data.resolve("access/tokens.json.new/in-the-way"));

        assertThatThrownBy(() -> create("lost", Role.VIEWER, HOUR)).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> tokens.revoke("kept")).isInstanceOf(UncheckedIOException.class);

        assertThat(tokens.list()).extracting(Token::name).containsExactly("kept");
        assertThat(reopen().list()).extracting(Token::name).containsExactly("kept");
    }

    @Test
    void a_damaged_file_is_left_as_it_is_and_named() throws Exception {
        create("ci", Role.VIEWER, HOUR);
        Path file = data.resolve("access/tokens.json");
        String good = Files.readString(file);
        for (String bad : new String[] {
            "", "{", good.replace("VIEWER", "KING"), good.replace("\"version\" : 2", "\"version\" : 3")
        }) {
            Files.writeString(file, bad);
            assertThatThrownBy(this::reopen)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(file.toString());
            assertThat(Files.readString(file)).isEqualTo(bad);
        }
    }
}
