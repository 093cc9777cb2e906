// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

/** Commands of the scope {@code log}. */
@Component(
        service = LogCommands.class,
        property = {"osgi.command.scope=log", "osgi.command.function=tail"})
public final class LogCommands {

    /** Records waiting to be printed while following. */
    private static final int BACKLOG = 1_000;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable LogReaderService log;

    @Activate
    public LogCommands() {
        this(null);
    }

    /** For tests: no container. */
    LogCommands(@Nullable LogReaderService log) {
        this.log = log;
    }

    @Descriptor("Shows the newest log records, and with --follow those to come, until interrupted.")
    public void tail(
            CommandSession session,
            @Descriptor("this level or worse: error, warn, info, debug")
                    @Parameter(names = "--level", absentValue = "info")
                    String level,
            @Descriptor("go on")
                    @Parameter(
                            names = {"--follow", "-f"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean follow,
            @Descriptor("at most so many old records")
                    @Parameter(
                            names = {"--count", "-n"},
                            absentValue = "20")
                    int count)
            throws InterruptedException {
        LogReaderService reader = Capability.of(log, "the log");
        LogLevel worst = level(level);
        BlockingQueue<LogEntry> queue = new ArrayBlockingQueue<>(BACKLOG);
        AtomicLong lost = new AtomicLong();
        LogListener listener = entry -> {
            if (wanted(entry, worst) && !queue.offer(entry)) {
                lost.incrementAndGet();
            }
        };
        if (follow) {
            reader.addLogListener(listener);
        }
        try {
            newest(reader, worst, count).forEach(entry -> session.getConsole().println(line(entry)));
            while (follow && !session.getConsole().checkError()) {
                LogEntry entry = queue.poll(1, TimeUnit.SECONDS);
                if (entry != null) {
                    session.getConsole().println(line(entry));
                }
                long missing = lost.getAndSet(0);
                if (missing > 0) {
                    session.getConsole().println("… " + missing + " records were not shown");
                }
            }
        } finally {
            reader.removeLogListener(listener);
        }
    }

    /** The newest records, oldest first; the reader gives the newest first. */
    private static List<LogEntry> newest(LogReaderService reader, LogLevel worst, int count) {
        Deque<LogEntry> found = new ArrayDeque<>();
        for (LogEntry entry : Collections.list(reader.getLog())) {
            if (found.size() < count && wanted(entry, worst)) {
                found.addFirst(entry);
            }
        }
        return new ArrayList<>(found);
    }

    private static boolean wanted(LogEntry entry, LogLevel worst) {
        return entry.getLogLevel().compareTo(worst) <= 0;
    }

    private static String line(LogEntry entry) {
        Throwable thrown = entry.getException();
        String text = String.format(
                Locale.ROOT,
                "%s %-5s %s",
                Printable.time(Instant.ofEpochMilli(entry.getTime())),
                entry.getLogLevel(),
                entry.getMessage());
        return Printable.text(thrown == null ? text : text + " — " + thrown);
    }

    private static LogLevel level(String text) {
        for (LogLevel level : LogLevel.values()) {
            if (level != LogLevel.AUDIT && level.name().equals(text.toUpperCase(Locale.ROOT))) {
                return level;
            }
        }
        throw CommandException.usage(
                "--level is not a level: \"" + text + "\"", "one of error, warn, info, debug, trace");
    }
}
