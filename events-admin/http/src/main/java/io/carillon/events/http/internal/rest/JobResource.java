// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobsAdmin;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Scope;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.PercentCoding;
import io.carillon.events.http.internal.route.Query;
import io.carillon.events.http.internal.route.Route;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Shows and steers long work. */
final class JobResource {

    private static final String PATH = "/api/v1/jobs";

    private final Host host;

    JobResource(Host host) {
        this.host = host;
    }

    List<Route> routes() {
        String one = PATH + "/{id}";
        String[] states = Arrays.stream(JobStatus.State.values()).map(Words::of).toArray(String[]::new);
        return List.of(
                Route.of("GET", PATH, Scope.SYSTEM_READ, this::list)
                        .described(Operation.named("listJobs", "jobs", "Running, waiting and ended jobs, newest first")
                                .query(
                                        Query.of("kind", "What they do, for instance replay"),
                                        Query.of("state", "Where they are").oneOf(states))
                                .answers(200, "application/json", "JobList")
                                .problems(ProblemCode.UNAVAILABLE)),
                Route.of("GET", one, Scope.SYSTEM_READ, this::get)
                        .described(known(
                                Operation.named("getJob", "jobs", "One job").answers(200, "application/json", "Job"))),
                Route.of("GET", one + "/result", Scope.SYSTEM_READ, this::result)
                        .described(known(Operation.named("getJobResult", "jobs", "How a job ended, a sentence")
                                        .answers(200, "text/plain", Operation.TEXT))
                                .problems(ProblemCode.JOB_RUNNING)),
                Route.of("PATCH", one, Scope.JOBS_MANAGE, this::change)
                        .described(known(Operation.named("changeJob", "jobs", "Pause or resume")
                                        .body("application/json", "JobChange")
                                        .body("application/merge-patch+json", "JobChange")
                                        .answers(202, "application/json", "Job")
                                        .sends(202, "Location"))
                                .problems(
                                        ProblemCode.MALFORMED_JSON,
                                        ProblemCode.JOB_FINISHED,
                                        ProblemCode.TOO_MANY_JOBS,
                                        ProblemCode.TOO_LARGE,
                                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                                        ProblemCode.INVALID_BODY)),
                Route.of("DELETE", one, Scope.JOBS_MANAGE, this::cancel)
                        .described(known(Operation.named("cancelJob", "jobs", "Cancel; what is done stays done")
                                        .answers(202, "application/json", "Job")
                                        .sends(202, "Location"))
                                .problems(ProblemCode.JOB_FINISHED)),
                Route.of("POST", "/api/v1/system/verify", Scope.JOBS_MANAGE, this::verify)
                        .described(Operation.named("verifyStore", "jobs", "Verify every hash of the log, as a job")
                                .answers(202, "application/json", "Job")
                                .sends(202, "Location")
                                .problems(ProblemCode.TOO_MANY_JOBS, ProblemCode.UNAVAILABLE)));
    }

    private static Operation known(Operation operation) {
        return operation.variable("id", "Id of the job").problems(ProblemCode.NOT_FOUND, ProblemCode.UNAVAILABLE);
    }

    Answer list(Call call) {
        Optional<String> kind = call.parameters().one("kind");
        Optional<String> state = call.parameters().one("state");
        ObjectNode body = Answer.object();
        ArrayNode items = body.putArray("items");
        Principal principal = call.principal().orElseThrow();
        for (JobStatus job : host.get(JobsAdmin.class).list()) {
            if (isSeen(job, principal)
                    && kind.orElse(job.kind()).equals(job.kind())
                    && state.orElse(Words.of(job.state())).equals(Words.of(job.state()))) {
                fill(items.addObject(), job);
            }
        }
        return Answer.json(200, body);
    }

    Answer get(Call call) {
        return Answer.json(200, fill(Answer.object(), find(call)));
    }

    Answer result(Call call) {
        JobStatus job = find(call);
        if (!job.state().ended()) {
            throw Problem.of(ProblemCode.JOB_RUNNING, "the job is " + Words.of(job.state()))
                    .withHeader("Retry-After", "1")
                    .toException();
        }
        return Answer.text(200, job.detail() + "\n");
    }

    Answer change(Call call) throws IOException {
        boolean paused = Members.read(call, "paused").flag("paused").orElseThrow(() -> Members.missing("paused"));
        JobStatus job = going(call);
        JobsAdmin jobs = host.get(JobsAdmin.class);
        Act.get(() -> Act.job(() -> {
            if (paused) {
                jobs.pause(job.id(), call.by());
            } else {
                jobs.resume(job.id(), call.by());
            }
            return job;
        }));
        return accepted(find(call));
    }

    Answer cancel(Call call) {
        JobStatus job = going(call);
        Act.run(() -> host.get(JobsAdmin.class).cancel(job.id(), call.by()));
        return accepted(find(call));
    }

    Answer verify(Call call) {
        JobStatus job = Act.job(() -> host.get(JobsAdmin.class).verifyStore(call.by()));
        return accepted(job);
    }

    private JobStatus find(Call call) {
        Principal principal = call.principal().orElseThrow();
        return host.get(JobsAdmin.class)
                .get(call.variable("id"))
                .filter(job -> isSeen(job, principal))
                .orElseThrow(() -> Act.notFound("job of this id"));
    }

    /** Who is limited to some events sees of jobs those they started: others tell of events that they may not see. */
    private static boolean isSeen(JobStatus job, Principal principal) {
        return !principal.isNarrowed() || job.by().equals(principal.name());
    }

    private JobStatus going(Call call) {
        JobStatus job = find(call);
        if (job.state().ended()) {
            throw Problem.of(ProblemCode.JOB_FINISHED, "the job is " + Words.of(job.state()))
                    .toException();
        }
        return job;
    }

    /** The answer that a job was taken on. */
    static Answer accepted(JobStatus job) {
        return Answer.json(202, fill(Answer.object(), job))
                .with("Location", PATH + "/" + PercentCoding.encode(job.id()));
    }

    private static ObjectNode fill(ObjectNode node, JobStatus job) {
        node.put("id", job.id()).put("kind", job.kind()).put("name", job.name()).put("state", Words.of(job.state()));
        ObjectNode progress = node.putObject("progress").put("done", job.done());
        if (job.total() < 0) {
            progress.putNull("total");
        } else {
            progress.put("total", job.total());
        }
        progress.put("failed", job.failed()).put("unit", job.unit());
        node.put("startedBy", job.by()).put("startedAt", job.started().toString());
        Words.optional(node, "endedAt", job.ended());
        Words.optional(node, "eta", job.eta());
        if (!job.detail().isEmpty()) {
            node.put("detail", job.detail());
        }
        return node;
    }
}
