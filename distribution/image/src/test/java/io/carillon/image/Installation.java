// SPDX-License-Identifier: Apache-2.0
package io.carillon.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.patience.Patience;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The built image with directories and an environment of its own. Ends every process it started, and no other. */
public final class Installation implements AutoCloseable {

    /** Longest wait for a host or a command. */
    public static final Duration PATIENCE = Patience.LONGEST;

    private static final Path NOTHING = Path.of("/dev/null");

    private final Path image;
    private final Path directory;
    private final Map<String, String> environment = new TreeMap<>();
    private final List<Process> started = new ArrayList<>();

    /** What a command that ended said. */
    public record Answer(int exit, String out, String err) {}

    /**
     * Takes the image of this build.
     *
     * @param directory empty or absent, for everything the host keeps
     */
    public Installation(Path directory) throws IOException {
        this.image = image();
        this.directory = Files.createDirectories(directory);
        environment.put("CARILLON_DATA", data().toString());
        environment.put("CARILLON_PLUGINS", directory.resolve("plugins").toString());
        environment.put("CARILLON_LOGS", directory.resolve("logs").toString());
        environment.put("CARILLON_HTTP__PORT", "0");
        // Tests kill hosts soon after their start, which would be held against the plugins.
        environment.put("CARILLON_PLUGINS__SAFEMODECRASHES", "0");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
    }

    private static Path image() throws IOException {
        Path target = Path.of("target").toAbsolutePath();
        try (Stream<Path> entries = Files.list(target)) {
            return entries.filter(entry -> Files.isExecutable(entry.resolve("bin/carillon")))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalStateException("there is no image in " + target + "; package it first"));
        }
    }

    public Installation with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public Installation without(String variable) {
        environment.remove(variable);
        return this;
    }

    public Path home() {
        return image;
    }

    public Path data() {
        return Path.of(environment.getOrDefault(
                "CARILLON_DATA", directory.resolve("data").toString()));
    }

    public Path plugins() {
        return directory.resolve("plugins");
    }

    public Path ready() {
        return data().resolve("run/ready.json");
    }

    /** Begins to start the host. */
    public Process launch(String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of("run"));
        words.addAll(List.of(options));
        Process host = process(words)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output("out").toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(output("err").toFile()))
                .start();
        started.add(host);
        return host;
    }

    /** Starts the host and waits until it, and not one before it, says that it is ready. */
    public Process start(String... options) throws IOException {
        Process host = launch(options);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
            assertThat(host.isAlive()).as("the host runs; it said: %s", log()).isTrue();
            return ReadyHost.read(ready())
                    .filter(ready -> ready.pid() == host.pid())
                    .isPresent();
        });
        return host;
    }

    /** What the host says of itself. */
    public ReadyHost announced() {
        return ReadyHost.read(ready())
                .orElseThrow(() -> new IllegalStateException("no host says in " + ready() + " that it is ready"));
    }

    public URI url() {
        return announced().url();
    }

    /** Everything the hosts printed to standard error so far. */
    public String log() throws IOException {
        return Files.exists(output("err")) ? Files.readString(output("err")) : "";
    }

    private Path output(String stream) {
        return directory.resolve("host." + stream);
    }

    /** Runs a command to its end, with nobody at a terminal. */
    public Answer run(String... words) throws IOException, InterruptedException {
        return pipe(NOTHING, words);
    }

    /** Runs a command to its end, with a file as its standard input. */
    public Answer pipe(Path input, String... words) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "command", ".out");
        Path err = Files.createTempFile(directory, "command", ".err");
        Process command = begin(input, out, err, words);
        assertThat(command.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("%s ends", List.of(words))
                .isTrue();
        return new Answer(
                command.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    /**
     * Begins a command that goes on for ever, with nobody at a terminal.
     *
     * @param out what it prints
     * @param err what it says besides
     */
    public Process begin(Path out, Path err, String... words) throws IOException {
        return begin(NOTHING, out, err, words);
    }

    private Process begin(Path in, Path out, Path err, String... words) throws IOException {
        Process command = process(List.of(words))
                .redirectInput(ProcessBuilder.Redirect.from(in.toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        started.add(command);
        return command;
    }

    public Answer shell(String line) throws IOException, InterruptedException {
        return run("shell", line);
    }

    /** Makes a token of the role at a host that runs. */
    public String token(String role, String name) throws IOException, InterruptedException {
        Answer made = run("tokens", "create", "--role", role, "--name", name);
        assertThat(made.exit()).as(made.err()).isZero();
        return made.out().strip();
    }

    private ProcessBuilder process(List<String> words) {
        List<String> command = new ArrayList<>();
        command.add(image.resolve("bin/carillon").toString());
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("CARILLON_"));
        builder.environment().putAll(environment);
        return builder;
    }

    /** Asks the host to stop, as a service manager would, and says how long it took. */
    public Duration terminate(Process host) throws InterruptedException {
        long begin = System.nanoTime();
        host.destroy();
        assertThat(host.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("the host ends")
                .isTrue();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    public void kill(Process host) throws InterruptedException {
        host.destroyForcibly();
        assertThat(host.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /** Sends a signal that the JDK has no name for, as STOP and CONT. */
    public static void signal(Process host, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + host.pid()).start();
        assertThat(kill.waitFor()).isZero();
    }

    @Override
    public void close() throws InterruptedException {
        for (Process process : started) {
            if (process.isAlive()) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
