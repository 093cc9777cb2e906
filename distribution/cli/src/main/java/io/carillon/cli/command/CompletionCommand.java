// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.Invocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;

/** {@code carillon completion}. */
@Command(
        name = "completion",
        description = "Print a script that completes commands and options in a shell.",
        footer = "%nExample: source <(carillon completion bash)")
public final class CompletionCommand implements Callable<Integer> {

    private final Invocation invocation;
    private final CommandSpec root;

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish")
    private String shell = "";

    public CompletionCommand(Invocation invocation, CommandSpec root) {
        this.invocation = invocation;
        this.root = root;
    }

    @Override
    public Integer call() {
        switch (shell) {
            // The script of picocli turns on the emulation of bash itself when zsh reads it.
            case "bash", "zsh" -> invocation.terminal().out().print(AutoComplete.bash("carillon", root.commandLine()));
            case "fish" -> fish(root, List.of());
            default ->
                throw new Failure(Exit.REFUSED, "there is no completion for " + Words.safe(shell), "bash, zsh or fish");
        }
        invocation.terminal().out().flush();
        return Exit.OK;
    }

    /** One line for each command and option, with the commands before it as its condition. */
    private void fish(CommandSpec spec, List<String> path) {
        Map<String, CommandLine> commands = new TreeMap<>(spec.subcommands());
        StringBuilder condition = new StringBuilder("__fish_use_subcommand");
        if (!path.isEmpty()) {
            condition.setLength(0);
            path.forEach(word -> condition
                    .append(condition.isEmpty() ? "" : "; and ")
                    .append("__fish_seen_subcommand_from ")
                    .append(word));
            if (!commands.isEmpty()) {
                condition.append("; and not __fish_seen_subcommand_from ").append(String.join(" ", commands.keySet()));
            }
        }
        commands.forEach((name, command) -> line(
                condition, "-a " + name, command.getCommandSpec().usageMessage().description()));
        if (commands.isEmpty()) {
            for (OptionSpec option : spec.options()) {
                String name = option.longestName();
                line(
                        condition,
                        name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1),
                        option.description());
            }
        }
        commands.forEach((name, command) -> {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            fish(command.getCommandSpec(), longer);
        });
    }

    private void line(CharSequence condition, String what, String[] description) {
        String text = description.length == 0 ? "" : description[0].replace("'", "\\'");
        invocation
                .terminal()
                .out()
                .print("complete -c carillon -f -n '" + condition + "' " + what + " -d '" + text + "'\n");
    }
}
