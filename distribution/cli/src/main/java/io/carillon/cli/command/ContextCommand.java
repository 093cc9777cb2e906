// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Contexts;
import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.Address;
import io.carillon.cli.output.Column;
import io.carillon.cli.output.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon context}. */
@Command(name = "context", description = "The hosts you work with, kept for your account.")
public final class ContextCommand {

    private final Invocation invocation;

    public ContextCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    private Contexts contexts() {
        return Contexts.of(invocation.environment());
    }

    @Command(
            name = "add",
            description = "Keep a host under a name, and use it.",
            footer = "%nExample: carillon context add home https://carillon.example --token-stdin < token")
    int add(
            @Parameters(paramLabel = "NAME", description = "What to call it.") String name,
            @Parameters(paramLabel = "URL", description = "Where it is.") String url,
            @Option(names = "--token-stdin", description = "Read its token from standard input.") boolean fromStdin)
            throws IOException {
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new Failure(Exit.REFUSED, "the name must be 1 to 64 of A-Z a-z 0-9 . _ -", "");
        }
        String token = fromStdin
                ? invocation.firstLine("token")
                : invocation.environment().getOrDefault("CARILLON_TOKEN", "");
        Contexts contexts = contexts();
        contexts.put(name, new Contexts.Context(Address.url(url).toString(), token, invocation.ca()));
        contexts.use(name);
        invocation.hint("using " + name + (token.isEmpty() ? ", without a token" : ""));
        return Exit.OK;
    }

    @Command(
            name = "ls",
            aliases = "list",
            description = "List them, never their tokens.",
            footer = "%nExample: carillon context ls")
    int list() {
        Contexts contexts = contexts();
        List<Json> items = new ArrayList<>();
        new TreeMap<>(contexts.all())
                .forEach((name, context) -> items.add(Json.of(Map.of(
                        "name",
                        name,
                        "url",
                        context.url(),
                        "token",
                        !context.token().isEmpty(),
                        "ca",
                        context.ca(),
                        "current",
                        name.equals(contexts.currentName())))));
        byte[] body = Json.of(Map.of("items", items)).compact().getBytes(StandardCharsets.UTF_8);
        invocation
                .output()
                .list(
                        body,
                        items,
                        List.of(
                                Column.of(
                                        "",
                                        Column.Kind.TEXT,
                                        item -> item.at("current").isTrue() ? "*" : " "),
                                Column.text("NAME", "name"),
                                Column.text("URL", "url"),
                                Column.text("TOKEN", "token"),
                                Column.text("CA", "ca")));
        return Exit.OK;
    }

    @Command(
            name = "use",
            description = "Work with another host; - is the one on this machine.",
            footer = "%nExample: carillon context use home")
    int use(@Parameters(paramLabel = "NAME", description = "One of carillon context ls, or -.") String name) {
        Contexts contexts = contexts();
        if (!name.equals("-")) {
            contexts.get(name);
        }
        contexts.use(name.equals("-") ? "" : name);
        return Exit.OK;
    }

    @Command(name = "rm", description = "Forget a host.", footer = "%nExample: carillon context rm home")
    int remove(@Parameters(paramLabel = "NAME", description = "One of carillon context ls.") String name) {
        contexts().remove(name);
        return Exit.OK;
    }
}
