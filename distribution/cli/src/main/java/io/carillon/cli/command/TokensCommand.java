// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.Query;
import io.carillon.cli.http.Reply;
import io.carillon.cli.output.Column;
import io.carillon.cli.output.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon tokens}. */
@Command(name = "tokens", description = "Make, list and revoke access tokens.")
public final class TokensCommand {

    private static final List<Column> COLUMNS = List.of(
            Column.text("NAME", "name"),
            Column.text("ID", "id"),
            Column.text("ROLE", "role"),
            Column.time("CREATED", "created"),
            Column.time("EXPIRES", "expires"),
            Column.time("LAST USED", "lastUsed"),
            Column.rest("SCOPES", "scopes"));

    private final Invocation invocation;

    public TokensCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Command(
            name = "create",
            description = "Make a token and print it, and nothing else; it cannot be shown again.",
            footer = "%nExample: carillon tokens create --role publisher --name ci --expires 30d --type 'build.**'")
    int create(
            @Option(
                            names = "--role",
                            paramLabel = "ROLE",
                            required = true,
                            description = "viewer, publisher, operator or admin")
                    String role,
            @Option(names = "--name", paramLabel = "NAME", required = true, description = "What it is for.")
                    String name,
            @Option(names = "--expires", paramLabel = "TIME", defaultValue = "90d", description = "How long it works.")
                    String expires,
            @Option(
                            names = "--scope",
                            paramLabel = "SCOPE",
                            description = "Only this right of the role. Repeat for several.")
                    String @org.jspecify.annotations.Nullable [] scopes,
            @Option(names = "--type", paramLabel = "PATTERN", description = "Only events of these types.")
                    String @org.jspecify.annotations.Nullable [] types,
            @Option(names = "--tenant", paramLabel = "TENANT", description = "Only events of these tenants.")
                    String @org.jspecify.annotations.Nullable [] tenants) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("name", name);
        request.put("role", role);
        request.put("expiresIn", expires);
        put(request, "scopes", scopes);
        put(request, "types", types);
        put(request, "tenants", tenants);
        Reply reply = invocation.server().post(Query.of("/api/v1/tokens"), Json.of(request));
        if (invocation.output().columns()) {
            invocation.output().line(reply.json().at("secret").text());
        } else {
            invocation.output().list(reply.body(), List.of(reply.json().at("token")), COLUMNS);
        }
        return Exit.OK;
    }

    private static void put(
            Map<String, Object> request, String member, String @org.jspecify.annotations.Nullable [] values) {
        if (values != null) {
            request.put(member, List.of(values));
        }
    }

    @Command(
            name = "ls",
            aliases = "list",
            description = "List tokens, never their secrets.",
            footer = "%nExample: carillon tokens ls")
    int list() {
        Reply reply = invocation.server().get(Query.of("/api/v1/tokens"));
        invocation.output().list(reply.body(), reply.json(), COLUMNS);
        return Exit.OK;
    }

    @Command(name = "revoke", description = "End a token at once.", footer = "%nExample: carillon tokens revoke ci")
    int revoke(
            @Parameters(paramLabel = "NAME", description = "Name or id of the token.") String name,
            @Option(names = "--force", description = "For scripts; nobody is asked anyway.") boolean force) {
        invocation.server().delete(Query.of("/api/v1/tokens/%s", name));
        invocation.hint(Words.safe(name) + " is revoked");
        return Exit.OK;
    }
}
