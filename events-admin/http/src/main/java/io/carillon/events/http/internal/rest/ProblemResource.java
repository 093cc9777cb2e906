// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.http.internal.openapi.Html;
import io.carillon.events.http.internal.problem.ProblemCatalog;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Route;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Explains problem codes, to people and programs. Holds no secrets: anybody may ask. */
final class ProblemResource {

    private static final String[] FORMS = {"text/plain", "text/html", "application/json"};

    List<Route> routes() {
        return List.of(
                Route.anonymous("GET", "/problems", this::list)
                        .described(Operation.named("listProblems", "system", "All problem codes")
                                .answers(200, "text/plain", Operation.TEXT)
                                .answers(200, "text/html", Operation.TEXT)
                                .answers(200, "application/json", "ProblemCodeList")
                                .sends(200, "Vary")),
                Route.anonymous("GET", "/problems/{code}", this::explain)
                        .described(Operation.named("explainProblem", "system", "What a problem code means")
                                .variable("code", "As a problem says it")
                                .answers(200, "text/plain", Operation.TEXT)
                                .answers(200, "text/html", Operation.TEXT)
                                .answers(200, "application/json", "ProblemCode")
                                .sends(200, "Vary")
                                .problems(ProblemCode.NOT_FOUND)));
    }

    Answer list(Call call) {
        ProblemCode[] codes = ProblemCode.values();
        return switch (call.preferred(FORMS)) {
            case "application/json" -> {
                ObjectNode body = Answer.object();
                ArrayNode items = body.putArray("items");
                Arrays.stream(codes).forEach(code -> fill(items.addObject(), code));
                yield varied(Answer.json(200, body));
            }
            case "text/html" -> {
                Html page = new Html("Problems");
                Arrays.stream(codes)
                        .forEach(code -> page.link(
                                "/problems/" + code.text(), code.status() + " " + code.text() + ": " + code.title()));
                yield html(page);
            }
            default -> varied(Answer.text(200, ProblemCatalog.list()));
        };
    }

    Answer explain(Call call) {
        ProblemCode code = ProblemCode.find(call.variable("code")).orElseThrow(() -> Act.notFound("such problem code"));
        return switch (call.preferred(FORMS)) {
            case "application/json" -> varied(Answer.json(200, fill(Answer.object(), code)));
            case "text/html" ->
                html(new Html(code.text())
                        .element("p", "HTTP " + code.status() + ". " + code.title() + ".")
                        .element("h2", "What leads to it")
                        .element("p", code.causes())
                        .element("h2", "What to do")
                        .element("p", code.hint() + " " + ProblemCatalog.again(code))
                        .link("/problems", "All problems"));
            default -> varied(Answer.text(200, ProblemCatalog.text(code)));
        };
    }

    private static Answer html(Html page) {
        return varied(Answer.of(200, "text/html; charset=utf-8", page.end().getBytes(StandardCharsets.UTF_8)));
    }

    private static Answer varied(Answer answer) {
        return answer.with("Vary", "Accept");
    }

    private static ObjectNode fill(ObjectNode node, ProblemCode code) {
        ProblemCatalog.members(code).forEach(node::putPOJO);
        return node;
    }
}
