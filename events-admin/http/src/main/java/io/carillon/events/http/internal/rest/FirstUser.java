// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.admin.AuditAdmin;
import io.carillon.events.admin.User;
import io.carillon.events.admin.UsersAdmin;
import io.carillon.events.http.internal.access.Callers;
import io.carillon.events.http.internal.access.Denials;
import io.carillon.events.http.internal.access.FailedLogins;
import io.carillon.events.http.internal.access.Visitor;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Call;
import java.time.Duration;
import java.util.Optional;

/** The way to the first user, whether by a page or a program. Guesses are counted. */
final class FirstUser {

    private final Host host;
    private final FailedLogins failures;

    FirstUser(Host host, FailedLogins failures) {
        this.host = host;
        this.failures = failures;
    }

    /** Whether somebody is there already. */
    boolean exists() {
        return !host.get(UsersAdmin.class).users().isEmpty();
    }

    /**
     * Adds the first user.
     *
     * @throws io.carillon.events.http.internal.problem.ProblemException if the key does not work, or too many wrong keys
     *     came from this address
     * @throws IllegalArgumentException if the name or password breaks a rule; the key still works
     */
    User add(Call call, String key, String name, String password) {
        Visitor visitor = Visitor.of(call.request());
        Optional<Duration> wait = failures.waiting(visitor.site());
        if (wait.isPresent()) {
            throw Callers.tooOften(wait.get());
        }
        return host.get(UsersAdmin.class).setUp(key, name, password).orElseThrow(() -> wrong(call, visitor));
    }

    private RuntimeException wrong(Call call, Visitor visitor) {
        Denials.record(host, call.request(), AuditAdmin.ANONYMOUS, "wrong key");
        Problem problem = exists()
                ? Problem.of(ProblemCode.UNAUTHENTICATED, "the key is used up: there are users already")
                        .withHint("Ask one of those who administer to add you, or on the host: carillon users add NAME"
                                + " --role admin.")
                : Problem.of(
                                ProblemCode.UNAUTHENTICATED,
                                "the key does not work: it is misspelt, older than 24 hours, or the host made another since")
                        .withHint(
                                "Take the newest key that the host printed, or on the host: carillon users setup-link.");
        return failures.failed(visitor.site()).map(Callers::tooOften).orElseGet(problem::toException);
    }
}
