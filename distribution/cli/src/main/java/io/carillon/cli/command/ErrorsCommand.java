// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Invocation;
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
            footer = "%nExample: carillon errors lookup schema-violation")
    int lookup(@Parameters(paramLabel = "CODE", description = "As in error[CODE].") String code) {
        Output output = invocation.output();
        String accept = output.columns() ? "text/plain" : "application/json";
        Reply reply = invocation.server().get(Query.of("/problems/%s", code), accept);
        output.bytes(reply.body());
        return Exit.OK;
    }
}
