// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import io.carillon.events.admin.AccessAdmin;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Scope;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.problem.Problems;
import io.carillon.events.http.internal.rest.Host;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Right;
import io.carillon.events.http.internal.route.Route;
import io.carillon.events.http.internal.route.Routes;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.service.servlet.whiteboard.Preprocessor;

/**
 * What every request passes before anything else sees it, whichever bundle's servlet it is meant for. A request goes on
 * only if a route declares it, the caller has the right that the route needs, and the query string is as declared.
 */
final class Gate implements Preprocessor {

    private static final String BEARER = "bearer ";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final Routes routes;
    private final Host host;
    private final FailedLogins failures;

    Gate(Routes routes, Host host, FailedLogins failures) {
        this.routes = routes;
        this.host = host;
        this.failures = failures;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        SecurityHeaders.set(answer);
        Admission admission;
        try {
            admission = admit(asked, answer);
        } catch (Throwable e) {
            String instance = asked.getRequestURI();
            AnswerWriter.write(asked, answer, Answer.problem(Problems.of(e, instance), instance));
            return;
        }
        asked.setAttribute(Admission.ATTRIBUTE, admission);
        chain.doFilter(request, response);
    }

    private Admission admit(HttpServletRequest request, HttpServletResponse response) {
        requireOwnHost(request);
        Optional<Routes.Match> match = routes.find(request.getMethod(), request.getRequestURI());
        Optional<Route> route = match.flatMap(Routes.Match::route);
        boolean anonymous = route.filter(Route::isAnonymous).isPresent();
        Principal caller = caller(request, anonymous);
        if (match.isEmpty()) {
            throw Problem.of(ProblemCode.NOT_FOUND, "there is nothing at this path")
                    .toException();
        }
        if (match.get().old()) {
            OldPath.mark(request, response);
        }
        if (route.isEmpty()) {
            throw Problem.of(ProblemCode.METHOD_NOT_ALLOWED, "the path does not take " + request.getMethod())
                    .withHeader("Allow", String.join(", ", match.get().methods()))
                    .toException();
        }
        if (route.get().right() instanceof Right.Held held) {
            require(held.scope(), caller);
        }
        Call call = new Call(request, match.get().variables(), caller);
        route.get().operation().check(call.parameters());
        return new Admission(route.get(), call);
    }

    private static void require(Scope scope, @Nullable Principal caller) {
        if (caller == null || !caller.may(scope)) {
            throw Problem.of(ProblemCode.FORBIDDEN, "this needs the scope " + scope.text())
                    .toException();
        }
    }

    private static void requireOwnHost(HttpServletRequest request) {
        List<String> hosts = Collections.list(request.getHeaders("Host"));
        boolean own = hosts.size() == 1
                && LOOPBACK.contains(withoutPort(hosts.get(0)))
                && LOOPBACK.contains(request.getServerName().toLowerCase(Locale.ROOT));
        if (!own) {
            throw Problem.of(ProblemCode.MISDIRECTED, "the Host header names another host")
                    .toException();
        }
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        boolean port = colon > host.lastIndexOf(']');
        return (port ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
    }

    private @Nullable Principal caller(HttpServletRequest request, boolean anonymous) {
        List<String> credentials = Collections.list(request.getHeaders("Authorization"));
        if (credentials.isEmpty() && anonymous) {
            return null;
        }
        boolean bearer = credentials.size() == 1
                && credentials.get(0).toLowerCase(Locale.ROOT).startsWith(BEARER);
        Optional<Principal> caller = bearer
                ? host.get(AccessAdmin.class)
                        .authenticate(
                                credentials.get(0).substring(BEARER.length()).trim())
                : Optional.empty();
        if (caller.isEmpty() && !credentials.isEmpty()) {
            failures.failed(request.getRemoteAddr()).ifPresent(Gate::refuseFor);
        }
        return caller.orElseThrow(() -> Problem.of(ProblemCode.UNAUTHENTICATED, "there is no token, or it is not valid")
                .withHeader("WWW-Authenticate", "Bearer realm=\"carillon\"")
                .toException());
    }

    private static void refuseFor(Duration wait) {
        throw Problem.of(
                        ProblemCode.RATE_LIMITED,
                        "more than " + FailedLogins.MAX_FAILURES + " wrong tokens came from this address in a minute")
                .withHeader("Retry-After", String.valueOf(wait.plusMillis(999).toSeconds()))
                .toException();
    }
}
