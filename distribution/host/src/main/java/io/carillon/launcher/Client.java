// SPDX-License-Identifier: Apache-2.0
package io.carillon.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The commands that talk to a running host. Each returns its exit code. */
final class Client {

    /** A stop ends within 15 s. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final Directories directories;
    private final Terminal terminal;

    Client(Directories directories, Terminal terminal) {
        this.directories = directories;
        this.terminal = terminal;
    }

    int status() {
        OptionalLong pid = InstanceLock.holder(directories);
        if (pid.isEmpty()) {
            terminal.out().println("stopped  " + directories.data());
            return Exit.UNAVAILABLE;
        }
        Optional<ReadyFile> ready = ReadyFile.read(directories.ready());
        if (ready.isEmpty()) {
            terminal.out().println("starting  pid " + pid.getAsLong() + "  " + directories.data());
            return Exit.UNAVAILABLE;
        }
        ReadyFile host = ready.get();
        terminal.out()
                .println("running  pid " + pid.getAsLong() + "  " + host.url() + "  version " + host.version()
                        + "  store " + host.store() + "  " + directories.data());
        return Exit.OK;
    }

    int stop() throws InterruptedException {
        OptionalLong pid = InstanceLock.holder(directories);
        Optional<ProcessHandle> process = pid.isEmpty() ? Optional.empty() : ProcessHandle.of(pid.getAsLong());
        if (process.isEmpty()) {
            throw new LaunchException(
                    Exit.UNAVAILABLE,
                    "no host runs on " + directories.data(),
                    "set CARILLON_DATA to the data directory of the one you mean");
        }
        if (!process.get().destroy()) {
            throw new LaunchException(
                    Exit.NOT_ALLOWED,
                    "process " + pid.getAsLong() + " cannot be told to stop",
                    "use the account that runs it");
        }
        try {
            process.get().onExit().get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new LaunchException(
                    Exit.TIMED_OUT,
                    "process " + pid.getAsLong() + " did not end within " + STOP_TIMEOUT.toSeconds() + " s",
                    "see its log; what it acknowledged is stored, so it may be killed",
                    e);
        } catch (ExecutionException e) {
            throw new LaunchException(Exit.FAILED, "cannot wait for process " + pid.getAsLong() + ": " + e, "", e);
        }
        terminal.out().println("stopped  pid " + pid.getAsLong());
        return Exit.OK;
    }

    /** One line given as arguments, or lines as they are typed. */
    int shell(List<String> arguments) throws IOException {
        try (ShellClient client = ShellClient.connect(directories)) {
            if (!arguments.isEmpty()) {
                return client.execute(arguments.size() == 1 ? arguments.get(0) : quoted(arguments), terminal);
            }
            return interactive(client);
        }
    }

    private int interactive(ShellClient client) throws IOException {
        int exit = Exit.OK;
        while (true) {
            if (terminal.interactive()) {
                terminal.out().print("carillon> ");
                terminal.out().flush();
            }
            String line = terminal.in().readLine();
            if (line == null || List.of("exit", "quit").contains(line.strip())) {
                return exit;
            }
            if (!line.isBlank()) {
                exit = client.execute(line, terminal);
            }
        }
    }

    /** Makes a token through the socket; prints nothing but the token. */
    int tokens(List<String> arguments) throws IOException {
        if (arguments.isEmpty() || !List.of("create", "list", "revoke").contains(arguments.get(0))) {
            throw new LaunchException(
                    Exit.REFUSED,
                    "tokens needs create, list or revoke",
                    "carillon tokens create --role ROLE --name NAME [--expires 90d] | list | revoke NAME");
        }
        String rest = quoted(arguments.subList(1, arguments.size()));
        try (ShellClient client = ShellClient.connect(directories)) {
            return client.execute("token:" + arguments.get(0) + " " + rest, terminal);
        }
    }

    /** Each word as one literal word of the shell. */
    static String quoted(List<String> words) {
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            line.append(line.isEmpty() ? "" : " ")
                    .append('\'')
                    .append(word.replace("'", "'\\''"))
                    .append('\'');
        }
        return line.toString();
    }
}
