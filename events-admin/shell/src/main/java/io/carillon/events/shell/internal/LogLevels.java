// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.ILoggerFactory;

/**
 * The levels of the loggers, and their change until the host stops. The logging runtime takes levels from a file only, so a
 * change is a copy of the configured file with more loggers at its end, which the runtime is told to load. It holds back
 * records while it does.
 *
 * <p>Threads: safe for concurrent use; changes are made one after the other.
 */
final class LogLevels {

    /** The most loggers with a changed level. */
    static final int MAX_CHANGES = 100;

    /** The last logger of the copy; its level goes to and fro, and so tells that the runtime has taken a copy whole. */
    private static final String WITNESS = "carillon.log.levels";

    private static final Duration POLL = Duration.ofMillis(10);

    private final Path configured;
    private final Path copy;
    private final Loading loading;
    private final ILoggerFactory loggers;
    private final Duration patience;
    private final Map<String, LoggerLevel> changes = new TreeMap<>();

    /** Has the logging runtime load a file, now or soon. */
    @FunctionalInterface
    interface Loading {
        void load(Path file) throws IOException;
    }

    /**
     * Begins without a change.
     *
     * @param configured what the operator wrote
     * @param copy where to put the copy
     * @param patience the longest wait for the runtime
     */
    LogLevels(Path configured, Path copy, Loading loading, ILoggerFactory loggers, Duration patience) {
        this.configured = configured;
        this.copy = copy;
        this.loading = loading;
        this.loggers = loggers;
        this.patience = patience;
    }

    /** The level in force of any logger. */
    LoggerLevel of(String logger) {
        return LoggerLevel.of(loggers.getLogger(logger));
    }

    /** What the operator's file says now, as written. */
    Map<String, String> configured() throws IOException {
        return LogbackFile.read(configured).levels();
    }

    synchronized Map<String, LoggerLevel> changes() {
        return new TreeMap<>(changes);
    }

    /**
     * Changes the level of a logger and waits until it is in force.
     *
     * @param level empty for what the operator's file says
     * @throws CommandException if too many would be changed; nothing is
     * @throws IOException saying why nothing is changed, or may not be in force yet
     */
    synchronized void change(String logger, Optional<LoggerLevel> level) throws IOException, InterruptedException {
        Map<String, LoggerLevel> next = new TreeMap<>(changes);
        next.remove(logger);
        level.ifPresent(given -> next.put(logger, given));
        if (next.size() > MAX_CHANGES) {
            throw CommandException.usage(
                    "more than " + MAX_CHANGES + " loggers would have a changed level", "log:level LOGGER default");
        }
        LogbackFile file = LogbackFile.read(configured);
        next.forEach(file::set);
        LoggerLevel witness = of(WITNESS) == LoggerLevel.OFF ? LoggerLevel.TRACE : LoggerLevel.OFF;
        file.set(WITNESS, witness);
        file.write(copy);
        loading.load(copy);
        changes.clear();
        changes.putAll(next);
        await(witness);
    }

    private void await(LoggerLevel witness) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (of(WITNESS) != witness) {
            if (System.nanoTime() - begin > patience.toNanos()) {
                throw new IOException(
                        "the logging runtime has not taken " + copy + " within " + patience.toSeconds() + " s");
            }
            Thread.sleep(POLL.toMillis());
        }
    }
}
