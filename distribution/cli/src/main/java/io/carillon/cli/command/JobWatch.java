// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.Query;
import io.carillon.cli.http.Reply;
import io.carillon.cli.http.Server;
import io.carillon.cli.output.Column;
import io.carillon.cli.output.Json;
import java.util.List;
import java.util.Set;

/** Follows a job to its end. */
final class JobWatch {

    static final List<Column> COLUMNS = List.of(
            Column.text("ID", "id"),
            Column.text("KIND", "kind"),
            Column.text("NAME", "name"),
            Column.text("STATE", "state"),
            Column.number("DONE", "progress", "done"),
            Column.number("TOTAL", "progress", "total"),
            Column.number("FAILED", "progress", "failed"),
            Column.time("STARTED", "startedAt"),
            Column.text("BY", "startedBy"),
            Column.rest("DETAIL", "detail"));

    private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled");
    private static final long POLL = 500;

    private final Invocation invocation;
    private final Server server;

    JobWatch(Invocation invocation, Server server) {
        this.invocation = invocation;
        this.server = server;
    }

    /** Waits until the job ends, prints it, and returns the exit code for its outcome. */
    int follow(String id, String timeout) {
        Reply reply = await(id, timeout);
        invocation.output().one(reply.body(), reply.json(), COLUMNS);
        Json job = reply.json();
        if (job.at("kind").text().equals("import") && job.at("state").text().equals("succeeded") && failed(job) > 0) {
            invocation.hint("partly imported: " + failed(job) + " of "
                    + (long) job.at("progress", "done").number()
                    + " lines could not be used, the others are in the log");
        }
        return exit(job);
    }

    /** Waits until the job ends; returns how it ended. */
    Reply await(String id, String timeout) {
        Deadline deadline = Deadline.after(timeout, invocation);
        Reply reply = server.get(Query.of("/api/v1/jobs/%s", id));
        while (!ENDED.contains(reply.json().at("state").text())) {
            invocation.progress(progress(reply.json()));
            Deadline.sleep(POLL);
            reply = server.get(Query.of("/api/v1/jobs/%s", id));
        }
        deadline.cancel();
        invocation.progress("");
        return reply;
    }

    static int exit(Json job) {
        boolean whole = job.at("state").text().equals("succeeded") && failed(job) == 0;
        return whole ? Exit.OK : Exit.JOB_FAILED;
    }

    /** Deliveries of a replay, lines of an import. */
    private static long failed(Json job) {
        return (long) job.at("progress", "failed").number();
    }

    private static String progress(Json job) {
        double total = job.at("progress", "total").number();
        double done = job.at("progress", "done").number();
        String share = total > 0 ? Math.round(100 * done / total) + " %  " : "";
        String unit = job.at("progress", "unit").text();
        return Words.safe(
                job.at("kind").text() + " " + job.at("state").text() + "  " + share + (long) done + " " + unit);
    }
}
