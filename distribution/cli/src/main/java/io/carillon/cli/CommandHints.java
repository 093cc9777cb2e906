// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import io.carillon.cli.http.ProblemAnswer;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What helps after a problem, in the words of the command line where those of a host are for programs that speak HTTP. */
final class CommandHints {

    /** Stands for the command that was given. */
    private static final String COMMAND = "COMMAND";

    private static final String NOT_FOUND = "Check the path and the id.";

    /** By the hint that a host gives when it knows nothing more exact. */
    static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry(NOT_FOUND, "Check the name or id."),
            Map.entry("See errors for the parameter.", COMMAND + " --help says what it takes."),
            Map.entry(
                    "See errors for the parameter; /openapi.yaml names all.",
                    "Is the host of another version? carillon status tells it."),
            Map.entry(
                    "See errors for the place; /openapi.yaml has the schema.", COMMAND + " --help says what it takes."),
            Map.entry(
                    "Send JSON in UTF-8; detail says where it stops being that.",
                    "Give JSON in UTF-8; it is said above where it stops being that."),
            Map.entry(
                    "Send as many bytes as Content-Length announces.",
                    "Try again; look at what is between this machine and the host."),
            Map.entry(
                    "Take the cursor from next of the same query.",
                    "Give --cursor as it was printed for the same options, or leave it out."),
            Map.entry(
                    "Send Authorization: Bearer with a token; carillon tokens create makes one on the machine of the host.",
                    "Give a token: --token, CARILLON_TOKEN or carillon context add; carillon tokens create makes one on the"
                            + " machine of the host."),
            Map.entry(
                    "Use a token that has the scope that detail names.",
                    "Use a token that has it: --token, CARILLON_TOKEN or --context."),
            Map.entry("Add the parameter source.", "Add --source SOURCE."),
            Map.entry(
                    "Look at the events again; send the new number, or no expect.",
                    "Look at the events again, then repeat the command."),
            Map.entry(
                    "Leave on_gap out to go on without what is missing.",
                    "Leave --fail-on-gap out to go on without them."),
            Map.entry(
                    "Read it again, and send If-Match with the new ETag.",
                    "Look at it again, then repeat the command."),
            Map.entry("Close others, or try again after Retry-After.", "Close others, or try again in a moment."),
            Map.entry(
                    "Wait for Retry-After; after wrong credentials a valid token is taken at once.",
                    "Wait a moment; after wrong tokens a valid one is taken at once."),
            Map.entry("Run store:verify in the shell.", "carillon store verify says how far the damage goes."),
            Map.entry("Try the same again after Retry-After.", "Try the same again in a moment."),
            Map.entry(
                    "Try the same again after Retry-After; it is safe.", "Try the same again in a moment; it is safe."),
            Map.entry(
                    "Try again after Retry-After; see /readyz.",
                    "Try again in a moment; carillon doctor says what does not run."));

    private CommandHints() {}

    /** For the command that met the problem; the host's own words where those fit. */
    static String of(ProblemAnswer problem, CommandSpec command) {
        String said = problem.hint();
        if (said.equals(NOT_FOUND) && !command.positionalParameters().isEmpty()) {
            String list = list(command);
            if (!list.isEmpty()) {
                return list + " shows what there is.";
            }
        }
        return WORDS.getOrDefault(said, said).replace(COMMAND, command.qualifiedName());
    }

    /** The command that lists what this one takes one of; empty when there is none. */
    private static String list(CommandSpec command) {
        CommandSpec noun = command;
        for (CommandSpec above = noun.parent(); above != null && above.parent() != null; above = above.parent()) {
            noun = above;
        }
        Map<String, CommandLine> verbs = noun.subcommands();
        return Stream.of("ls", "list")
                .map(verbs::get)
                .filter(Objects::nonNull)
                .map(verb -> verb.getCommandSpec().qualifiedName())
                .findFirst()
                .orElse("");
    }
}
