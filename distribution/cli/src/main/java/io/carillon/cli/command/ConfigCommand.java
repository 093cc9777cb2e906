// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.Query;
import io.carillon.cli.http.Reply;
import io.carillon.cli.http.Server;
import io.carillon.cli.output.Json;
import io.carillon.cli.output.Nearest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon config}. Asks the host, or reads the files of this machine when none runs or --offline is given. */
@Command(name = "config", description = "Options, their values, and where those came from.")
public final class ConfigCommand {

    private static final String ONE = "/api/v1/system/config/%s";

    private final Invocation invocation;

    public ConfigCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Command(
            name = "list",
            aliases = "ls",
            description = "List all options, or those that begin so.",
            footer = "%nExample: carillon config list http")
    int list(
            @Parameters(arity = "0..1", paramLabel = "PREFIX", defaultValue = "", description = "For instance http.")
                    String prefix,
            @Option(names = "--changed", description = "Only those that are not at their default.") boolean changed,
            @Option(names = "--offline", description = "Read the files here, ask no host.") boolean offline) {
        Json all = values(offline);
        List<Json> items = all.at("items").elements().stream()
                .filter(value -> value.at("key").text().startsWith(shortened(prefix)))
                .filter(value -> !changed || !value.at("source").text().equals("default"))
                .toList();
        byte[] body = Json.of(Map.of("items", items)).compact().getBytes(StandardCharsets.UTF_8);
        invocation.output().list(body, items, ConfigRows.COLUMNS);
        return Exit.OK;
    }

    @Command(
            name = "get",
            description = "Print the value of one option.",
            footer = "%nExample: carillon config get http.port")
    int get(
            @Parameters(paramLabel = "KEY", description = "For instance http.port.") String key,
            @Option(names = "--offline", description = "Read the files here, ask no host.") boolean offline) {
        Json value = one(key, offline);
        if (invocation.output().columns()) {
            invocation.output().line(Words.safe(value.at("value").text()));
        } else {
            invocation.output().bytes(value.compact().getBytes(StandardCharsets.UTF_8));
        }
        return Exit.OK;
    }

    @Command(
            name = "explain",
            description = "Say where the value of an option came from, and what else it may be.",
            footer = "%nExample: carillon config explain http.port")
    int explain(
            @Parameters(paramLabel = "KEY", description = "For instance http.port.") String key,
            @Option(names = "--offline", description = "Read the files here, ask no host.") boolean offline) {
        Json value = one(key, offline);
        invocation.output().one(value.compact().getBytes(StandardCharsets.UTF_8), value, ConfigRows.EXPLAINED);
        return Exit.OK;
    }

    @Command(
            name = "set",
            description = {
                "Set an option of a host that runs; kept there, weaker than files, environment and command line. "
                        + "KEY=VALUE is taken too. A list is apart by commas. VALUE - reads a line of standard input; secrets are set only so. "
                        + "It is said what became of it; exit code 7 when whom it is for does not run with it."
            },
            footer = "%nExample: carillon config set plugins.upload true")
    int set(
            @Parameters(paramLabel = "KEY", description = "For instance plugins.upload.") String key,
            @Parameters(arity = "0..1", paramLabel = "VALUE", description = "The value, or - to read it.") @Nullable
                    String value)
            throws IOException {
        if (value != null) {
            return put(key(key), value);
        }
        int equals = key.indexOf('=');
        if (equals < 1) {
            throw new Failure(
                    Exit.REFUSED,
                    "what " + Words.safe(key) + " is to be set to is not said",
                    "carillon config set " + Words.safe(key)
                            + " VALUE; to take back what was set: carillon config unset " + Words.safe(key));
        }
        return put(key.substring(0, equals), key.substring(equals + 1));
    }

    private int put(String key, String value) throws IOException {
        Server server = invocation.server();
        Query query = Query.of(ONE, key);
        boolean read = value.equals("-");
        if (!read && server.get(query).json().at("type").text().equals("secret")) {
            throw new Failure(
                    Exit.REFUSED,
                    Words.safe(key) + " is a secret, and others can see the words of a command",
                    "carillon config set " + Words.safe(key) + " - < FILE");
        }
        return changed(server.put(query, Json.of(Map.of("value", read ? invocation.firstLine("value") : value))));
    }

    @Command(
            name = "unset",
            description = "Take back what was set with config set.",
            footer = "%nExample: carillon config unset plugins.upload")
    int unset(@Parameters(paramLabel = "KEY", description = "For instance plugins.upload.") String key) {
        return changed(invocation.server().delete(Query.of(ONE, key(key))));
    }

    /** A key without more. */
    private static String key(String given) {
        if (given.contains("=")) {
            throw new Failure(
                    Exit.REFUSED,
                    Words.safe(given) + " is more than the KEY of an option",
                    "to set one: carillon config set KEY VALUE");
        }
        return given;
    }

    /** Prints the option as it is now, and says what became of the change. */
    private int changed(Reply reply) {
        Json option = reply.json();
        invocation.output().list(reply.body(), List.of(option), ConfigRows.COLUMNS);
        switch (option.at("effect").text()) {
            case "in-force" -> invocation.hint("it is in force");
            case "next-start" -> invocation.hint("it takes effect when the host starts again");
            case "refused" ->
                throw new Failure(
                        Exit.INVALID,
                        "stored, but " + Words.line(option.at("refusal").text()),
                        "set another value, or take it back: carillon config unset "
                                + Words.safe(option.at("key").text()));
            default -> invocation.hint("it is stored; nobody says whether it was taken");
        }
        return Exit.OK;
    }

    @Command(
            name = "check",
            description = "Check the settings of this machine as a start would; exit code 7 when one is wrong.",
            footer = "%nExample: carillon config check --set http.port=9090")
    int check(
            @Option(names = "--set", paramLabel = "KEY=VALUE", description = "As with carillon run.")
                    String @Nullable [] settings) {
        Json read = OfflineSettings.read(invocation.environment(), settings == null ? List.of() : List.of(settings));
        read.at("warnings").elements().forEach(warning -> invocation.hint("warning: " + Words.line(warning.text())));
        List<Json> errors = read.at("errors").elements();
        if (errors.isEmpty()) {
            invocation.hint(
                    "the settings are right: " + read.at("items").elements().size() + " options");
            return Exit.OK;
        }
        errors.forEach(error -> invocation.terminal().err().println("error: " + Words.line(error.text())));
        return Exit.INVALID;
    }

    private Json one(String key, boolean offline) {
        String wanted = shortened(key(key));
        List<Json> values = values(offline).at("items").elements();
        return values.stream()
                .filter(value -> value.at("key").text().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        Exit.NOT_FOUND,
                        Words.safe(key) + " is not an option"
                                + Nearest.to(
                                                wanted,
                                                values.stream()
                                                        .map(value ->
                                                                value.at("key").text())
                                                        .toList())
                                        .map(meant -> "; did you mean \"" + Words.safe(meant) + "\"?")
                                        .orElse(""),
                        "see: carillon config list"));
    }

    private static String shortened(String key) {
        return key.startsWith("carillon.") ? key.substring("carillon.".length()) : key;
    }

    private Json values(boolean offline) {
        if (!offline) {
            try {
                Reply reply = invocation.server().get(Query.of("/api/v1/system/config"));
                return reply.json();
            } catch (Failure e) {
                if (e.exit() != Exit.UNAVAILABLE) {
                    throw e;
                }
                invocation.hint("no host answers; what follows is what the files of this machine say");
            }
        }
        return OfflineSettings.read(invocation.environment(), List.of());
    }
}
