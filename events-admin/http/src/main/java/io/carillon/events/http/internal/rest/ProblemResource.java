// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Route;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Explains problem codes. Holds no secrets: anybody may ask. */
final class ProblemResource {

    List<Route> routes() {
        return List.of(
                Route.anonymous("GET", "/problems", this::list)
                        .described(Operation.named("listProblems", "system", "All problem codes")
                                .answers(200, "text/plain", Operation.TEXT)
                                .answers(200, "application/json", "ProblemCodeList")),
                Route.anonymous("GET", "/problems/{code}", this::explain)
                        .described(Operation.named("explainProblem", "system", "What a problem code means")
                                .variable("code", "As a problem says it")
                                .answers(200, "text/plain", Operation.TEXT)
                                .answers(200, "application/json", "ProblemCode")
                                .problems(ProblemCode.NOT_FOUND)));
    }

    /** {@code GET /problems}: all codes. */
    Answer list(Call call) {
        if (wantsJson(call)) {
            ObjectNode body = Answer.object();
            ArrayNode items = body.putArray("items");
            Arrays.stream(ProblemCode.values()).forEach(code -> fill(items.addObject(), code));
            return Answer.json(200, body);
        }
        return Answer.text(
                200,
                Arrays.stream(ProblemCode.values())
                        .map(code -> code.status() + " " + code.text() + ": " + code.title() + "\n")
                        .collect(Collectors.joining()));
    }

    /** {@code GET /problems/{code}}. */
    Answer explain(Call call) {
        ProblemCode code = ProblemCode.find(call.variable("code"))
                .orElseThrow(() -> Problem.of(ProblemCode.NOT_FOUND, "there is no such problem code")
                        .toException());
        if (wantsJson(call)) {
            return Answer.json(200, fill(Answer.object(), code));
        }
        return Answer.text(
                200,
                code.text() + " (HTTP " + code.status() + ")\n\n" + code.title() + ".\n\nWhat to do: " + code.hint()
                        + "\nTrying the same again " + (code.retryable() ? "can help." : "does not help.") + "\n");
    }

    private static boolean wantsJson(Call call) {
        return call.header("Accept")
                .filter(accept -> accept.contains("application/json"))
                .isPresent();
    }

    private static ObjectNode fill(ObjectNode node, ProblemCode code) {
        return node.put("code", code.text())
                .put("status", code.status())
                .put("title", code.title())
                .put("hint", code.hint())
                .put("retryable", code.retryable());
    }
}
