// SPDX-License-Identifier: Apache-2.0
package io.carillon.testkit;

import io.carillon.events.PluginContext;
import io.carillon.events.PluginState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the host offers a plugin, in memory and in a folder for temporary files. */
final class TestPluginContext implements PluginContext, AutoCloseable {

    private static final int THREADS = 4;
    private static final int QUEUE = 1_000;

    private final String id;
    private final PluginState state;
    private final TestClock clock;
    private final ThreadPoolExecutor executor;
    private @Nullable Path directory;

    TestPluginContext(String id, PluginState state, TestClock clock, Causality causality) {
        this.id = id;
        this.state = state;
        this.clock = clock;
        this.executor =
                new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), work -> {
                    Thread thread = new Thread(work, id);
                    thread.setDaemon(true);
                    return thread;
                }) {
                    @Override
                    public void execute(Runnable work) {
                        super.execute(causality.carry(work));
                    }
                };
        executor.allowCoreThreadTimeOut(true);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public PluginState state() {
        return state;
    }

    @Override
    public synchronized Path dataDirectory() {
        Path known = directory;
        if (known == null) {
            try {
                known = Files.createTempDirectory("carillon-plugin-");
            } catch (IOException e) {
                throw new UncheckedIOException("cannot create a data directory for " + id, e);
            }
            directory = known;
        }
        return known;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public ExecutorService executor() {
        return executor;
    }

    @Override
    public synchronized void close() {
        executor.shutdownNow();
        Path known = directory;
        if (known == null) {
            return;
        }
        directory = null;
        try (Stream<Path> walk = Files.walk(known)) {
            List<Path> all = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : all) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the data directory of " + id + ", " + known, e);
        }
    }
}
