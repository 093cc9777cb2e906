// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import io.carillon.cli.command.BackupCommand;
import io.carillon.cli.command.ClearCommand;
import io.carillon.cli.command.CompletionCommand;
import io.carillon.cli.command.ConfigCommand;
import io.carillon.cli.command.ContextCommand;
import io.carillon.cli.command.DeadLettersCommand;
import io.carillon.cli.command.DevCommand;
import io.carillon.cli.command.DoctorCommand;
import io.carillon.cli.command.ErrorsCommand;
import io.carillon.cli.command.EventsCommand;
import io.carillon.cli.command.InitCommand;
import io.carillon.cli.command.JobsCommand;
import io.carillon.cli.command.PluginCheckCommand;
import io.carillon.cli.command.PluginCommand;
import io.carillon.cli.command.PluginLogsCommand;
import io.carillon.cli.command.PluginNewCommand;
import io.carillon.cli.command.PublishCommand;
import io.carillon.cli.command.ReplayCommand;
import io.carillon.cli.command.StoreCommand;
import io.carillon.cli.command.SubsCommand;
import io.carillon.cli.command.TailCommand;
import io.carillon.cli.command.TokensCommand;
import io.carillon.cli.command.TransferCommand;
import io.carillon.cli.command.UpgradeCommand;
import io.carillon.cli.command.UsersCommand;
import io.carillon.cli.http.ProblemAnswer;
import io.carillon.cli.output.Format;
import io.carillon.cli.output.Nearest;
import io.carillon.cli.output.Printable;
import io.carillon.launcher.LaunchException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The tree of commands, and what becomes of failures. */
public final class Carillon {

    private final Terminal terminal;
    private final Root root = new Root();
    private final CommandLine commands;

    /** What stands above all commands. */
    @Command(
            name = "carillon",
            synopsisSubcommandLabel = "COMMAND",
            description = "Runs a Carillon host and talks to it.",
            footer = {
                "%nOn this machine: run stop status shell version; each with --help.",
                "Exit codes: 0 ok, 1 failed, 2 usage or refused, 3 not found, 4 not allowed, 5 conflict, 6 no host, "
                        + "7 invalid data or configuration, 8 job not whole, 124 timed out, 130 interrupted, 141 output closed.",
                "%nExample: carillon events tail 'scan.**'"
            })
    static final class Root extends Options {}

    /** Words after which every command is needed, not only those that are named. */
    private static final String WHOLE = "completion";

    /**
     * A command with those below it.
     *
     * @param description as in its annotation, known without looking at it
     */
    private record Noun(String name, String description, Supplier<CommandLine> command) {

        /** Stands for the noun in the list of commands; reading annotations takes longer than all else. */
        CommandSpec mention() {
            CommandSpec spec = CommandSpec.create().name(name);
            spec.usageMessage().description(description);
            return spec;
        }
    }

    /**
     * Builds the tree as far as the words need it.
     *
     * @param words of the command line
     */
    Carillon(Map<String, String> environment, Terminal terminal, IntConsumer halt, List<String> words) {
        this.terminal = terminal;
        Invocation invocation = new Invocation(root, environment, terminal, halt);
        commands = new CommandLine(root);
        for (Noun noun : nouns(invocation)) {
            if (words.contains(noun.name()) || words.contains(WHOLE)) {
                commands.addSubcommand(noun.name(), noun.command().get());
            } else {
                commands.addSubcommand(noun.name(), noun.mention());
            }
        }
        dashedWords("subs", "seek");
        dashedWords("config", "set");
        CommandSpec top = commands.getCommandSpec();
        commands.addSubcommand(new CompletionCommand(invocation, top));
        for (LocalCommand local : LocalCommand.all()) {
            commands.addSubcommand(local.name(), local.spec());
        }
        commands.setExpandAtFiles(false); // --data @FILE is read as it is
        // A context may be called like a command, as "dev" is.
        commands.setAllowSubcommandsAsOptionParameters(true);
        commands.setOut(writer(terminal.out()));
        commands.setErr(writer(terminal.err()));
        commands.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        commands.setUsageHelpWidth(100);
        commands.setUsageHelpLongOptionsMaxWidth(28);
        commands.setParameterExceptionHandler(this::wrongUsage);
        commands.setExecutionExceptionHandler(this::failed);
        commands.setExecutionStrategy(parsed -> execute(invocation, parsed));
    }

    /** Lets words of a command begin with a dash, as {@code -10m} does. */
    private void dashedWords(String noun, String verb) {
        CommandLine parent = commands.getSubcommands().get(noun);
        CommandLine command = parent == null ? null : parent.getSubcommands().get(verb);
        if (command != null) {
            command.setUnmatchedOptionsArePositionalParams(true);
        }
    }

    private static List<Noun> nouns(Invocation invocation) {
        return List.of(
                new Noun("events", "Publish, read, follow and remove events.", () -> new CommandLine(
                                new EventsCommand(invocation))
                        .addSubcommand(new PublishCommand(invocation))
                        .addSubcommand(new TailCommand(invocation))
                        .addSubcommand(new ClearCommand(invocation))
                        .addSubcommand(new TransferCommand.Export(invocation))
                        .addSubcommand(new TransferCommand.Import(invocation))),
                new Noun(
                        "replay", "Deliver stored events again.", () -> new CommandLine(new ReplayCommand(invocation))),
                new Noun("subs", "Show and move subscriptions.", () -> new CommandLine(new SubsCommand(invocation))
                        .addSubcommand(new DeadLettersCommand(invocation))),
                new Noun("plugin", "Begin, check, install, show and switch plugins.", () -> new CommandLine(
                                new PluginCommand(invocation))
                        .addSubcommand(new PluginNewCommand(invocation))
                        .addSubcommand(new DevCommand(invocation))
                        .addSubcommand(new PluginCheckCommand(invocation))
                        .addSubcommand(new PluginLogsCommand(invocation))),
                new Noun(
                        "dev",
                        "Run a host for the plugin of this folder, and take each new build of its jar, until ctrl-c.",
                        () -> new CommandLine(new DevCommand(invocation))),
                new Noun("jobs", "Show, follow and end long work.", () -> new CommandLine(new JobsCommand(invocation))),
                new Noun(
                        "tokens",
                        "Make, list and revoke access tokens.",
                        () -> new CommandLine(new TokensCommand(invocation))),
                new Noun("users", "The people who may log in.", () -> new CommandLine(new UsersCommand(invocation))),
                new Noun(
                        "config",
                        "Options, their values, and where those came from.",
                        () -> new CommandLine(new ConfigCommand(invocation))),
                new Noun(
                        "store",
                        "Verify the log, or move it to another store.",
                        () -> new CommandLine(new StoreCommand(invocation))),
                new Noun(
                        "init",
                        "Make a folder with settings of its own, for a host that shares this installation with others.",
                        () -> new CommandLine(new InitCommand(invocation))),
                new Noun(
                        "doctor",
                        "Look over what a host on this machine needs, and the one that runs; changes nothing.",
                        () -> new CommandLine(new DoctorCommand(invocation))),
                new Noun(
                        "backup",
                        "Copy what the host on this machine keeps into one file; it may run meanwhile.",
                        () -> new CommandLine(new BackupCommand.Make(invocation))),
                new Noun(
                        "restore",
                        "Put a backup in the place of what the host on this machine keeps; it must not run.",
                        () -> new CommandLine(new BackupCommand.Restore(invocation))),
                new Noun(
                        "upgrade",
                        "With --check: say what this version makes of the data, settings and plugins that another one used.",
                        () -> new CommandLine(new UpgradeCommand(invocation))),
                new Noun(
                        "context",
                        "The hosts you work with, kept for your account.",
                        () -> new CommandLine(new ContextCommand(invocation))),
                new Noun(
                        "errors",
                        "What the codes of problems mean.",
                        () -> new CommandLine(new ErrorsCommand(invocation))));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    /** The tree itself. */
    CommandLine commands() {
        return commands;
    }

    int run(String... arguments) {
        if (arguments.length == 0 || List.of(arguments).equals(List.of("help"))) {
            commands.usage(terminal.out());
            return Exit.OK;
        }
        int exit = commands.execute(arguments);
        terminal.out().flush();
        return exit;
    }

    private int execute(Invocation invocation, ParseResult parsed) {
        try {
            invocation.checkForm();
        } catch (Failure e) {
            return failed(e, commands, parsed);
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private int wrongUsage(ParameterException failure, String[] arguments) {
        String path = failure.getCommandLine().getCommandSpec().qualifiedName();
        String text = Objects.requireNonNullElse(failure.getMessage(), "the words do not fit");
        print("error: " + Printable.line(text.lines().findFirst().orElse(text)));
        meant(failure).ifPresent(word -> print("  did you mean: " + path + " " + word));
        print("  hint: " + path + " --help");
        return Exit.REFUSED;
    }

    /** The command or option that the first word that does not fit was probably to be. */
    private static Optional<String> meant(ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return Optional.empty();
        }
        CommandSpec command = failure.getCommandLine().getCommandSpec();
        String given = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
        Stream<String> words = given.startsWith("-")
                ? command.optionsMap().keySet().stream().filter(option -> option.startsWith("--"))
                : command.subcommands().keySet().stream();
        return Nearest.to(given, words.toList());
    }

    private int failed(Exception failure, CommandLine command, ParseResult parsed) {
        terminal.out().flush();
        if (failure instanceof ProblemAnswer problem) {
            if (root.output.equals(Format.JSON.name().toLowerCase(java.util.Locale.ROOT))) {
                print(Printable.lines(problem.problem().compact()));
            } else {
                print(problem.text(CommandHints.of(problem, command.getCommandSpec())));
            }
            return problem.exit();
        }
        if (failure instanceof Failure known && known.isTold()) {
            return known.exit();
        }
        if (failure instanceof Failure known) {
            print("error: " + Printable.line(Objects.requireNonNullElse(known.getMessage(), "")));
            if (!known.hint().isEmpty()) {
                print("  hint: " + Printable.line(known.hint()));
            }
            trace(known.getCause());
            return known.exit();
        }
        if (failure instanceof LaunchException local) {
            return failed(
                    new Failure(local.exit(), Objects.requireNonNullElse(local.getMessage(), ""), local.hint(), local),
                    command,
                    parsed);
        }
        print("error: " + Printable.line(failure.toString()));
        trace(failure);
        return Exit.FAILED;
    }

    /** Where a failure comes from, for those who asked to be told. */
    private void trace(@Nullable Throwable failure) {
        if (!root.verbose) {
            return;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            print("because of " + Printable.line(cause.toString()));
            for (StackTraceElement place : cause.getStackTrace()) {
                print("    at " + place);
            }
        }
    }

    private void print(String line) {
        terminal.err().println(line);
    }
}
