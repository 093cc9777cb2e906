// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A command of the launcher, which is here to be explained and completed only.
 *
 * @param usage words after the name
 * @param description a sentence
 */
record LocalCommand(String name, String usage, String description) {

    static List<LocalCommand> all() {
        return List.of(
                new LocalCommand(
                        "run",
                        "[--set KEY=VALUE]… [--console] [--safe-mode]",
                        "Start the host here; with --safe-mode without its plugins."),
                new LocalCommand("stop", "", "Stop the host on CARILLON_DATA."),
                new LocalCommand("status", "", "Say whether a host runs on CARILLON_DATA, and where."),
                new LocalCommand(
                        "shell", "['COMMAND LINE']", "Run one command in its shell, or read them line by line."),
                new LocalCommand("version", "", "Print the version."));
    }

    /** Explained like the others. */
    CommandSpec spec() {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new Explained()).name(name);
        spec.usageMessage()
                .description(description)
                .customSynopsis(("carillon " + name + " " + usage).strip())
                .footer("%nExample: carillon " + (name.equals("run") ? "run --set http.port=9090" : name));
        return spec;
    }

    /** Options and work of it are the launcher's. */
    @Command
    private static final class Explained implements Runnable {

        @Override
        public void run() {
            throw new Failure(Exit.REFUSED, "this command comes first", "carillon COMMAND, then its words");
        }
    }
}
