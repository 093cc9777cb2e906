// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
final class Installation implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path image;
    private final Path directory;
    private final Map<String, String> environment = new TreeMap<>();
    private final List<Process> started = new ArrayList<>();

    /** What a command that ended said. */
    record Answer(int exit, String out, String err) {}

    /**
     * Takes the image of this build.
     *
     * @param directory empty, for everything the host keeps
     */
    Installation(Path directory) throws IOException {
        this.image = image();
        this.directory = directory;
        environment.put("CARILLON_DATA", data().toString());
        environment.put("CARILLON_PLUGINS", directory.resolve("plugins").toString());
        environment.put("CARILLON_LOGS", directory.resolve("logs").toString());
        environment.put("CARILLON_HTTP__PORT", "0");
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

    Installation with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Path home() {
        return image;
    }

    Path data() {
        return Path.of(environment.getOrDefault(
                "CARILLON_DATA", directory.resolve("data").toString()));
    }

    Path plugins() {
        return directory.resolve("plugins");
    }

    Path ready() {
        return data().resolve("run/ready.json");
    }

    /** Begins to start the host. */
    Process launch(String... options) throws IOException {
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
    Process start(String... options) throws IOException {
        Process host = launch(options);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
            assertThat(host.isAlive()).as("the host runs; it said: %s", log()).isTrue();
            return Files.exists(ready()) && announced().path("pid").asLong() == host.pid();
        });
        return host;
    }

    /** What the host says of itself. */
    JsonNode announced() throws IOException {
        return JSON.readTree(Files.readString(ready()));
    }

    URI url() throws IOException {
        return URI.create(announced().path("url").asText());
    }

    /** Everything the hosts printed to standard error so far. */
    String log() throws IOException {
        return Files.exists(output("err")) ? Files.readString(output("err")) : "";
    }

    private Path output(String stream) {
        return directory.resolve("host." + stream);
    }

    /** Runs a command to its end, with nobody at a terminal. */
    Answer run(String... words) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "command", ".out");
        Path err = Files.createTempFile(directory, "command", ".err");
        Process command = process(List.of(words))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        started.add(command);
        assertThat(command.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("%s ends", List.of(words))
                .isTrue();
        return new Answer(
                command.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    Answer shell(String line) throws IOException, InterruptedException {
        return run("shell", line);
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
    Duration terminate(Process host) throws InterruptedException {
        long begin = System.nanoTime();
        host.destroy();
        assertThat(host.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("the host ends")
                .isTrue();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    void kill(Process host) throws InterruptedException {
        host.destroyForcibly();
        assertThat(host.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
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
