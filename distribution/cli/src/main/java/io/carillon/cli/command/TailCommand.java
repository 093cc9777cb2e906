// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.DurableStream;
import io.carillon.cli.http.EventStream;
import io.carillon.cli.http.Query;
import io.carillon.cli.output.Format;
import io.carillon.cli.output.Json;
import io.carillon.cli.output.Output;
import io.carillon.cli.output.Printable;
import io.carillon.cli.output.Style;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon events tail}. */
@Command(
        name = "tail",
        aliases = "follow",
        description = "Follow events as they are published; a broken connection goes on where it broke.",
        footer = "%nExample: carillon events tail 'scan.**' --since 10m --where '/files>1000' -o ndjson")
public final class TailCommand implements Callable<Integer> {

    private final Invocation invocation;
    private long left;
    private boolean live;

    @Parameters(arity = "0..*", paramLabel = "PATTERN", description = "Types; * one segment, ** any.")
    private List<String> patterns = List.of();

    @Mixin
    private EventFilter filter = new EventFilter();

    @Option(
            names = {"--since", "--from"},
            paramLabel = "TIME",
            description = "Begin there: 10m (ago), a time, a sequence, or earliest. Otherwise with what comes.")
    private String since = "";

    @Option(names = "--count", paramLabel = "N", description = "End after so many events.")
    private long count;

    @Option(names = "--timeout", paramLabel = "TIME", description = "End after this time with exit code 124: 30s, 5m.")
    private String timeout = "";

    @Option(
            names = "--durable",
            paramLabel = "NAME",
            description = "Go on where the last one of this name ended; what is printed counts as dealt with."
                    + " One at a time, --since only the first time. Removed by: subs purge.")
    private String durable = "";

    @Option(names = "--fail-on-gap", description = "End when events that were asked for are not there any more.")
    private boolean failOnGap;

    public TailCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Output output = invocation.output();
        left = count > 0 ? count : Long.MAX_VALUE;
        Deadline deadline = Deadline.after(timeout, invocation);
        try {
            follow((name, data) -> frame(output, name, data));
        } finally {
            deadline.cancel();
        }
        return Exit.OK;
    }

    private void follow(EventStream.Reader reader) {
        String from = TimeRange.time(since);
        if (durable.isEmpty()) {
            Query query = filter.addToStream(Query.of("/api/v1/events/stream"))
                    .with("type", patterns)
                    .with("from", from)
                    .with("on_gap", failOnGap ? "fail" : "");
            new EventStream(invocation.server(), query, Deadline::sleep, invocation::hint).follow(reader);
        } else {
            Map<String, Object> wanted = new LinkedHashMap<>(filter.members(patterns));
            if (!from.isEmpty()) {
                wanted.put("from", from);
            }
            new DurableStream(invocation.server(), durable, wanted, Deadline::sleep, invocation::hint).follow(reader);
        }
    }

    private boolean frame(Output output, String name, Json data) {
        switch (name) {
            case "message" -> {
                print(output, data);
                return --left > 0;
            }
            case "carillon.caughtup" -> {
                if (!live && invocation.terminal().watched()) {
                    invocation.hint("── live ── ctrl-c to stop");
                }
                live = true;
            }
            case "carillon.gap" -> {
                invocation.hint("gap: events before "
                        + Words.safe(data.at("earliest").text()) + " are not in the log any more");
                if (failOnGap) {
                    throw new Failure(Exit.NOT_FOUND, "the events asked for are not in the log any more", "");
                }
            }
            case "carillon.bye" ->
                invocation.hint("the host ends the stream: "
                        + Words.safe(data.at("reason").text()));
            default -> {
                // carillon.position moves only the place to resume from
            }
        }
        return true;
    }

    private static void print(Output output, Json event) {
        if (output.is(Format.RAW)) {
            output.line(event.at("data").compact());
        } else if (output.columns()) {
            output.line(line(event, output.style()));
        } else {
            output.line(event.compact());
        }
    }

    private static String line(Json event, Style style) {
        String type = Words.safe(event.at("type").text());
        String correlation = event.at("correlationid").text();
        return style.time(event.at("time").text()).substring(11) + "  "
                + style.bold(type) + " ".repeat(Math.max(1, 26 - type.length()))
                + Printable.shortened(Printable.line(EventColumns.summary(event)), 160)
                + (correlation.isEmpty() ? "" : "  " + Words.safe(correlation));
    }
}
