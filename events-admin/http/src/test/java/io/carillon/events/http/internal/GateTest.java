// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.Scope;
import io.carillon.events.admin.Session;
import io.carillon.events.http.internal.access.Caller;
import io.carillon.events.http.internal.access.MissingScope;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GateTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Principal ANNA = Principal.of("user:anna", Role.ADMIN);

    private static Caller loggedIn(Duration ago) {
        return Caller.of(new Session("id", ANNA, NOW.minus(ago), NOW.plus(Session.FRESH)));
    }

    private static void refused(ProblemCode code, Scope scope, boolean reads, Caller caller) {
        assertThatThrownBy(() -> Gate.require(scope, reads, caller, NOW))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(code));
    }

    @Test
    void a_session_changes_what_only_administrators_may_within_five_minutes_of_the_password() {
        Caller stale = loggedIn(Session.FRESH.plusMillis(1));

        Gate.require(Scope.ADMIN, false, loggedIn(Session.FRESH), NOW);
        refused(ProblemCode.LOGIN_AGAIN, Scope.ADMIN, false, stale);
        Gate.require(Scope.ADMIN, true, stale, NOW);
        Gate.require(Scope.EVENTS_PUBLISH, false, stale, NOW);
        Gate.require(Scope.ADMIN, false, Caller.of(ANNA), NOW);
    }

    @Test
    void a_right_that_is_not_held_is_refused() {
        refused(ProblemCode.FORBIDDEN, Scope.EVENTS_PUBLISH, false, Caller.of(Principal.of("token:a", Role.VIEWER)));
        refused(ProblemCode.FORBIDDEN, Scope.ADMIN, true, Caller.of(Principal.of("token:a", Role.OPERATOR)));
        Gate.require(Scope.EVENTS_READ, true, Caller.of(Principal.of("token:a", Role.VIEWER)), NOW);
    }

    @Test
    void a_refusal_says_the_role_that_would_do_and_that_of_the_caller() {
        Principal limited =
                new Principal("token:ci", Role.OPERATOR, EnumSet.of(Scope.EVENTS_READ), List.of(), Set.of(), null);

        assertThat(MissingScope.of(Scope.JOBS_MANAGE, Principal.of("token:a", Role.VIEWER))
                        .detail())
                .isEqualTo("this needs the scope jobs:manage of the role operator; the caller has the role viewer");
        assertThat(MissingScope.of(Scope.EVENTS_PUBLISH, limited).detail())
                .isEqualTo("this needs the scope events:publish of the role publisher;"
                        + " the caller has the role operator without it");
        assertThat(MissingScope.of(Scope.ADMIN, null).detail())
                .isEqualTo("this needs the scope admin of the role admin");
    }
}
