// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Scope;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import java.nio.file.Files;

/** Hands out what jobs have made. */
final class JobFileResource {

    private final JobFiles files;

    JobFileResource(JobFiles files) {
        this.files = files;
    }

    /** {@code GET /api/v1/jobs/{id}/file}: for who started the job, and administrators. */
    Answer file(Call call) {
        Principal principal = call.principal().orElseThrow();
        JobFiles.Result result = files.result(call.variable("id"))
                .filter(found -> found.by().equals(principal.name()) || principal.may(Scope.ADMIN))
                .orElseThrow(() -> Problem.of(
                                ProblemCode.NOT_FOUND, "there is no such job, or it has no result, or not any more")
                        .toException());
        return Answer.stream(200, result.contentType(), out -> Files.copy(result.file(), out))
                .with("Content-Disposition", "attachment; filename=\"" + result.name() + "\"");
    }
}
