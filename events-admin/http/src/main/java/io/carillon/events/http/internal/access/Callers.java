// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.access;

import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.AuditAdmin;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Session;
import io.carillon.events.admin.SessionsAdmin;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.rest.Host;
import io.carillon.events.http.internal.route.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out who asks. A token in {@code Authorization} stands for itself. A session's cookie, which browsers send by
 * themselves, counts only for requests of our own pages: all but {@code GET} and {@code HEAD} need the header
 * {@value #CSRF} and an {@code Origin} of ours. A ticket counts only for streams.
 */
public final class Callers {

    /** Any value will do: no page of another site can send it. */
    public static final String CSRF = "X-Carillon-CSRF";

    /** Where tickets count, and cookies do not. */
    static final Set<String> STREAMS = Set.of("/api/v1/events/stream", "/api/v1/events/ws");

    private static final String BEARER = "bearer ";
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final Host host;
    private final OwnNames names;
    private final FailedLogins failures;

    public Callers(Host host, OwnNames names, FailedLogins failures) {
        this.host = host;
        this.names = names;
        this.failures = failures;
    }

    /**
     * Who asks.
     *
     * @param path of the route, empty when there is none
     * @throws io.carillon.events.http.internal.problem.ProblemException if what was presented does not count
     */
    public Caller find(HttpServletRequest request, Visitor visitor, String path) {
        List<String> credentials = Collections.list(request.getHeaders("Authorization"));
        if (!credentials.isEmpty()) {
            return Caller.of(bearer(credentials).orElseThrow(() -> wrong(request, visitor, "wrong token")));
        }
        if (STREAMS.contains(path)) {
            return new Parameters(request.getQueryString())
                    .one("ticket")
                    .map(ticket -> Caller.of(redeem(ticket, request, visitor)))
                    .orElse(Caller.nobody());
        }
        Optional<Session> session = SessionCookie.id(request, visitor)
                .flatMap(id -> host.get(SessionsAdmin.class).session(id));
        session.ifPresent(found -> requireOwnPage(request, visitor));
        return session.map(Caller::of).orElse(Caller.nobody());
    }

    private Optional<Principal> bearer(List<String> credentials) {
        boolean bearer = credentials.size() == 1
                && credentials.get(0).toLowerCase(Locale.ROOT).startsWith(BEARER);
        return bearer
                ? host.get(AccessAdmin.class)
                        .authenticate(
                                credentials.get(0).substring(BEARER.length()).trim())
                : Optional.empty();
    }

    private SessionsAdmin.Redeemed redeem(String ticket, HttpServletRequest request, Visitor visitor) {
        requireOwnOrigin(request, visitor);
        return host.get(SessionsAdmin.class)
                .redeem(ticket)
                .filter(redeemed -> host.get(AccessAdmin.class).isCurrent(redeemed.holder()))
                .orElseThrow(() -> wrong(request, visitor, "wrong ticket"));
    }

    private RuntimeException wrong(HttpServletRequest request, Visitor visitor, String what) {
        Denials.record(host, request, AuditAdmin.ANONYMOUS, what);
        Optional<Duration> wait = failures.failed(visitor.site());
        return wait.map(Callers::tooOften).orElseGet(Callers::unauthenticated);
    }

    /** To say that nobody or somebody unknown asks, which is the same to callers. */
    public static RuntimeException unauthenticated() {
        return Problem.of(ProblemCode.UNAUTHENTICATED, "there is no token, or it is not valid")
                .withHeader("WWW-Authenticate", "Bearer realm=\"carillon\"")
                .toException();
    }

    /** To say that an address tried too often. */
    public static RuntimeException tooOften(Duration wait) {
        return Problem.of(
                        ProblemCode.RATE_LIMITED,
                        "more than " + FailedLogins.MAX_FAILURES
                                + " wrong credentials came from this address in a minute")
                .withHeader("Retry-After", String.valueOf(wait.plusMillis(999).toSeconds()))
                .toException();
    }

    private void requireOwnPage(HttpServletRequest request, Visitor visitor) {
        if (!READING.contains(request.getMethod())) {
            requireOwnOrigin(request, visitor);
            if (request.getHeader(CSRF) == null) {
                throw Problem.of(ProblemCode.CSRF_HEADER_MISSING, "a session alone does not allow changes")
                        .toException();
            }
        } else if (request.getHeader("Origin") != null || request.getHeader("Sec-Fetch-Site") != null) {
            boolean typed = request.getHeader("Origin") == null && "none".equals(request.getHeader("Sec-Fetch-Site"));
            if (!typed) {
                requireOwnOrigin(request, visitor);
            }
        }
    }

    /** Without {@code Origin}, as browsers leave it out of a page's own GET, only the word of the browser itself counts. */
    private void requireOwnOrigin(HttpServletRequest request, Visitor visitor) {
        List<String> origins = Collections.list(request.getHeaders("Origin"));
        boolean own = origins.isEmpty()
                ? READING.contains(request.getMethod()) && "same-origin".equals(request.getHeader("Sec-Fetch-Site"))
                : origins.size() == 1 && names.isOwn(origins.get(0), visitor);
        if (!own && origins.isEmpty()) {
            throw Problem.of(ProblemCode.FOREIGN_ORIGIN, "a login or ticket counts only with an Origin of this host")
                    .withHint("Programs send Authorization: Bearer with a token instead.")
                    .toException();
        }
        if (!own) {
            throw Problem.of(ProblemCode.FOREIGN_ORIGIN, "the page that sent this is not one of this host's")
                    .toException();
        }
    }

    /** Whether a request only reads. */
    public static boolean reads(HttpServletRequest request) {
        return READING.contains(request.getMethod());
    }

    /** A path as records may keep it. */
    public static String shortened(String path) {
        return path.length() > 200 ? path.substring(0, 200) + "…" : path;
    }
}
