// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.SessionsAdmin;
import io.carillon.events.http.internal.access.Caller;
import io.carillon.events.http.internal.problem.ProblemException;
import io.carillon.events.http.internal.rest.Host;
import io.carillon.events.http.internal.route.Call;
import java.util.Locale;
import java.util.Optional;

/**
 * What somebody was let in with, to be looked at again. What cannot be looked at does not hold.
 *
 * @param host with the tokens, users and sessions
 * @param token the text of a token that was sent and is kept somewhere; empty for a ticket, and for a token that was lent,
 *     which what it began outlives
 * @param session what a ticket was made in; empty without one
 */
record Credentials(Host host, Principal admitted, Optional<String> token, Optional<String> session)
        implements Standing {

    private static final String BEARER = "bearer ";
    private static final String TOKEN = "token:";

    static Credentials of(Host host, Call call) {
        Principal admitted = call.principal().orElseThrow();
        return new Credentials(
                host,
                admitted,
                call.header("Authorization")
                        .filter(text -> text.toLowerCase(Locale.ROOT).startsWith(BEARER))
                        .filter(text -> admitted.name().startsWith(TOKEN))
                        .map(text -> text.substring(BEARER.length()).trim()),
                Caller.of(call.request()).ticketSession());
    }

    @Override
    public boolean holds() {
        try {
            AccessAdmin access = host.get(AccessAdmin.class);
            boolean current = token.isPresent()
                    ? access.authenticate(token.get()).filter(admitted::equals).isPresent()
                    : access.isCurrent(admitted);
            return current
                    && (session.isEmpty() || host.get(SessionsAdmin.class).lasts(session.get()));
        } catch (ProblemException e) {
            return false;
        }
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "credentials of " + admitted.name();
    }
}
