// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.Query;
import io.carillon.cli.http.Reply;
import io.carillon.cli.output.Column;
import io.carillon.cli.output.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon subs}. */
@Command(name = "subs", description = "Show and move subscriptions.")
public final class SubsCommand {

    private static final String PATH = "/api/v1/subscriptions/%s";

    private static final List<Column> COLUMNS = List.of(
            Column.text("NAME", "name"),
            Column.text("STATE", "state"),
            Column.text("POSITION", "position"),
            Column.number("LAG", "lag"),
            Column.number("HANDLED", "handled"),
            Column.number("FAILED", "failed"),
            Column.number("DEAD LETTERS", "deadLetters"),
            Column.rest("TYPES", "types"));

    private final Invocation invocation;

    public SubsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Command(
            name = "ls",
            aliases = "list",
            description = "List subscriptions with their lag.",
            footer = "%nExample: carillon subs ls")
    int list() {
        Reply reply = invocation.server().get(Query.of("/api/v1/subscriptions"));
        invocation.output().list(reply.body(), reply.json(), COLUMNS);
        return Exit.OK;
    }

    @Command(
            name = "show",
            description = "Show one subscription.",
            footer = "%nExample: carillon subs show com.example.hello:main")
    int show(@Parameters(paramLabel = "NAME", description = "plugin:id") String name) {
        Reply reply = invocation.server().get(Query.of(PATH, name));
        Json one = reply.json();
        invocation.output().one(reply.body(), one);
        return Exit.OK;
    }

    @Command(
            name = "pause",
            description = "Stop delivering to a subscription; it gathers lag.",
            footer = "%nExample: carillon subs pause com.example.hello:main")
    int pause(@Parameters(paramLabel = "NAME", description = "plugin:id") String name) {
        return change(name, Map.of("paused", true));
    }

    @Command(
            name = "resume",
            description = "Deliver again.",
            footer = "%nExample: carillon subs resume com.example.hello:main")
    int resume(@Parameters(paramLabel = "NAME", description = "plugin:id") String name) {
        return change(name, Map.of("paused", false));
    }

    @Command(
            name = "seek",
            description = "Put a subscription to another place in the log: what follows is delivered, again or never.",
            footer = "%nExample: carillon subs seek com.example.hello:main -10m")
    int seek(
            @Parameters(paramLabel = "NAME", description = "plugin:id") String name,
            @Parameters(paramLabel = "PLACE", description = Place.WORDS) String place,
            @Option(names = "--force", description = "Do not ask.") boolean force)
            throws IOException {
        return move(name, Place.of(place), force);
    }

    @Command(
            name = "reset",
            description = "Put a subscription to the beginning of the log: everything is delivered again.",
            footer = "%nExample: carillon subs reset com.example.hello:main")
    int reset(
            @Parameters(paramLabel = "NAME", description = "plugin:id") String name,
            @Option(names = "--force", description = "Do not ask.") boolean force)
            throws IOException {
        return move(name, Place.of("beginning"), force);
    }

    private int move(String name, String place, boolean force) throws IOException {
        invocation.confirm(
                "This moves " + Words.safe(name) + " to " + Words.safe(place)
                        + ". Its retries and dead letters behind that place are dropped.",
                "SEEK",
                force);
        return change(name, Map.of("position", place));
    }

    @Command(
            name = "purge",
            description = "Remove a subscription whose handler is gone, with its dead letters.",
            footer = "%nExample: carillon subs purge com.example.gone:main")
    int purge(
            @Parameters(paramLabel = "NAME", description = "plugin:id") String name,
            @Option(names = "--force", description = "Do not ask.") boolean force)
            throws IOException {
        invocation.confirm(
                "This removes " + Words.safe(name) + " with its retries and dead letters. It cannot be undone.",
                "PURGE",
                force);
        invocation.server().delete(Query.of(PATH, name));
        invocation.hint("purged");
        return Exit.OK;
    }

    private int change(String name, Map<String, Object> change) {
        Reply reply = invocation.server().patch(Query.of(PATH, name), Json.of(change));
        invocation.output().one(reply.body(), reply.json(), COLUMNS);
        return Exit.OK;
    }
}
