// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.Query;
import io.carillon.cli.http.Reply;
import io.carillon.cli.http.Server;
import io.carillon.cli.output.Column;
import io.carillon.cli.output.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon events clear}. */
@Command(
        name = "clear",
        description = "Empty many events. Says how many and asks first; refused when the number changed meanwhile.",
        footer = "%nExample: carillon events clear --type 'test.**' --before 7d")
public final class ClearCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private EventFilter filter = new EventFilter();

    @Mixin
    private TimeRange range = new TimeRange();

    @Option(
            names = "--before",
            paramLabel = "TIME",
            description = "Only older ones: 7d (ago), a time, or before this position: 1042. The same as --to.")
    private String before = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the record.")
    private String reason = "";

    @Option(names = "--dry-run", description = "Only count.")
    private boolean dryRun;

    @Option(names = "--force", description = "Do not ask.")
    private boolean force;

    public ClearCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        if (!force && !dryRun && !invocation.terminal().typed()) {
            invocation.confirm("", "CLEAR", false);
        }
        Server server = invocation.server();
        Query query = range.addTo(filter.addTo(Query.of("/api/v1/events/clear")));
        Map<String, Object> request = request();
        request.put("dryRun", true);
        Reply counted = server.post(query, Json.of(request));
        long matching = (long) counted.json().at("cleared").number();
        if (dryRun) {
            print(counted);
            return Exit.OK;
        }
        String unread = counted.json().at("unread").isNull()
                ? ""
                : counted.json().at("unread").text() + " of them are unread by a subscription. ";
        invocation.confirm(
                "This clears " + Words.count(matching, "event") + which() + ". It cannot be undone.\n" + unread
                        + "An audit event will be recorded.",
                "CLEAR",
                force);
        request.remove("dryRun");
        request.put("expect", matching);
        Reply cleared = server.post(query, Json.of(request));
        if (cleared.status() == 202) {
            return new JobWatch(invocation, server)
                    .follow(cleared.json().at("id").text(), "");
        }
        print(cleared);
        return Exit.OK;
    }

    private void print(Reply reply) {
        invocation
                .output()
                .one(
                        reply.body(),
                        reply.json(),
                        List.of(
                                Column.number(dryRun ? "would clear" : "cleared", "cleared"),
                                Column.number("unread", "unread"),
                                Column.text("audit", "auditEventId")));
    }

    private Map<String, Object> request() {
        Map<String, Object> request = new LinkedHashMap<>();
        if (!before.isEmpty()) {
            request.put("before", TimeRange.time(before));
        }
        if (!reason.isEmpty()) {
            request.put("reason", reason);
        }
        return request;
    }

    private String which() {
        List<String> limits = new ArrayList<>(filter.words());
        if (!range.from.isEmpty()) {
            limits.add("from " + range.from);
        }
        if (!range.to.isEmpty()) {
            limits.add("before " + range.to);
        }
        if (!before.isEmpty()) {
            limits.add("before " + before);
        }
        return limits.isEmpty() ? " (all of them)" : " (" + Words.safe(String.join(", ", limits)) + ")";
    }
}
