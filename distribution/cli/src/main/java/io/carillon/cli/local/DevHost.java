// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.launcher.LocalHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A host with its log in memory and a folder of its own, both gone when it is closed or this process ends. What it logs goes to
 * standard error.
 */
public final class DevHost implements AutoCloseable {

    /** A host ends within 15 s, whatever its plugins do. */
    private static final long PATIENCE_SECONDS = 20;

    private final Path folder;
    private final Map<String, String> environment;
    private final Process process;
    private final Thread hook = new Thread(this::stop, "stop-host");
    private Runnable last = () -> {};
    private boolean stopped;

    private DevHost(Path folder, Map<String, String> environment, Process process) {
        this.folder = folder;
        this.environment = environment;
        this.process = process;
    }

    /**
     * Begins to start one.
     *
     * @param environment with {@code CARILLON_HOME}
     * @param port to listen on, 0 for any
     * @param debug port for a debugger, 0 for none
     */
    public static DevHost start(Map<String, String> environment, int port, int debug) throws IOException {
        Path folder = Files.createTempDirectory("carillon-dev");
        Map<String, String> own = new HashMap<>(environment);
        for (String each : List.of("data", "plugins", "logs")) {
            own.put(
                    "CARILLON_" + each.toUpperCase(java.util.Locale.ROOT),
                    PrivateFiles.folders(folder.resolve(each)).toString());
        }
        if (debug > 0) {
            String options = environment.getOrDefault("CARILLON_JAVA_OPTS", "");
            own.put(
                    "CARILLON_JAVA_OPTS",
                    (options + " -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + debug)
                            .strip());
        }
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(own.getOrDefault("CARILLON_HOME", ""), "bin", "carillon")
                                .toString(),
                        "run",
                        "--set=store.url=memory:",
                        "--set=http.bind=127.0.0.1",
                        "--set=http.port=" + port,
                        "--set=log.target=console",
                        "--set=plugins.settleMillis=50",
                        "--set=plugins.safeModeCrashes=0")
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().clear();
        builder.environment().putAll(own);
        try {
            DevHost host = new DevHost(folder, Map.copyOf(own), builder.start());
            Runtime.getRuntime().addShutdownHook(host.hook);
            return host;
        } catch (IOException e) {
            PrivateFiles.delete(folder);
            throw e;
        }
    }

    /** The folder its plugins come from. */
    public Path plugins() {
        return folder.resolve("plugins");
    }

    /** The exit code of a host that ended by itself. */
    public Optional<Integer> ended() {
        return process.isAlive() ? Optional.empty() : Optional.of(process.exitValue());
    }

    /** The host, as soon as it is up. */
    public Optional<LocalHost> ready() {
        return LocalHost.find(environment);
    }

    /** Has something done when it ends, however that comes about. */
    public synchronized void atEnd(Runnable work) {
        last = work;
    }

    private synchronized void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        try {
            last.run();
        } finally {
            end();
        }
    }

    private void end() {
        try {
            process.destroy();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            PrivateFiles.delete(folder);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot remove " + folder, e);
        }
    }

    @Override
    public void close() {
        try {
            stop();
        } finally {
            forget();
        }
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the process ends, and its hooks run already
        }
    }
}
