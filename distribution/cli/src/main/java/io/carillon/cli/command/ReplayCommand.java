// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.Query;
import io.carillon.cli.http.Reply;
import io.carillon.cli.http.Server;
import io.carillon.cli.output.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon replay}. */
@Command(name = "replay", description = "Deliver stored events again.")
public final class ReplayCommand {

    private final Invocation invocation;

    public ReplayCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    /** What to replay to whom. */
    static final class Selection {

        @Option(names = "--id", paramLabel = "ID", description = "One event by its id. Repeat for several.")
        List<String> ids = List.of();

        @Option(
                names = "--type",
                paramLabel = "PATTERN",
                description = "Events of this type; * one segment, ** any. Repeat for or.")
        List<String> types = List.of();

        @Option(
                names = "--handler",
                paramLabel = "NAME",
                description = "Only to this subscription. Repeat for several.")
        List<String> handlers = List.of();

        @Option(names = "--rate", paramLabel = "N", description = "At most so many events a second.")
        double rate;

        @Option(names = "--subject", paramLabel = "SUBJECT", description = "Events about this.")
        String subject = "";

        @Option(names = "--correlation", paramLabel = "ID", description = "Events of this correlation.")
        String correlation = "";

        @Option(names = "--name", paramLabel = "NAME", description = "What the job is called; made up otherwise.")
        String name = "";

        @Option(names = "--all", description = "All events there are.")
        boolean all;

        Map<String, Object> request(TimeRange range, Server server) {
            Map<String, Object> request = new LinkedHashMap<>();
            if (!ids.isEmpty()) {
                request.put(
                        "positions",
                        ids.stream().map(id -> position(id, server)).toList());
            }
            if (!types.isEmpty()) {
                request.put("types", types);
            }
            put(request, "name", name);
            put(request, "subject", subject);
            put(request, "correlationid", correlation);
            put(request, "from", TimeRange.time(range.from));
            put(request, "to", TimeRange.time(range.to));
            if (!handlers.isEmpty()) {
                request.put("subscriptions", handlers);
            }
            if (rate > 0) {
                request.put("rate", rate);
            }
            return request;
        }

        private static String position(String id, Server server) {
            return server.get(Query.of("/api/v1/events/%s", id), "application/cloudevents+json")
                    .json()
                    .at("sequence")
                    .text();
        }

        boolean isEverything(TimeRange range) {
            return !all
                    && ids.isEmpty()
                    && types.isEmpty()
                    && (subject + correlation + range.from + range.to).isEmpty();
        }

        private static void put(Map<String, Object> request, String member, String value) {
            if (!value.isEmpty()) {
                request.put(member, value);
            }
        }
    }

    @Command(
            name = "start",
            description = "Start a replay as a job and follow it.",
            footer =
                    "%nExample: carillon replay start --type order.paid --since 2h --handler shop.mail:receipts --dry-run")
    int start(
            @Mixin Selection selection,
            @Mixin TimeRange range,
            @Option(names = "--dry-run", description = "Only count.") boolean dryRun,
            @Option(names = "--no-wait", description = "Do not follow the job.") boolean noWait) {
        if (selection.isEverything(range)) {
            throw new Failure(
                    Exit.REFUSED,
                    "a replay of everything is not started by accident",
                    "say which events: --id, --type, --from, --to …; --all means all");
        }
        Server server = invocation.server();
        Map<String, Object> request = selection.request(range, server);
        if (dryRun) {
            request.put("dryRun", true);
        }
        Reply reply = server.post(Query.of("/api/v1/events/replay"), Json.of(request));
        Json answer = reply.json();
        String id = answer.at("id").text();
        invocation.hint("job " + Words.safe(id));
        if (noWait) {
            invocation.output().one(reply.body(), answer, JobWatch.COLUMNS);
            return Exit.OK;
        }
        return new JobWatch(invocation, server).follow(id, "");
    }

    @Command(name = "list", aliases = "ls", description = "List replays.", footer = "%nExample: carillon replay list")
    int list() {
        Reply reply = invocation.server().get(Query.of("/api/v1/jobs").with("kind", "replay"));
        invocation.output().list(reply.body(), reply.json(), JobWatch.COLUMNS);
        return Exit.OK;
    }

    @Command(
            name = "watch",
            description = "Follow a replay; exit code 8 when not all of it succeeded.",
            footer = "%nExample: carillon replay watch 7f3a")
    int watch(@Parameters(paramLabel = "ID", description = "Id of the job.") String id) {
        return new JobWatch(invocation, invocation.server()).follow(id, "");
    }

    @Command(
            name = "cancel",
            description = "End a replay; what was delivered stays delivered.",
            footer = "%nExample: carillon replay cancel 7f3a")
    int cancel(@Parameters(paramLabel = "ID", description = "Id of the job.") String id) {
        Reply reply = invocation.server().delete(Query.of("/api/v1/jobs/%s", id));
        invocation.output().one(reply.body(), reply.json(), JobWatch.COLUMNS);
        return Exit.OK;
    }
}
