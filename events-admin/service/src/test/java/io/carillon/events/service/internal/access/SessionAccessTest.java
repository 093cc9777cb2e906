// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.events.OverloadedException;
import io.carillon.events.admin.NewUser;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.Session;
import io.carillon.events.admin.SessionsAdmin;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SessionAccessTest {

    private static final String PASSWORD = "purple otter on a tin roof";

    @TempDir
    Path data;

    private final TestClock clock = new TestClock(Instant.parse("2026-01-31T12:00:00Z"));
    private final RecordedAudit audit = new RecordedAudit();
    private Users users;
    private SessionsAdmin sessions;

    @BeforeEach
    void open() {
        users = new Users(new UserFile(data), clock, 1);
        users.add(NewUser.of("root", Role.ADMIN), PASSWORD);
        users.add(NewUser.of("anna", Role.ADMIN), PASSWORD);
        sessions = new SessionAccess(users, audit, clock);
    }

    private Session login(String name) {
        return sessions.login(name, PASSWORD, null, "192.0.2.1").orElseThrow();
    }

    @Test
    void a_session_stands_for_its_user_under_an_id_that_nobody_can_guess() {
        Session first = login("anna");
        Session second = login("anna");

        assertThat(first.id()).matches("[0-9a-f]{32,}").isNotEqualTo(second.id());
        assertThat(first.toString()).doesNotContain(first.id());
        assertThat(sessions.session(first.id()))
                .map(Session::principal)
                .contains(new Principal(
                        "user:anna", Role.ADMIN, Role.ADMIN.scopes(), List.of(), java.util.Set.of(), "anna"));
        assertThat(sessions.session("")).isEmpty();
        assertThat(sessions.session("0".repeat(40))).isEmpty();
    }

    @Test
    void a_session_ends_after_half_an_hour_without_use() {
        Session used = login("anna");
        Session idle = login("anna");
        clock.forward(Duration.ofMinutes(29));
        assertThat(sessions.session(used.id())).isPresent();
        clock.forward(Duration.ofMinutes(1));

        assertThat(sessions.session(idle.id())).isEmpty();
        assertThat(sessions.session(used.id())).isPresent();
    }

    @Test
    void a_session_ends_after_twelve_hours_however_busy() {
        Session session = login("anna");
        for (int i = 1; i < 12 * 4; i++) {
            clock.forward(Duration.ofMinutes(15));
            assertThat(sessions.session(session.id())).as("quarter " + i).isPresent();
        }
        clock.forward(Duration.ofMinutes(15));

        assertThat(sessions.session(session.id())).isEmpty();
    }

    @Test
    void only_a_password_given_within_five_minutes_is_fresh() {
        Session session = login("anna");

        assertThat(session.fresh(clock.instant().plus(Duration.ofMinutes(5)))).isTrue();
        assertThat(session.fresh(clock.instant().plus(Duration.ofMinutes(5)).plusMillis(1)))
                .isFalse();
    }

    @Test
    void logging_in_again_ends_the_session_before_and_so_does_logging_out() {
        Session first = login("anna");
        Session second =
                sessions.login("anna", PASSWORD, first.id(), "192.0.2.1").orElseThrow();
        assertThat(sessions.session(first.id())).isEmpty();

        sessions.logout(second.id());
        sessions.logout(second.id());
        assertThat(sessions.session(second.id())).isEmpty();
        assertThat(audit.lines)
                .filteredOn(line -> line.startsWith("carillon.session.ended"))
                .hasSize(1);
    }

    @Test
    void a_failed_login_leaves_the_session_before() {
        Session first = login("anna");

        assertThat(sessions.login("anna", "wrong", first.id(), "192.0.2.1")).isEmpty();
        assertThat(sessions.session(first.id())).isPresent();
    }

    @Test
    void a_session_ends_with_its_user_and_with_the_password() {
        Session disabled = login("anna");
        users.setDisabled("anna", true);
        assertThat(sessions.session(disabled.id())).isEmpty();
        assertThat(sessions.login("anna", PASSWORD, null, "192.0.2.1")).isEmpty();
        users.setDisabled("anna", false);
        assertThat(sessions.session(disabled.id())).as("ended for good").isEmpty();

        Session changed = login("anna");
        users.setPassword("anna", PASSWORD);
        assertThat(sessions.session(changed.id())).isEmpty();

        Session removed = login("anna");
        users.remove("anna");
        users.add(NewUser.of("anna", Role.ADMIN), PASSWORD);
        assertThat(sessions.session(removed.id())).isEmpty();
    }

    @Test
    void the_longest_unused_session_of_a_user_makes_room_and_nobody_elses() {
        Session other = login("root");
        List<Session> own = new ArrayList<>();
        for (int i = 0; i < SessionsAdmin.MAX_USER_SESSIONS; i++) {
            own.add(login("anna"));
        }
        assertThat(sessions.session(own.get(0).id())).isPresent();
        login("anna");

        assertThat(sessions.session(own.get(0).id())).as("used lately").isPresent();
        assertThat(sessions.session(own.get(1).id())).as("longest unused").isEmpty();
        assertThat(sessions.session(other.id())).isPresent();
    }

    @Test
    void there_are_at_most_a_thousand_sessions() {
        Sessions all = new Sessions(users, clock);
        for (int i = 0; i <= SessionsAdmin.MAX_SESSIONS / SessionsAdmin.MAX_USER_SESSIONS; i++) {
            StoredUser user = new StoredUser(
                    new io.carillon.events.admin.User(
                            "u" + i, Role.VIEWER, List.of(), java.util.Set.of(), false, clock.instant(), null),
                    PasswordHash.ofNobody(1));
            for (int j = 0; j < SessionsAdmin.MAX_USER_SESSIONS; j++) {
                all.open(user);
            }
        }

        assertThat(all.size()).isEqualTo(SessionsAdmin.MAX_SESSIONS);
    }

    @Test
    void logins_and_failures_are_recorded_without_what_could_be_a_password() {
        login("anna");
        sessions.login("anna", "wrong password", null, "192.0.2.1");
        sessions.login("my secret in the wrong field", "x", null, "192.0.2.1");

        assertThat(audit.lines)
                .containsExactly(
                        "carillon.session.started user:anna by user:anna {from=192.0.2.1}",
                        "denied login by user:anna from 192.0.2.1: wrong password",
                        "denied login by anonymous from 192.0.2.1: unknown user");
    }

    @Test
    void a_ticket_works_once_within_thirty_seconds() {
        Principal holder = Principal.of("token:ci", Role.VIEWER);
        String first = sessions.ticket(holder, null);
        String second = sessions.ticket(holder, null);
        String third = sessions.ticket(holder, null);

        assertThat(first).matches("[0-9a-f]{32,}");
        assertThat(sessions.redeem(first)).contains(new SessionsAdmin.Redeemed(holder, null));
        assertThat(sessions.redeem(first)).isEmpty();
        clock.forward(Duration.ofSeconds(29));
        assertThat(sessions.redeem(second)).isPresent();
        clock.forward(Duration.ofSeconds(1));
        assertThat(sessions.redeem(third)).isEmpty();
    }

    @Test
    void what_a_ticket_of_a_session_began_lasts_as_long_as_the_session_and_is_no_use_of_it() {
        Session session = login("root");
        String unused = sessions.ticket(session.principal(), session.id());
        SessionsAdmin.Redeemed begun = sessions.redeem(sessions.ticket(session.principal(), session.id()))
                .orElseThrow();
        assertThat(begun.holder()).isEqualTo(session.principal());
        String behind = Objects.requireNonNull(begun.session());
        assertThat(behind).isNotEqualTo(session.id());
        assertThat(sessions.session(behind)).as("it is not the id").isEmpty();
        assertThat(sessions.lasts(behind)).isTrue();

        sessions.logout(session.id());

        assertThat(sessions.lasts(behind)).isFalse();
        assertThat(sessions.redeem(unused)).isEmpty();
        Session idle = login("root");
        String lasting = Objects.requireNonNull(sessions.redeem(sessions.ticket(idle.principal(), idle.id()))
                .orElseThrow()
                .session());
        clock.forward(SessionsAdmin.IDLE.minusSeconds(1));
        assertThat(sessions.lasts(lasting)).isTrue();
        clock.forward(Duration.ofSeconds(1));
        assertThat(sessions.lasts(lasting)).as("asking did not use it").isFalse();
    }

    @Test
    void at_most_ten_thousand_tickets_wait() {
        SessionsAdmin.Redeemed holder = new SessionsAdmin.Redeemed(Principal.of("token:ci", Role.VIEWER), null);
        Tickets tickets = new Tickets(clock);
        for (int i = 0; i < SessionsAdmin.MAX_TICKETS; i++) {
            tickets.make(holder);
        }

        assertThatThrownBy(() -> tickets.make(holder)).isInstanceOf(OverloadedException.class);
        clock.forward(SessionsAdmin.TICKET);
        assertThat(tickets.redeem(tickets.make(holder))).contains(holder);
    }

    @Test
    void passwords_are_checked_one_at_a_time_and_few_callers_wait() throws Exception {
        PasswordWork work = new PasswordWork();
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger started = new AtomicInteger();
        ExecutorService pool = Executors.newCachedThreadPool();
        List<Future<Optional<Integer>>> results = new ArrayList<>();
        for (int i = 0; i < PasswordWork.MAX_CALLERS; i++) {
            results.add(pool.submit(() -> {
                started.incrementAndGet();
                return work.run(() -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Optional.of(inside.decrementAndGet());
                });
            }));
        }
        await().until(() ->
                started.get() == PasswordWork.MAX_CALLERS && work.waiting() == PasswordWork.MAX_CALLERS - 1);

        assertThatThrownBy(() -> work.run(() -> 1)).isInstanceOf(OverloadedException.class);
        go.countDown();
        for (Future<Optional<Integer>> result : results) {
            assertThat(result.get()).isPresent();
        }
        assertThat(most).hasValue(1);
        assertThat(work.run(() -> 1)).isEqualTo(1);
        pool.shutdownNow();
    }
}
