// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.Body;
import io.carillon.cli.http.Query;
import io.carillon.cli.http.Reply;
import io.carillon.cli.http.Server;
import io.carillon.cli.output.Column;
import io.carillon.cli.output.Json;
import io.carillon.cli.output.Output;
import io.carillon.cli.output.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon plugin}. */
@Command(name = "plugin", description = "Begin, check, install, show and switch plugins.")
public final class PluginCommand {

    private static final String PATH = "/api/v1/plugins/%s";

    private static final List<Column> COLUMNS = List.of(
            Column.text("ID", "id"),
            Column.text("VERSION", "version"),
            Column.text("STATE", "state"),
            Column.number("HANDLERS", "handlerCount"),
            Column.text("JAR", "jar"),
            Column.of("NOTE", Column.Kind.REST, PluginCommand::note));

    private final Invocation invocation;

    public PluginCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    private static String note(Json plugin) {
        return plugin.at("why").elements().stream()
                .map(why -> why.at("problem").text())
                .collect(Collectors.joining("; "));
    }

    @Command(
            name = "ls",
            aliases = "list",
            description = "List plugins with their state.",
            footer = "%nExample: carillon plugin ls")
    int list() {
        Reply reply = invocation.server().get(Query.of("/api/v1/plugins"));
        invocation.output().list(reply.body(), reply.json(), COLUMNS);
        return Exit.OK;
    }

    @Command(
            name = "info",
            aliases = "show",
            description = "Show one plugin.",
            footer = "%nExample: carillon plugin info com.example.hello")
    int info(@Parameters(paramLabel = "ID", description = "Id of the plugin.") String id) {
        Reply reply = invocation.server().get(Query.of(PATH, id));
        Json plugin = reply.json();
        invocation
                .output()
                .one(
                        reply.body(),
                        plugin,
                        plugin.members().keySet().stream()
                                .filter(name -> !name.equals("why"))
                                .map(name -> Column.text(name, name))
                                .toList());
        return Exit.OK;
    }

    @Command(
            name = "why",
            description = "Say why a plugin does not run, and what helps.",
            footer = "%nExample: carillon plugin why com.example.broken")
    int why(@Parameters(paramLabel = "ID", description = "Id of the plugin.") String id) {
        Reply reply = invocation.server().get(Query.of(PATH, id));
        Json plugin = reply.json();
        Output output = invocation.output();
        if (!output.columns()) {
            output.list(
                    reply.body(),
                    plugin.at("why").elements(),
                    List.of(
                            Column.text("PROBLEM", "problem"),
                            Column.text("REQUIREMENT", "requirement"),
                            Column.text("OFFERED", "offered"),
                            Column.text("HINT", "hint")));
            return Exit.OK;
        }
        String name =
                Words.safe(plugin.at("id").text() + " " + plugin.at("version").text());
        output.line(name + " is " + Words.safe(plugin.at("state").text()));
        for (Json why : plugin.at("why").elements()) {
            output.line("  " + Printable.line(why.at("problem").text()));
            if (!why.at("hint").text().isEmpty()) {
                output.line("      " + Printable.line(why.at("hint").text()));
            }
        }
        return Exit.OK;
    }

    @Command(
            name = "impact",
            description = "Say what stopping a plugin would touch.",
            footer = "%nExample: carillon plugin impact com.example.hello")
    int impact(@Parameters(paramLabel = "ID", description = "Id of the plugin.") String id) {
        Reply reply = invocation.server().get(Query.of(PATH + "/impact", id));
        Json impact = reply.json();
        invocation
                .output()
                .one(
                        reply.body(),
                        impact,
                        impact.members().keySet().stream()
                                .map(name -> Column.text(name, name))
                                .toList());
        return Exit.OK;
    }

    @Command(
            name = "install",
            description = "Send a jar to the host; never from a URL, and only where plugins.upload is true.",
            footer = "%nExample: carillon plugin install target/hello-1.0.0.jar")
    int install(@Parameters(paramLabel = "FILE", description = "The jar.") Path file) throws IOException {
        GivenFile.require(file, GivenFile.JAR);
        Map<String, String> headers =
                Map.of("Content-Type", "application/java-archive", "Content-Digest", "sha-256=:" + digest(file) + ":");
        return show(invocation.server().send("POST", Query.of("/api/v1/plugins"), headers, Body.of(file)));
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            try (DigestInputStream digest = new DigestInputStream(in, sha)) {
                digest.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return Base64.getEncoder().encodeToString(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Command(
            name = "rm",
            description = "Stop a plugin and remove its jars.",
            footer = "%nExample: carillon plugin rm com.example.hello")
    int remove(
            @Parameters(paramLabel = "ID", description = "Id of the plugin.") String id,
            @Option(names = "--dependents", description = "Also if others use its packages.") boolean dependents,
            @Option(names = "--force", description = "Do not ask.") boolean force)
            throws IOException {
        Server server = invocation.server();
        String touched = !force && invocation.terminal().typed()
                ? touched(server.get(Query.of(PATH + "/impact", id)).json())
                : "";
        invocation.confirm(
                "This stops " + Words.safe(id) + " and removes its jars. It touches " + touched
                        + ". Its subscriptions keep their place for a while.",
                "REMOVE",
                force);
        server.delete(Query.of(PATH, id).with("dependents", dependents));
        invocation.hint(Words.safe(id) + " is being removed");
        return Exit.OK;
    }

    private static String touched(Json impact) {
        String words = impact.members().entrySet().stream()
                .filter(member -> !member.getKey().equals("plugin")
                        && !member.getValue().elements().isEmpty())
                .map(member -> Words.safe(member.getKey()) + ": "
                        + member.getValue().elements().stream()
                                .map(each -> Words.safe(each.text()))
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
        return words.isEmpty() ? "nothing else" : words;
    }

    @Command(
            name = "enable",
            description = "Let a plugin run that was disabled or quarantined.",
            footer = "%nExample: carillon plugin enable com.example.hello")
    int enable(@Parameters(paramLabel = "ID", description = "Id of the plugin.") String id) {
        Reply reply = switched(id, true);
        show(reply);
        return reply.json().at("state").text().equals("active") ? Exit.OK : Exit.FAILED;
    }

    @Command(
            name = "disable",
            description = "Stop a plugin; it stays stopped after a restart.",
            footer = "%nExample: carillon plugin disable com.example.hello")
    int disable(@Parameters(paramLabel = "ID", description = "Id of the plugin.") String id) {
        return show(switched(id, false));
    }

    private Reply switched(String id, boolean enabled) {
        Server server = invocation.server();
        server.patch(Query.of(PATH, id), Json.of(Map.of("enabled", enabled)));
        return new PluginWatch(server, id).await(enabled);
    }

    @Command(
            name = "reload",
            description = "Stop and start a plugin.",
            footer = "%nExample: carillon plugin reload com.example.hello")
    int reload(@Parameters(paramLabel = "ID", description = "Id of the plugin.") String id) {
        return show(invocation.server().send("POST", Query.of(PATH + "/reload", id), "", Json.NULL));
    }

    @Command(
            name = "config",
            description = "Show a plugin's options, or replace the values that were set here.",
            footer = "%nExample: carillon plugin config com.example.hello greeting=Hi times:=3")
    int config(
            @Parameters(index = "0", paramLabel = "ID", description = "Id of the plugin.") String id,
            @Parameters(index = "1..*", arity = "0..*", paramLabel = "VALUE", description = "name=text or name:=json")
                    String @org.jspecify.annotations.Nullable [] values) {
        Server server = invocation.server();
        Query query = Query.of(PATH + "/config", id);
        Reply reply = server.get(query);
        if (values != null && values.length > 0) {
            reply = server.put(query, ConfigRows.fullKeys(EventDraft.data(List.of(values)), reply.json()));
        }
        invocation.output().list(reply.body(), reply.json(), ConfigRows.COLUMNS);
        List<Json> problems = reply.json().at("problems").elements();
        problems.forEach(problem -> invocation.terminal().err().println("error: " + Words.line(problem.text())));
        return problems.isEmpty() ? Exit.OK : Exit.INVALID;
    }

    private int show(Reply reply) {
        invocation.output().one(reply.body(), reply.json(), COLUMNS);
        return Exit.OK;
    }
}
