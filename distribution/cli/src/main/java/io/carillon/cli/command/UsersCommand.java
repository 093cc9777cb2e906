// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.Query;
import io.carillon.cli.http.Reply;
import io.carillon.cli.http.Server;
import io.carillon.cli.output.Column;
import io.carillon.cli.output.Json;
import io.carillon.launcher.LocalHost;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon users}. Passwords are typed, or read from standard input; never words of the command. */
@Command(name = "users", description = "The people who may log in.")
public final class UsersCommand {

    private static final List<Column> COLUMNS = List.of(
            Column.text("NAME", "name"),
            Column.text("ROLE", "role"),
            Column.text("DISABLED", "disabled"),
            Column.text("TYPES", "types"),
            Column.text("TENANTS", "tenants"),
            Column.time("CREATED", "created"),
            Column.time("LAST LOGIN", "lastLogin"));

    private final Invocation invocation;

    public UsersCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Command(
            name = "add",
            description = "Add a user; the password is asked for, or is the first line of standard input.",
            footer = "%nExample: carillon users add ada --role operator")
    int add(
            @Parameters(paramLabel = "NAME", description = "Login name.") String name,
            @Option(
                            names = "--role",
                            paramLabel = "ROLE",
                            required = true,
                            description = "viewer, publisher, operator or admin")
                    String role,
            @Option(names = "--type", paramLabel = "PATTERN", description = "Only events of these types.")
                    String @org.jspecify.annotations.Nullable [] types,
            @Option(names = "--tenant", paramLabel = "TENANT", description = "Only events of these tenants.")
                    String @org.jspecify.annotations.Nullable [] tenants)
            throws IOException {
        Server server = invocation.server();
        Map<String, Object> user = rights(role, types, tenants);
        user.put("name", name);
        user.put("password", password());
        return show(server.post(Query.of("/api/v1/users"), Json.of(user)));
    }

    private static Map<String, Object> rights(
            String role,
            String @org.jspecify.annotations.Nullable [] types,
            String @org.jspecify.annotations.Nullable [] tenants) {
        Map<String, Object> rights = new LinkedHashMap<>(Map.of("role", role));
        rights.put("types", types == null ? List.of() : List.of(types));
        rights.put("tenants", tenants == null ? List.of() : List.of(tenants));
        return rights;
    }

    private int show(Reply reply) {
        invocation.output().one(reply.body(), reply.json(), COLUMNS);
        return Exit.OK;
    }

    @Command(
            name = "role",
            description = "Give a user another role and limits, which count at once; limits left out are lifted.",
            footer = "%nExample: carillon users role ada viewer --tenant acme")
    int role(
            @Parameters(paramLabel = "NAME", description = "Login name.") String name,
            @Parameters(paramLabel = "ROLE", description = "viewer, publisher, operator or admin") String role,
            @Option(names = "--type", paramLabel = "PATTERN", description = "Only events of these types.")
                    String @org.jspecify.annotations.Nullable [] types,
            @Option(names = "--tenant", paramLabel = "TENANT", description = "Only events of these tenants.")
                    String @org.jspecify.annotations.Nullable [] tenants) {
        return show(
                invocation.server().patch(Query.of("/api/v1/users/%s", name), Json.of(rights(role, types, tenants))));
    }

    @Command(
            name = "rm",
            description = "Remove a user; the tokens they own never work again.",
            footer = "%nExample: carillon users rm ada")
    int remove(
            @Parameters(paramLabel = "NAME", description = "Login name.") String name,
            @Option(names = "--force", description = "Do not ask.") boolean force)
            throws IOException {
        invocation.confirm(
                "This removes " + Words.safe(name) + ", and their tokens never work again.", "REMOVE", force);
        invocation.server().delete(Query.of("/api/v1/users/%s", name));
        invocation.hint(Words.safe(name) + " is removed");
        return Exit.OK;
    }

    @Command(name = "ls", aliases = "list", description = "List users.", footer = "%nExample: carillon users ls")
    int list() {
        Reply reply = invocation.server().get(Query.of("/api/v1/users"));
        invocation.output().list(reply.body(), reply.json(), COLUMNS);
        return Exit.OK;
    }

    @Command(
            name = "passwd",
            description = "Give a user another password; their sessions end.",
            footer = "%nExample: carillon users passwd ada")
    int password(@Parameters(paramLabel = "NAME", description = "Login name.") String name) throws IOException {
        Server server = invocation.server();
        server.patch(Query.of("/api/v1/users/%s", name), Json.of(Map.of("password", password())));
        invocation.hint("changed");
        return Exit.OK;
    }

    @Command(
            name = "disable",
            description = "Let a user in no more, or with --undo again; their tokens follow.",
            footer = "%nExample: carillon users disable ada")
    int disable(
            @Parameters(paramLabel = "NAME", description = "Login name.") String name,
            @Option(names = "--undo", description = "Let them in again.") boolean undo) {
        return show(invocation.server().patch(Query.of("/api/v1/users/%s", name), Json.of(Map.of("disabled", !undo))));
    }

    @Command(
            name = "setup-link",
            description = "Make the link with which the first user is added; the one before ends.",
            footer = "%nExample: carillon users setup-link")
    int setupLink() throws IOException {
        LocalHost host = LocalHost.find(invocation.environment())
                .orElseThrow(() -> new Failure(
                        Exit.UNAVAILABLE,
                        "no host runs on this machine's data directory",
                        "the link is made where the host runs, by the account that owns its data"));
        LocalHost.Answer answer = host.shell(List.of("user:setup"));
        if (answer.exit() != Exit.OK) {
            String said = answer.err().strip().lines().findFirst().orElse("no link was made");
            throw new Failure(
                    answer.exit(),
                    said.replaceFirst("^error: ", ""),
                    answer.exit() == Exit.CONFLICT
                            ? "for those there are: carillon users passwd NAME; for others: carillon users add NAME"
                            : "");
        }
        invocation
                .output()
                .line(host.url() + "/ui/setup#k=" + Words.safe(answer.out().strip()));
        invocation.hint("valid once, for 24 h; or POST it as key to " + host.url() + "/api/v1/auth/setup");
        return Exit.OK;
    }

    // That a person types is known already; older Javas may still have no console.
    @SuppressWarnings("SystemConsoleNull")
    private String password() throws IOException {
        if (invocation.terminal().typed()) {
            Console console = System.console();
            char[] first = console == null ? null : console.readPassword("Password: ");
            char[] second = console == null ? null : console.readPassword("Again: ");
            if (first == null || second == null) {
                throw new Failure(Exit.REFUSED, "no password was typed", "");
            }
            if (!java.util.Arrays.equals(first, second)) {
                throw new Failure(Exit.REFUSED, "the two passwords differ", "");
            }
            return new String(first);
        }
        String line = new BufferedReader(
                        new InputStreamReader(invocation.terminal().in(), StandardCharsets.UTF_8))
                .readLine();
        if (line == null || line.isEmpty()) {
            throw new Failure(
                    Exit.REFUSED,
                    "there is no password on standard input",
                    "carillon users … < FILE, or type it at a terminal");
        }
        return line;
    }
}
