// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.Query;
import io.carillon.cli.http.Reply;
import io.carillon.cli.output.Column;
import io.carillon.cli.output.Format;
import io.carillon.cli.output.Json;
import io.carillon.cli.output.Output;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon events}: what reads and removes. */
@Command(name = "events", description = "Publish, read, follow and remove events.")
public final class EventsCommand {

    private final Invocation invocation;

    public EventsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Command(
            name = "list",
            aliases = "ls",
            description = "List events, the newest first.",
            footer = "%nExample: carillon events list --type 'scan.**' --since 1h --limit 20")
    int list(
            @Mixin EventFilter filter,
            @Mixin TimeRange range,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            description = "At most so many, 1 to 1000.",
                            defaultValue = "50")
                    String limit,
            @Option(names = "--asc", description = "The oldest first.") boolean ascending,
            @Option(
                            names = "--cursor",
                            paramLabel = "CURSOR",
                            description = "From an earlier answer.",
                            defaultValue = "")
                    String cursor) {
        Query query = range.addTo(filter.addTo(Query.of("/api/v1/events")))
                .with("limit", limit)
                .with("order", ascending ? "asc" : "")
                .with("cursor", cursor);
        Reply reply = invocation.server().get(query);
        Json page = reply.json();
        Output output = invocation.output();
        if (output.is(Format.RAW)) {
            page.at("items")
                    .elements()
                    .forEach(event -> output.line(event.at("data").compact()));
        } else {
            output.list(reply.body(), page, EventColumns.LIST);
        }
        if (page.at("items").elements().isEmpty()) {
            invocation.hint("no events match; try: carillon events pub hello.world");
        }
        if (!page.at("next").isNull()) {
            invocation.hint("more: --cursor " + page.at("next").text());
        }
        return Exit.OK;
    }

    @Command(
            name = "get",
            description = "Show one event.",
            footer = "%nExample: carillon events get 018f6f0e-5a0c-7c3e-9d3e-0d6f3b1f9a11 -o raw")
    int get(
            @Parameters(paramLabel = "ID", description = "Id of the event.") String id,
            @Option(
                            names = "--source",
                            paramLabel = "SOURCE",
                            defaultValue = "",
                            description = "Needed when two sources used the id.")
                    String source) {
        Reply reply = invocation
                .server()
                .get(
                        Query.of("/api/v1/events/%s", id).with("source", source),
                        "application/cloudevents+json, application/json");
        Json event = reply.json();
        Output output = invocation.output();
        if (output.is(Format.RAW)) {
            output.bytes(
                    event.at("data_base64").isNull()
                            ? event.at("data").text().getBytes(StandardCharsets.UTF_8)
                            : Base64.getDecoder().decode(event.at("data_base64").text()));
            return Exit.OK;
        }
        List<Column> attributes = event.members().keySet().stream()
                .map(name -> name.endsWith("time") ? Column.time(name, name) : Column.text(name, name))
                .toList();
        output.one(reply.body(), event, attributes);
        return Exit.OK;
    }

    @Command(
            name = "types",
            description = "List the types in the log.",
            footer = "%nExample: carillon events types scan")
    int types(
            @Parameters(arity = "0..1", paramLabel = "PREFIX", defaultValue = "", description = "Only types with it.")
                    String prefix) {
        Reply reply = invocation.server().get(Query.of("/api/v1/events/types").with("prefix", prefix));
        invocation
                .output()
                .list(
                        reply.body(),
                        reply.json(),
                        List.of(
                                Column.text("TYPE", "type"),
                                Column.number("COUNT", "count"),
                                Column.time("FIRST SEEN", "firstSeen"),
                                Column.time("LAST SEEN", "lastSeen")));
        return Exit.OK;
    }

    @Command(
            name = "stats",
            description = "Count events by type, source, tenant or severity.",
            footer = "%nExample: carillon events stats --since 1h --by type")
    int stats(
            @Mixin TimeRange range,
            @Option(names = "--type", paramLabel = "PATTERN", defaultValue = "", description = "Only these types.")
                    String type,
            @Option(names = "--source", paramLabel = "SOURCE", defaultValue = "", description = "Only of this source.")
                    String source,
            @Option(names = "--by", paramLabel = "WHAT", defaultValue = "type", description = "What to count by.")
                    String by) {
        Reply reply = invocation
                .server()
                .get(range.addTo(Query.of("/api/v1/events/stats")
                        .with("type", type)
                        .with("source", source)
                        .with("by", by)));
        Json stats = reply.json();
        invocation.output().list(reply.body(), StatsRows.of(stats), StatsRows.columns(by));
        String bars = StatsRows.spark(stats.at("series", "values"));
        invocation.hint(stats.at("total").text() + " events" + (bars.isEmpty() ? "" : "  " + bars));
        return Exit.OK;
    }

    @Command(
            name = "flow",
            description = "Show what caused what: the events of one correlation, and who handled them.",
            footer = "%nExample: carillon events flow scan-42")
    int flow(@Parameters(paramLabel = "CORRELATION", description = "As in --correlation.") String correlation) {
        Reply reply = invocation.server().get(Query.of("/api/v1/events/flow").with("correlationid", correlation));
        Output output = invocation.output();
        if (output.columns()) {
            FlowText.lines(reply.json(), output.style()).forEach(output::line);
        } else {
            output.list(reply.body(), reply.json().at("nodes").elements(), FlowText.COLUMNS);
        }
        return Exit.OK;
    }

    @Command(
            name = "explain",
            description = "Say what became of an event at every subscription, and why.",
            footer = "%nExample: carillon events explain 1042")
    int explain(@Parameters(paramLabel = "EVENT", description = "Its id, or its position.") String id) {
        Reply reply = invocation.server().get(Query.of("/api/v1/events/%s/explain", id));
        invocation
                .output()
                .list(
                        reply.body(),
                        reply.json(),
                        List.of(
                                Column.text("SUBSCRIPTION", "subscription"),
                                Column.text("OUTCOME", "outcome"),
                                Column.number("ATTEMPTS", "attempts"),
                                Column.time("NOT BEFORE", "earliest"),
                                Column.time("AT", "at"),
                                Column.text("VERSION", "pluginVersion"),
                                Column.rest("REASON", "reason")));
        return Exit.OK;
    }

    @Command(
            name = "rm",
            description = "Empty one event: its place and hash stay, its data goes.",
            footer = "%nExample: carillon events rm 018f6f0e-5a0c-7c3e-9d3e-0d6f3b1f9a11")
    int remove(
            @Parameters(paramLabel = "ID", description = "Id of the event.") String id,
            @Option(
                            names = "--source",
                            paramLabel = "SOURCE",
                            defaultValue = "",
                            description = "Needed when two sources used the id.")
                    String source,
            @Option(names = "--force", description = "Do not ask.") boolean force)
            throws IOException {
        invocation.confirm("This empties the event " + Words.safe(id) + ". It cannot be undone.", "DELETE", force);
        invocation.server().delete(Query.of("/api/v1/events/%s", id).with("source", source));
        invocation.hint("deleted");
        return Exit.OK;
    }
}
