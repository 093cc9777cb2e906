// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.ProblemAnswer;
import io.carillon.cli.http.Query;
import io.carillon.cli.http.Reply;
import io.carillon.cli.http.Server;
import io.carillon.cli.output.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon jobs}. */
@Command(name = "jobs", description = "Show, follow and end long work.")
public final class JobsCommand {

    private final Invocation invocation;

    public JobsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Command(
            name = "ls",
            aliases = "list",
            description = "List jobs, running and past.",
            footer = "%nExample: carillon jobs ls --state running")
    int list(
            @Option(names = "--kind", paramLabel = "KIND", defaultValue = "", description = "Only of this kind.")
                    String kind,
            @Option(names = "--state", paramLabel = "STATE", defaultValue = "", description = "Only in this state.")
                    String state) {
        Reply reply = invocation
                .server()
                .get(Query.of("/api/v1/jobs").with("kind", kind).with("state", state));
        invocation.output().list(reply.body(), reply.json(), JobWatch.COLUMNS);
        return Exit.OK;
    }

    @Command(name = "show", description = "Show one job.", footer = "%nExample: carillon jobs show 7f3a")
    int show(@Parameters(paramLabel = "ID", description = "Id of the job.") String id) {
        Reply reply = invocation.server().get(Query.of("/api/v1/jobs/%s", id));
        invocation.output().one(reply.body(), reply.json(), JobWatch.COLUMNS);
        return Exit.OK;
    }

    @Command(
            name = "watch",
            description = "Follow a job to its end; exit code 8 when not all of it succeeded.",
            footer = "%nExample: carillon jobs watch 7f3a --timeout 5m")
    int watch(
            @Parameters(paramLabel = "ID", description = "Id of the job.") String id,
            @Option(
                            names = "--timeout",
                            paramLabel = "TIME",
                            defaultValue = "",
                            description = "Give up with exit code 124.")
                    String timeout) {
        return new JobWatch(invocation, invocation.server()).follow(id, timeout);
    }

    @Command(
            name = "cancel",
            description = "End jobs; what they have done stays done.",
            footer = "%nExample: carillon jobs cancel 7f3a 80c1")
    int cancel(@Parameters(arity = "1..*", paramLabel = "ID", description = "Id of a job.") List<String> ids) {
        Server server = invocation.server();
        if (ids.size() == 1) {
            return changed(server.delete(cancelled(ids.get(0))));
        }
        List<Json> ended = new ArrayList<>();
        int exit = Exit.OK;
        for (String id : ids) {
            try {
                ended.add(server.delete(cancelled(id)).json());
            } catch (ProblemAnswer e) {
                invocation.terminal().err().println(Words.safe(id) + ": " + e.text());
                exit = exit == Exit.OK ? e.exit() : exit;
            }
        }
        byte[] body = Json.of(Map.of("items", ended)).compact().getBytes(StandardCharsets.UTF_8);
        invocation.output().list(body, ended, JobWatch.COLUMNS);
        return exit;
    }

    private static Query cancelled(String id) {
        return Query.of("/api/v1/jobs/%s", id);
    }

    @Command(
            name = "pause",
            description = "Have a job wait until it is resumed.",
            footer = "%nExample: carillon jobs pause 7f3a")
    int pause(@Parameters(paramLabel = "ID", description = "Id of the job.") String id) {
        return paused(id, true);
    }

    @Command(name = "resume", description = "Let a job go on.", footer = "%nExample: carillon jobs resume 7f3a")
    int resume(@Parameters(paramLabel = "ID", description = "Id of the job.") String id) {
        return paused(id, false);
    }

    private int paused(String id, boolean paused) {
        return changed(invocation.server().patch(Query.of("/api/v1/jobs/%s", id), Json.of(Map.of("paused", paused))));
    }

    private int changed(Reply reply) {
        invocation.output().one(reply.body(), reply.json(), JobWatch.COLUMNS);
        return Exit.OK;
    }
}
