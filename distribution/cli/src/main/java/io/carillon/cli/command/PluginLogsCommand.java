// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.Query;
import io.carillon.cli.http.Reply;
import io.carillon.cli.http.Server;
import io.carillon.cli.output.Column;
import io.carillon.cli.output.Json;
import io.carillon.cli.output.Output;
import io.carillon.cli.output.Printable;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon plugin logs}. */
@Command(
        name = "logs",
        description = "Show what a plugin logged, and with --follow what comes, until ctrl-c.",
        footer = {
            "%nThe host keeps the newest records of each plugin in memory; older ones are in its log only.",
            "%nExample: carillon plugin logs com.example.hello --level warn --follow"
        })
public final class PluginLogsCommand implements Callable<Integer> {

    /** Between two questions while following, in milliseconds. */
    private static final long POLL = 1_000;

    /** Records of an answer while following; after a full one the next is asked for at once. */
    private static final int PAGE = 100;

    private static final List<Column> COLUMNS = List.of(
            Column.time("TIME", "time"),
            Column.text("LEVEL", "level"),
            Column.text("LOGGER", "logger"),
            Column.text("THREAD", "thread"),
            Column.text("ERROR", "error"),
            Column.rest("TEXT", "text"));

    private final Invocation invocation;

    @Parameters(paramLabel = "ID", description = "Id of the plugin.")
    private String id = "";

    @Option(
            names = {"--follow", "-f"},
            description = "Go on with what comes.")
    private boolean follow;

    @Option(names = "--level", paramLabel = "LEVEL", description = "This or worse: error, warn, info, debug, trace.")
    private String level = "info";

    @Option(
            names = {"--lines", "-n"},
            paramLabel = "N",
            description = "At most so many records, 1 to 500.")
    private String lines = "100";

    public PluginLogsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Server server = invocation.server();
        Output output = invocation.output();
        Reply reply = server.get(query(lines, ""));
        if (output.columns() || follow) {
            print(output, reply.json());
        } else {
            output.list(reply.body(), reply.json(), COLUMNS);
        }
        if (follow) {
            follow(server, output, reply.json());
        }
        return Exit.OK;
    }

    private void follow(Server server, Output output, Json shown) {
        Outage outage = new Outage(invocation::hint);
        AtomicReference<Json> last = new AtomicReference<>(shown);
        while (true) {
            if (outage.isBegun() || last.get().at("items").elements().size() < PAGE) {
                Deadline.sleep(POLL);
            }
            outage.over(() -> {
                Json page = server.get(query(
                                String.valueOf(PAGE), last.get().at("next").text()))
                        .json();
                print(output, page);
                last.set(page);
            });
        }
    }

    private Query query(String limit, String after) {
        return Query.of("/api/v1/plugins/%s/logs", id)
                .with("level", level.toLowerCase(Locale.ROOT))
                .with("limit", limit)
                .with("after", after);
    }

    private void print(Output output, Json page) {
        if (page.at("gap").isTrue()) {
            invocation.hint(
                    "gap: the host started anew, or what was logged meanwhile is not all in its memory any more");
        }
        for (Json entry : page.at("items").elements()) {
            if (output.columns()) {
                output.line(output.style().time(entry.at("time").text()) + " "
                        + String.format(
                                Locale.ROOT,
                                "%-5s",
                                Words.safe(entry.at("level").text()).toUpperCase(Locale.ROOT))
                        + " " + Words.safe(entry.at("logger").text()) + " - "
                        + Printable.line(entry.at("text").text()));
                entry.at("error")
                        .text()
                        .lines()
                        .forEach(line -> output.line("    " + Printable.line(line.replace('\t', ' '))));
            } else {
                output.line(entry.compact());
            }
        }
    }
}
