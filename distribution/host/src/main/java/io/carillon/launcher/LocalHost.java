// SPDX-License-Identifier: Apache-2.0
package io.carillon.launcher;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The host that runs on the data directory of this machine, for programs of the account that owns it. */
public final class LocalHost {

    private final Directories directories;
    private final URI url;

    /** What a command of the shell answered. */
    public record Answer(int exit, String out, String err) {}

    private LocalHost(Directories directories, URI url) {
        this.directories = directories;
        this.url = url;
    }

    /** Finds it; empty when none runs there, or no directory is known. */
    public static Optional<LocalHost> find(Map<String, String> environment) {
        if (environment.getOrDefault("CARILLON_HOME", "").isBlank()) {
            return Optional.empty();
        }
        Directories directories = Directories.of(environment);
        if (InstanceLock.holder(directories).isEmpty()) {
            return Optional.empty();
        }
        return ReadyFile.read(directories.ready()).map(ready -> new LocalHost(directories, URI.create(ready.url())));
    }

    /** Where it listens. */
    public URI url() {
        return url;
    }

    /** Runs one command in its shell, each word a literal word. */
    public Answer shell(List<String> words) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new BufferedReader(Reader.nullReader()),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        try (ShellClient client = ShellClient.connect(directories)) {
            int exit = client.execute(Client.quoted(words), terminal);
            return new Answer(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }
    }
}
