// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import io.carillon.cli.http.Address;
import io.carillon.cli.http.Server;
import io.carillon.cli.http.Trust;
import io.carillon.cli.output.Format;
import io.carillon.cli.output.Output;
import io.carillon.cli.output.Printable;
import io.carillon.cli.output.Style;
import io.carillon.launcher.LocalHost;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/** One run of the command: its options, environment and streams. */
public final class Invocation {

    private final Options options;
    private final Map<String, String> environment;
    private final Terminal terminal;
    private final IntConsumer halt;
    private boolean warned;

    /**
     * A run.
     *
     * @param halt ends the process with an exit code
     */
    public Invocation(Options options, Map<String, String> environment, Terminal terminal, IntConsumer halt) {
        this.halt = halt;
        this.options = options;
        this.environment = Map.copyOf(environment);
        this.terminal = terminal;
    }

    public Map<String, String> environment() {
        return environment;
    }

    public Terminal terminal() {
        return terminal;
    }

    public boolean verbose() {
        return options.verbose;
    }

    /**
     * The file of certificates to trust that was named this time, by the option or else the environment, absolute; empty for none.
     *
     * @throws Failure if it holds none
     */
    public String ca() {
        String named = options.ca.isEmpty() ? environment.getOrDefault("CARILLON_CA", "") : options.ca;
        if (named.isEmpty()) {
            return "";
        }
        String file = Path.of(named).toAbsolutePath().normalize().toString();
        Trust.of(file);
        return file;
    }

    /**
     * The host that is meant.
     *
     * @throws Failure if there is none, or the file of certificates that was named holds none; that one is told of a host too
     *     that is asked without TLS
     */
    public Address address() {
        ca();
        return Address.choose(options.server, options.token, options.ca, options.context, environment);
    }

    /** The host that is meant, ready to be asked. */
    public Server server() {
        return server(address());
    }

    /** A host of this machine, whichever else is named. */
    public Server server(LocalHost host) {
        return server(new Address(host.url(), "", ca(), true));
    }

    /** One host among others. */
    public Server server(Address address) {
        if (address.isExposed() && !warned) {
            warned = true;
            hint("warning: the token goes to " + address
                    + " unencrypted, and who is on the way can use it; https:// is safe");
        }
        return new Server(address, options.verbose ? terminal.err()::println : line -> {});
    }

    /**
     * Refuses options that name a host, for a command that works without one.
     *
     * @param command without {@code carillon}
     */
    public void mustNameNoHost(String command) {
        if (!options.server.isEmpty() || !options.context.isEmpty()) {
            throw new Failure(
                    Exit.REFUSED,
                    command + " works on this machine and talks to no host",
                    "leave out --server and --context");
        }
    }

    /**
     * Looks at the form of the output before anything is done.
     *
     * @throws Failure if there is none of that name
     */
    void checkForm() {
        format();
    }

    public Output output() {
        boolean colour = terminal.seen()
                && !options.plain
                && environment.getOrDefault("NO_COLOR", "").isEmpty();
        ZoneId zone = options.utc ? ZoneOffset.UTC : ZoneId.systemDefault();
        return new Output(terminal.out(), terminal.seen(), format(), new Style(zone, colour));
    }

    private Optional<Format> format() {
        if (options.output.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(Format.values())
                .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(options.output))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        Exit.REFUSED,
                        "there is no output form \"" + Printable.line(options.output) + "\"",
                        "-o table, json, ndjson, csv or raw")));
    }

    /** Ends the process in the middle of what it does; what was printed is out. */
    public void end(int exit) {
        terminal.out().flush();
        halt.accept(exit);
    }

    /** Says something to the person, not to programs. */
    public void hint(String text) {
        if (!options.quiet) {
            terminal.err().println(text);
        }
    }

    /** Replaces the line of progress, for a person only. */
    public void progress(String text) {
        if (!options.quiet && terminal.watched()) {
            terminal.err().print("\r\u001b[K" + text);
            terminal.err().flush();
        }
    }

    /**
     * Reads the first line of standard input, without space around it.
     *
     * @param what it is to be
     * @throws Failure if there is none
     */
    public String firstLine(String what) throws IOException {
        String line = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8)).readLine();
        if (line == null || line.isBlank()) {
            throw new Failure(Exit.REFUSED, "there is no " + what + " on standard input", "");
        }
        return line.strip();
    }

    /**
     * Has a person confirm something that cannot be undone.
     *
     * @param what a sentence on what will happen
     * @param word to be typed
     * @param force whether nobody has to be asked
     * @throws Failure if nobody can be asked, or another word is typed
     */
    public void confirm(String what, String word, boolean force) throws IOException {
        if (force) {
            return;
        }
        if (!terminal.typed()) {
            throw new Failure(Exit.REFUSED, "will not ask for confirmation without a terminal; add --force", "");
        }
        terminal.err().print(what + " Type " + word + " to go on: ");
        terminal.err().flush();
        String typed = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8)).readLine();
        if (typed == null || !typed.strip().equals(word)) {
            throw new Failure(Exit.REFUSED, "nothing was done: " + word + " was not typed", "");
        }
    }
}
