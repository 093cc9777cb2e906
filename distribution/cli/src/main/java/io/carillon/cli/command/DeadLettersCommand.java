// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.Query;
import io.carillon.cli.http.Reply;
import io.carillon.cli.output.Column;
import io.carillon.cli.output.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon subs dead-letters}. */
@Command(name = "dead-letters", description = "The events a subscription gave up on.")
public final class DeadLettersCommand {

    private static final String PATH = "/api/v1/subscriptions/%s/dead-letters";

    private static final List<Column> COLUMNS = List.of(
            Column.text("POSITION", "position"),
            Column.text("TYPE", "event", "type"),
            Column.number("ATTEMPTS", "attempts"),
            Column.time("LAST", "last"),
            Column.of(
                    "CAUSE",
                    Column.Kind.REST,
                    item -> Words.begin(item.at("cause").text())));

    private final Invocation invocation;

    public DeadLettersCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Command(
            name = "list",
            aliases = "ls",
            description = "List them, the oldest first.",
            footer = "%nExample: carillon subs dead-letters list shop.mail:receipts --type 'order.**'")
    int list(
            @Parameters(paramLabel = "NAME", description = "plugin:id") String name,
            @Option(names = "--type", paramLabel = "PATTERN", defaultValue = "", description = "Only these types.")
                    String type,
            @Option(names = "--limit", paramLabel = "N", description = "At most so many.") int limit) {
        Reply reply =
                invocation.server().get(Query.of(PATH, name).with("type", type).with("limit", limit));
        invocation.output().list(reply.body(), reply.json(), COLUMNS);
        return Exit.OK;
    }

    @Command(
            name = "show",
            description = "Show one with its event.",
            footer = "%nExample: carillon subs dead-letters show shop.mail:receipts 988")
    int show(
            @Parameters(paramLabel = "NAME", description = "plugin:id") String name,
            @Parameters(paramLabel = "POSITION", description = "Of the event.") String position) {
        Reply reply = invocation.server().get(Query.of(PATH + "/%s", name, position));
        Json one = reply.json();
        invocation.output().one(reply.body(), one);
        return Exit.OK;
    }

    @Command(
            name = "retry",
            description = "Have them delivered again.",
            footer = "%nExample: carillon subs dead-letters retry shop.mail:receipts --all")
    int retry(
            @Parameters(paramLabel = "NAME", description = "plugin:id") String name,
            @Parameters(arity = "0..1", paramLabel = "POSITION", defaultValue = "", description = "One of them.")
                    String position,
            @Option(names = "--type", paramLabel = "PATTERN", defaultValue = "", description = "Those of these types.")
                    String type,
            @Option(names = "--all", description = "All of them.") boolean all) {
        return act("replay", name, selection(position, type, all));
    }

    @Command(
            name = "discard",
            description = "Give them up for good.",
            footer = "%nExample: carillon subs dead-letters discard shop.mail:receipts 988")
    int discard(
            @Parameters(paramLabel = "NAME", description = "plugin:id") String name,
            @Parameters(arity = "0..1", paramLabel = "POSITION", defaultValue = "", description = "One of them.")
                    String position,
            @Option(names = "--type", paramLabel = "PATTERN", defaultValue = "", description = "Those of these types.")
                    String type,
            @Option(names = "--all", description = "All of them.") boolean all,
            @Option(names = "--force", description = "Do not ask.") boolean force)
            throws IOException {
        Map<String, Object> selection = selection(position, type, all);
        invocation.confirm(
                "This discards dead letters of " + Words.safe(name) + ". It cannot be undone.", "DISCARD", force);
        return act("discard", name, selection);
    }

    private static Map<String, Object> selection(String position, String type, boolean all) {
        if (position.isEmpty() && type.isEmpty() && !all) {
            throw new Failure(Exit.REFUSED, "which dead letters are meant is not said", "a POSITION, --type or --all");
        }
        Map<String, Object> selection = new LinkedHashMap<>();
        if (!position.isEmpty()) {
            selection.put("position", position);
        }
        if (all) {
            selection.put("all", true);
        }
        if (!type.isEmpty()) {
            selection.put("type", type);
        }
        return selection;
    }

    private int act(String verb, String name, Map<String, Object> selection) {
        Reply reply = invocation.server().post(Query.of(PATH + "/" + verb, name), Json.of(selection));
        invocation.output().one(reply.body(), reply.json(), List.of(Column.number("affected", "affected")));
        return Exit.OK;
    }
}
