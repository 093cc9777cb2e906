// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A host of the built image on directories of its own. Signals reach only the process it started. */
final class HostProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path home;
    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Process process;
    private @Nullable ReadyHost ready;

    /**
     * @param directory where data, plugins and output go
     * @param settings environment variables beside those for the directories
     */
    HostProcess(Path directory, Map<String, String> settings) throws IOException {
        this.home = image();
        this.directory = directory;
        environment.put("CARILLON_DATA", directory.resolve("data").toString());
        environment.put("CARILLON_PLUGINS", plugins().toString());
        environment.put("CARILLON_LOGS", directory.resolve("logs").toString());
        environment.put("CARILLON_HTTP__PORT", "0");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.putAll(settings);
        Files.createDirectories(plugins());
    }

    private static Path image() throws IOException {
        Path target =
                Path.of(System.getProperty("carillon.image.target", "target")).toAbsolutePath();
        try (Stream<Path> entries = Files.list(target)) {
            return entries.filter(
                            entry -> Files.isExecutable(entry.resolve("bin").resolve("carillon")))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "there is no built image in " + target + "; run the package phase first"));
        }
    }

    Path plugins() {
        return directory.resolve("plugins");
    }

    Path readyFile() {
        return directory.resolve("data").resolve("run").resolve("ready.json");
    }

    ReadyHost ready() {
        ReadyHost known = ready;
        assertThat(known).as("a started host").isNotNull();
        return known;
    }

    /** Starts it and waits until it is ready; returns how long that took. */
    Duration start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(), "run");
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
        long begin = System.nanoTime();
        Process started = builder.start();
        process = started;
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> {
            assertThat(started.isAlive())
                    .as("host is running; its output: %s", tail())
                    .isTrue();
            ready = ReadyHost.read(readyFile())
                    .filter(host -> host.pid() == started.pid()
                            || started.descendants().anyMatch(child -> child.pid() == host.pid()))
                    .orElse(null);
            return ready != null;
        });
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Kills it with SIGKILL and waits until it is gone. */
    void kill() throws InterruptedException {
        ProcessHandle host = ProcessHandle.of(ready().pid()).orElseThrow();
        host.destroyForcibly();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(() -> !host.isAlive());
        Process started = process;
        if (started != null) {
            assertThat(started.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
        process = null;
        ready = null;
    }

    /** Sends a signal that the JDK has no name for, as STOP and CONT. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + ready().pid()).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Runs a command of {@code bin/carillon} against this host; returns what it printed. */
    String run(String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        words.add(command());
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        Process client = builder.start();
        String text = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(client.waitFor()).as("exit code of %s: %s", words, text).isZero();
        return text.strip();
    }

    /** A token of the role, from a host that runs. */
    String token(String role, String name) throws IOException, InterruptedException {
        return run("tokens", "create", "--role", role, "--name", name);
    }

    private String command() {
        return home.resolve("bin").resolve("carillon").toString();
    }

    private Path output() {
        return directory.resolve("output.txt");
    }

    private String tail() throws IOException {
        String text = Files.exists(output()) ? Files.readString(output()) : "";
        return text.substring(Math.max(0, text.length() - 4_000));
    }

    /** Ends it if it runs, in whatever way. */
    @Override
    public void close() throws IOException, InterruptedException {
        if (ready != null) {
            signal("CONT");
            kill();
        }
        Process started = process;
        if (started != null) {
            started.descendants().forEach(ProcessHandle::destroyForcibly);
            started.destroyForcibly().waitFor();
        }
    }
}
