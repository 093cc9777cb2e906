// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.Invocation;
import io.carillon.cli.http.ProblemAnswer;
import io.carillon.cli.http.Query;
import io.carillon.cli.local.Bundles;
import io.carillon.cli.output.Json;
import io.carillon.cli.output.Output;
import io.carillon.launcher.Directories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code carillon errors}. */
@Command(name = "errors", description = "What the codes of problems mean.")
public final class ErrorsCommand {

    private static final String CATALOG = "io.carillon.events.http.internal.problem.ProblemCatalog";

    private final Invocation invocation;

    public ErrorsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Command(
            name = "lookup",
            description = {
                "Say what a code means, what causes it and what to do. "
                        + "Asks the host that is named or runs here; without one this installation knows."
            },
            footer = "%nExample: carillon errors lookup invalid-event")
    int lookup(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "CODE",
                            defaultValue = "",
                            description = "As in error[CODE]; all otherwise.")
                    String code)
            throws IOException {
        Output output = invocation.output();
        byte[] explained;
        try {
            explained = asked(code, output.columns());
        } catch (Failure e) {
            if (e.exit() != Exit.UNAVAILABLE) {
                throw e;
            }
            invocation.hint("no host answers; what follows is what this version says");
            explained = known(code, output.columns());
        }
        output.bytes(explained);
        return Exit.OK;
    }

    private byte[] asked(String code, boolean forPeople) {
        Query query = code.isEmpty() ? Query.of("/problems") : Query.of("/problems/%s", code);
        try {
            return invocation
                    .server()
                    .get(query, forPeople ? "text/plain" : "application/json")
                    .body();
        } catch (ProblemAnswer e) {
            if (e.exit() != Exit.NOT_FOUND) {
                throw e;
            }
            throw unknown(code);
        }
    }

    /** What a host of this installation would say. */
    @SuppressWarnings("unchecked") // a type of the bundles, which are not on this class path
    private byte[] known(String code, boolean forPeople) throws IOException {
        try (Bundles bundles = Bundles.of(Directories.of(invocation.environment()))) {
            Function<String, Optional<Map<String, Object>>> catalog = bundles.make(CATALOG, Function.class);
            Map<String, Object> found = catalog.apply(code).orElseThrow(() -> unknown(code));
            String text = forPeople
                    ? String.valueOf(found.get("text"))
                    : Json.of(found.get("json")).compact();
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    private static Failure unknown(String code) {
        return new Failure(
                Exit.NOT_FOUND,
                Words.safe(code) + " is not a code of a problem",
                "all there are: carillon errors lookup");
    }
}
