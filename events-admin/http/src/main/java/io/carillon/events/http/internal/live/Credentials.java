// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.UsersAdmin;
import io.carillon.events.http.internal.problem.ProblemException;
import io.carillon.events.http.internal.rest.Host;
import io.carillon.events.http.internal.route.Call;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;

/**
 * Looks again at what somebody was let in with. What cannot be looked at does not hold.
 *
 * @param host with the tokens and users
 */
record Credentials(Host host, Clock clock) {

    private static final String BEARER = "bearer ";
    private static final String TOKEN = "token:";

    /** The standing of a caller: of the token sent, or else of the token or user it was vouched for by. */
    Standing of(Call call) {
        Principal admitted = call.principal().orElseThrow();
        Optional<String> token = call.header("Authorization")
                .filter(text -> text.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .map(text -> text.substring(BEARER.length()).trim());
        return () -> {
            try {
                return token.isPresent()
                        ? host.get(AccessAdmin.class)
                                .authenticate(token.get())
                                .filter(admitted::equals)
                                .isPresent()
                        : isKnown(admitted);
            } catch (ProblemException e) {
                return false;
            }
        };
    }

    private boolean isKnown(Principal admitted) {
        String name = admitted.name();
        if (name.startsWith(TOKEN)) {
            String token = name.substring(TOKEN.length());
            return host.get(AccessAdmin.class).tokens().stream()
                    .anyMatch(
                            each -> each.name().equals(token) && each.expires().isAfter(clock.instant()));
        }
        return host.get(UsersAdmin.class).users().stream()
                .anyMatch(each -> each.principal().equals(admitted) && !each.disabled());
    }
}
