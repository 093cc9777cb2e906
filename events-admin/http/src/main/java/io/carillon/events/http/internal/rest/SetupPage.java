// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.http.internal.openapi.Html;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.problem.ProblemException;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Parameters;
import io.carillon.events.http.internal.route.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The page behind the link of the first login. It is a form that works without a script; the script only takes the key out
 * of the address, where it is after {@code #} and so in no log. The key is never in an answer.
 */
final class SetupPage {

    static final String PATH = "/ui/setup";

    private static final String FORM_PAGE = "setup.html";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String HTML = "text/html";
    private static final String PROBLEM = "application/problem+json";

    private final FirstUser first;

    SetupPage(FirstUser first) {
        this.first = first;
    }

    List<Route> routes() {
        return List.of(
                Route.anonymous("GET", PATH, this::show)
                        .described(Operation.named("setupPage", "access", "The page that adds the first user")
                                .answers(200, HTML, Operation.TEXT)
                                .problems(ProblemCode.UNAVAILABLE)),
                Route.anonymous("POST", PATH, this::send)
                        .described(Operation.named("sendSetupPage", "access", "Adds the first user, an administrator")
                                .body(FORM, "Setup")
                                .answers(201, HTML, Operation.TEXT)
                                .answers(400, HTML, Operation.TEXT)
                                .answers(400, PROBLEM, "Problem")
                                .answers(401, HTML, Operation.TEXT)
                                .answers(401, PROBLEM, "Problem")
                                .answers(429, HTML, Operation.TEXT)
                                .answers(429, PROBLEM, "Problem")
                                .when(400, "A rule is broken; the form again")
                                .when(401, "The key does not work; the form again")
                                .when(429, "Too many wrong keys came from this address; the form again")
                                .problems(
                                        ProblemCode.MALFORMED_JSON,
                                        ProblemCode.INCOMPLETE_BODY,
                                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                                        ProblemCode.TOO_LARGE,
                                        ProblemCode.TOO_SLOW,
                                        ProblemCode.UNAVAILABLE,
                                        ProblemCode.OVERLOADED)),
                Route.anonymous("GET", PATH + ".css", call -> file("setup.css", "text/css"))
                        .described(Operation.named("setupStyle", "access", "How that page looks")
                                .answers(200, "text/css", Operation.TEXT)),
                Route.anonymous("GET", PATH + ".js", call -> file("setup.js", "text/javascript"))
                        .described(Operation.named("setupScript", "access", "Takes the key out of the address")
                                .answers(200, "text/javascript", Operation.TEXT)));
    }

    Answer show(Call call) {
        return first.exists() ? page(200, "setup-over.html", "", "") : page(200, FORM_PAGE, "", "");
    }

    Answer send(Call call) throws IOException {
        Parameters form = form(call);
        String name = form.one("name").orElse("");
        try {
            first.add(
                    call,
                    form.one("key").orElse("").trim(),
                    name,
                    form.one("password").orElse(""));
            return page(201, "setup-done.html", name, "");
        } catch (ProblemException e) {
            return refused(e.problem(), name);
        } catch (IllegalArgumentException e) {
            return page(400, FORM_PAGE, name, e.getMessage() + ". The key still works.");
        }
    }

    private static Parameters form(Call call) throws IOException {
        if (!MediaType.of(call.header("Content-Type").orElse("")).equals(FORM)) {
            throw Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "the form sends " + FORM)
                    .withHint("Programs use POST /api/v1/auth/setup with JSON.")
                    .toException();
        }
        return new Parameters(new String(RequestBody.read(call.request()), StandardCharsets.UTF_8))
                .allow("key", "name", "password");
    }

    private Answer refused(Problem problem, String name) {
        int status = problem.code().status();
        if (status != 401 && status != 429) {
            throw problem.toException();
        }
        boolean over = status == 401 && first.exists();
        Answer page = over
                ? page(status, "setup-over.html", "", "")
                : page(status, FORM_PAGE, name, problem.detail() + ". " + problem.hint());
        String wait = problem.headers().get("Retry-After");
        return wait == null ? page : page.with("Retry-After", wait);
    }

    private static Answer page(int status, String name, String user, String error) {
        String page = text(name)
                .replace("{{user}}", Html.escaped(user))
                .replace("{{error}}", error.isEmpty() ? "" : "<p role=\"alert\">" + Html.escaped(error) + "</p>");
        return Answer.of(status, HTML + "; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }

    private static Answer file(String name, String mediaType) {
        return Answer.of(200, mediaType + "; charset=utf-8", text(name).getBytes(StandardCharsets.UTF_8));
    }

    private static String text(String name) {
        try (InputStream in = SetupPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing in the bundle");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " in the bundle cannot be read", e);
        }
    }
}
