// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.TypePattern;
import io.carillon.events.admin.NewUser;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.User;
import io.carillon.events.admin.UsersAdmin;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class UserAccessTest {

    private static final String PASSWORD = "purple otter on a tin roof";

    @TempDir
    Path data;

    private final TestClock clock = new TestClock(Instant.parse("2026-01-31T12:00:00Z"));
    private final RecordedAudit audit = new RecordedAudit();
    private Users known;
    private UsersAdmin users;

    @BeforeEach
    void open() {
        known = new Users(new UserFile(data), clock, 10);
        users = new UserAccess(known, audit, clock);
    }

    @Test
    void a_user_is_there_after_a_restart_with_all_limits() throws Exception {
        User added = users.add(
                new NewUser("anna", Role.OPERATOR, List.of(new TypePattern("order.*")), Set.of("acme")),
                PASSWORD,
                "shell:root");
        open();

        assertThat(users.users()).containsExactly(added);
        assertThat(known.check("anna", PASSWORD)).isPresent();
        assertThat(known.check("anna", PASSWORD + " ")).isEmpty();
        assertThat(known.check("bert", PASSWORD)).isEmpty();
        assertThat(Files.readString(data.resolve("users.json")))
                .contains("pbkdf2-sha256$10$")
                .doesNotContain("otter");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("users.json"))))
                .isEqualTo("rw-------");
        assertThat(audit.lines)
                .containsExactly("carillon.user.added user:anna by shell:root "
                        + "{name=anna, role=operator, tenants=[acme], types=[order.*]}");
    }

    @Test
    void passwords_are_hashed_with_at_least_600000_rounds() {
        assertThat(PasswordHash.ROUNDS).isGreaterThanOrEqualTo(600_000);
        PasswordHash hash = PasswordHash.parse(
                PasswordHash.of(PASSWORD, PasswordHash.ROUNDS).text());

        assertThat(hash.text()).startsWith("pbkdf2-sha256$600000$");
        assertThat(hash.matches(PASSWORD)).isTrue();
        assertThat(hash.toString()).doesNotContain(hash.text().split("\\$")[3]);
        assertThat(new Users(new UserFile(data), clock, PasswordHash.ROUNDS).check("nobody", "x"))
                .isEmpty();
    }

    @Test
    void the_hash_is_that_of_rfc_8018_so_that_others_can_check_it() {
        // PBKDF2-HMAC-SHA256, password "password", salt "salt", 4096 rounds
        assertThat(PasswordHash.parse("pbkdf2-sha256$4096$73616c74$"
                                + "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a")
                        .matches("password"))
                .isTrue();
    }

    @Test
    void one_password_written_in_two_forms_of_unicode_is_one() {
        users.add(NewUser.of("anna", Role.ADMIN), "caf\u00e9 au lait, cold", "test");

        assertThat(known.check("anna", "cafe\u0301 au lait, cold")).isPresent();
    }

    @Test
    void weak_passwords_are_refused_and_not_repeated_in_the_text() {
        for (String weak : List.of(
                "elevenchars",
                "x".repeat(257),
                "abababababab",
                "password1234",
                "Password2026!",
                "QWERTYUIOP12",
                "123456789012",
                "letmeinplease",
                "anna.longname")) {
            assertThatIllegalArgumentException()
                    .as(weak)
                    .isThrownBy(() -> users.add(NewUser.of("anna.longname", Role.VIEWER), weak, "test"))
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain(weak));
        }
        assertThat(users.users()).isEmpty();
        users.add(NewUser.of("anna", Role.VIEWER), "twelve chars", "test");
    }

    @Test
    void names_are_unique_and_of_their_form() {
        users.add(NewUser.of("anna", Role.ADMIN), PASSWORD, "test");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> users.add(NewUser.of("anna", Role.VIEWER), PASSWORD, "test"));
        for (String name : List.of("", "a b", "\u00e9", "x".repeat(65), "a\nb", "a:b")) {
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> NewUser.of(name, Role.VIEWER));
        }
        assertThatThrownBy(() -> users.remove("bert", "test")).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> users.setPassword("bert", PASSWORD, "test"))
                .isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void the_last_one_who_administers_can_neither_be_removed_nor_disabled() {
        users.add(NewUser.of("anna", Role.ADMIN), PASSWORD, "test");
        users.add(NewUser.of("bert", Role.ADMIN), PASSWORD, "test");
        users.setDisabled("bert", true, "test");

        assertThatIllegalArgumentException().isThrownBy(() -> users.setDisabled("anna", true, "test"));
        assertThatIllegalArgumentException().isThrownBy(() -> users.remove("anna", "test"));
        users.setDisabled("bert", false, "test");
        users.remove("anna", "test");
        assertThat(users.users()).extracting(User::name).containsExactly("bert");
    }

    @Test
    void rights_change_but_for_those_of_the_last_one_who_administers() {
        users.add(NewUser.of("anna", Role.ADMIN), PASSWORD, "test");
        NewUser less = new NewUser("anna", Role.OPERATOR, List.of(new TypePattern("order.*")), Set.of("acme"));

        assertThatIllegalArgumentException().isThrownBy(() -> users.setRights(less, "test"));
        users.add(NewUser.of("bert", Role.ADMIN), PASSWORD, "test");
        User changed = users.setRights(less, "user:bert");
        open();

        assertThat(users.users()).first().isEqualTo(changed);
        assertThat(changed.role()).isEqualTo(Role.OPERATOR);
        assertThat(changed.tenants()).containsExactly("acme");
        assertThat(known.check("anna", PASSWORD)).isPresent();
        assertThat(audit.lines.get(audit.lines.size() - 1))
                .isEqualTo("carillon.user.changed user:anna by user:bert "
                        + "{name=anna, role=operator, tenants=[acme], types=[order.*]}");
        assertThatThrownBy(() -> users.setRights(NewUser.of("eve", Role.VIEWER), "test"))
                .isInstanceOf(NoSuchElementException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> users.setRights(NewUser.of("bert", Role.VIEWER), "test"));
    }

    @Test
    void who_knows_the_password_may_take_another() {
        users.add(NewUser.of("anna", Role.VIEWER), PASSWORD, "test");
        String next = "another " + PASSWORD;

        assertThat(users.changePassword("anna", "a guess", next)).isFalse();
        assertThat(users.changePassword("nobody", PASSWORD, next)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> users.changePassword("anna", PASSWORD, "short"));
        assertThat(known.check("anna", PASSWORD)).isPresent();
        assertThat(users.changePassword("anna", PASSWORD, next)).isTrue();
        assertThat(known.check("anna", next)).isPresent();
        assertThat(known.check("anna", PASSWORD)).isEmpty();
        users.setDisabled("anna", true, "test");
        assertThat(users.changePassword("anna", next, PASSWORD)).isFalse();
        assertThat(audit.lines)
                .filteredOn(line -> line.startsWith("carillon.user.password_changed"))
                .singleElement()
                .asString()
                .contains("by user:anna");
    }

    @Test
    void a_change_that_cannot_be_kept_did_not_happen() throws Exception {
        users.add(NewUser.of("anna", Role.ADMIN), PASSWORD, "test");
        Files.createDirectories(data.resolve("users.json.new/in-the-way"));

        assertThatThrownBy(() -> users.add(NewUser.of("bert", Role.ADMIN), PASSWORD, "test"))
                .isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> users.setPassword("anna", "another " + PASSWORD, "test"))
                .isInstanceOf(UncheckedIOException.class);

        assertThat(users.users()).extracting(User::name).containsExactly("anna");
        assertThat(known.check("anna", PASSWORD)).isPresent();
    }

    @Test
    void the_setup_key_makes_one_administrator_once() {
        String key = users.newSetupKey("host").orElseThrow();

        assertThat(key).matches("[0-9a-f]{32,}");
        assertThat(users.setUp("0".repeat(40), "eve", PASSWORD)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> users.setUp(key, "anna", "short"));
        assertThat(users.setUp(key, "anna", PASSWORD)).map(User::role).contains(Role.ADMIN);
        assertThat(users.setUp(key, "eve", PASSWORD)).isEmpty();
        assertThat(users.newSetupKey("host")).isEmpty();
        assertThat(audit.lines).noneMatch(line -> line.contains(key));
    }

    @Test
    void the_setup_key_dies_after_a_day_with_the_next_one_and_with_the_first_user() {
        String first = users.newSetupKey("host").orElseThrow();
        String second = users.newSetupKey("host").orElseThrow();
        assertThat(users.setUp(first, "eve", PASSWORD)).isEmpty();
        clock.forward(Duration.ofHours(24));
        assertThat(users.setUp(second, "eve", PASSWORD)).isEmpty();

        Optional<String> third = users.newSetupKey("host");
        users.add(NewUser.of("anna", Role.ADMIN), PASSWORD, "shell:root");
        assertThat(users.setUp(third.orElseThrow(), "eve", PASSWORD)).isEmpty();
        assertThat(users.users()).extracting(User::name).containsExactly("anna");
    }
}
