// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Scope;
import io.carillon.events.admin.Session;
import io.carillon.events.http.internal.access.Caller;
import io.carillon.events.http.internal.access.Callers;
import io.carillon.events.http.internal.access.Denials;
import io.carillon.events.http.internal.access.MissingScope;
import io.carillon.events.http.internal.access.OwnNames;
import io.carillon.events.http.internal.access.RateLimits;
import io.carillon.events.http.internal.access.Visitor;
import io.carillon.events.http.internal.plugin.PluginDoors;
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
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.servlet.whiteboard.Preprocessor;

/**
 * What every request passes before anything else sees it, whichever bundle's servlet it is meant for. A request goes on
 * only if a route declares it or it is for a plugin, and the caller may.
 */
final class Gate implements Preprocessor {

    /** Refusals that are recorded; wrong credentials are recorded where they are found. */
    private static final Set<ProblemCode> DENIALS = EnumSet.of(
            ProblemCode.FORBIDDEN,
            ProblemCode.MISDIRECTED,
            ProblemCode.FOREIGN_ORIGIN,
            ProblemCode.CSRF_HEADER_MISSING,
            ProblemCode.LOGIN_AGAIN);

    private final Routes routes;
    private final Host host;
    private final OwnNames names;
    private final Callers callers;
    private final RateLimits limits;
    private final PluginDoors plugins;
    private final Clock clock;

    Gate(
            Routes routes,
            Host host,
            OwnNames names,
            Callers callers,
            RateLimits limits,
            PluginDoors plugins,
            Clock clock) {
        this.routes = routes;
        this.host = host;
        this.names = names;
        this.callers = callers;
        this.limits = limits;
        this.plugins = plugins;
        this.clock = clock;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        SecurityHeaders.set(answer);
        try {
            if (plugins.leads(asked.getRequestURI())) {
                plugins.check(asked, known(asked, ""));
            } else {
                asked.setAttribute(Admission.ATTRIBUTE, admit(asked, answer));
            }
        } catch (Throwable e) {
            refuse(asked, answer, e);
            return;
        }
        chain.doFilter(request, response);
        if (answer.getStatus() == HttpServletResponse.SC_FORBIDDEN && !plugins.leads(asked.getRequestURI())) {
            denied(asked, ProblemCode.FORBIDDEN); // by what was asked for, which knows more than the route
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, Throwable reason) throws IOException {
        String instance = request.getRequestURI();
        Problem problem = Problems.of(reason, instance);
        boolean nothingPresented = problem.code() == ProblemCode.UNAUTHENTICATED && Caller.isKnown(request);
        if (nothingPresented || DENIALS.contains(problem.code())) {
            denied(request, problem.code());
        }
        AnswerWriter.write(request, response, Answer.problem(problem, instance));
    }

    private void denied(HttpServletRequest request, ProblemCode code) {
        Denials.record(host, request, Caller.of(request).name(), code.text());
    }

    /** Who asks, after counting that they do. */
    private Caller known(HttpServletRequest request, String path) {
        Visitor visitor = names.visitor(request);
        visitor.attach(request);
        Caller caller = callers.find(request, visitor, path);
        caller.attach(request);
        limits.count(kind(request, caller), caller.principal() == null ? visitor.site() : caller.name());
        return caller;
    }

    private Admission admit(HttpServletRequest request, HttpServletResponse response) {
        Optional<Routes.Match> match = routes.find(request.getMethod(), request.getRequestURI());
        Optional<Route> route = match.flatMap(Routes.Match::route);
        Caller caller = known(request, route.map(Route::path).orElse(""));
        boolean anonymous = route.filter(Route::isAnonymous).isPresent();
        if (caller.principal() == null && !anonymous) {
            throw Callers.unauthenticated();
        }
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
            require(held.scope(), Callers.reads(request), caller, clock.instant());
        }
        Call call = new Call(request, match.get().variables(), caller.principal());
        route.get().operation().check(call.parameters());
        return new Admission(route.get(), call);
    }

    /** What changes as much as only an administrator may, a session does only soon after the password was given. */
    static void require(Scope scope, boolean reads, Caller caller, Instant now) {
        Principal principal = caller.principal();
        if (principal == null || !principal.may(scope)) {
            throw MissingScope.of(scope, principal).toException();
        }
        Session session = caller.session();
        if (scope == Scope.ADMIN && !reads && session != null && !session.fresh(now)) {
            throw Problem.of(
                            ProblemCode.LOGIN_AGAIN,
                            "this needs a password given within the last " + Session.FRESH.toMinutes() + " minutes")
                    .toException();
        }
    }

    private static RateLimits.Kind kind(HttpServletRequest request, Caller caller) {
        if (caller.principal() == null) {
            return RateLimits.Kind.ANONYMOUS;
        }
        if (Callers.reads(request)) {
            return RateLimits.Kind.READ;
        }
        return request.getRequestURI().startsWith("/api/v1/events") ? RateLimits.Kind.PUBLISH : RateLimits.Kind.CHANGE;
    }
}
