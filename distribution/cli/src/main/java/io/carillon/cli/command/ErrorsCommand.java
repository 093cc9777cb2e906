// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.ProblemAnswer;
import io.carillon.cli.http.Query;
import io.carillon.cli.http.Reply;
import io.carillon.cli.output.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code carillon errors}. */
@Command(name = "errors", description = "What the codes of problems mean.")
public final class ErrorsCommand {

    private final Invocation invocation;

    public ErrorsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Command(
            name = "lookup",
            description = "Say what a code means, what causes it and what to do.",
            footer = "%nExample: carillon errors lookup invalid-event")
    int lookup(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "CODE",
                            defaultValue = "",
                            description = "As in error[CODE]; all otherwise.")
                    String code) {
        Output output = invocation.output();
        String accept = output.columns() ? "text/plain" : "application/json";
        Query query = code.isEmpty() ? Query.of("/problems") : Query.of("/problems/%s", code);
        Reply reply;
        try {
            reply = invocation.server().get(query, accept);
        } catch (ProblemAnswer e) {
            if (e.exit() != Exit.NOT_FOUND) {
                throw e;
            }
            throw new Failure(
                    Exit.NOT_FOUND,
                    Words.safe(code) + " is not a code of a problem",
                    "all there are: carillon errors lookup",
                    e);
        }
        output.bytes(reply.body());
        return Exit.OK;
    }
}
