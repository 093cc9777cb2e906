// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;

/** Explains problem codes: {@code GET /problems/{code}}. */
final class ProblemResource {

    Answer explain(Call call) {
        call.parameters().allow();
        ProblemCode code = ProblemCode.find(call.variable("code"))
                .orElseThrow(() -> Problem.of(ProblemCode.NOT_FOUND, "there is no such problem code")
                        .toException());
        boolean json = call.header("Accept")
                .filter(accept -> accept.contains("application/json"))
                .isPresent();
        if (json) {
            return Answer.json(
                    200,
                    Answer.object()
                            .put("code", code.text())
                            .put("status", code.status())
                            .put("title", code.title())
                            .put("hint", code.hint())
                            .put("retryable", code.retryable()));
        }
        return Answer.text(
                200,
                code.text() + " (HTTP " + code.status() + ")\n\n" + code.title() + ".\n\nWhat to do: " + code.hint()
                        + "\nTrying the same again " + (code.retryable() ? "can help." : "does not help.") + "\n");
    }
}
