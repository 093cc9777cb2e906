// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.Severity;
import io.carillon.events.admin.LogAdmin;
import java.time.Instant;
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
    volatile @Nullable LogAdmin log;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable LogReaderService live;

    @Activate
    public LogCommands() {
        this(null, null);
    }

    /** For tests: no container. */
    LogCommands(@Nullable LogAdmin log, @Nullable LogReaderService live) {
        this.log = log;
        this.live = live;
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
        LogAdmin kept = Capability.of(log, "the log");
        LogReaderService reader = Capability.of(live, "the log");
        LogLevel worst = level(level);
        if (count < 0) {
            throw CommandException.usage("--count is less than 0: " + count, "0 shows no old records");
        }
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
            Severity least = Severity.valueOf(worst.name());
            List<LogAdmin.LogRecord> newest = count == 0 ? List.of() : kept.newest(least, count);
            newest.forEach(record -> session.getConsole().println(line(record)));
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

    private static boolean wanted(LogEntry entry, LogLevel worst) {
        return entry.getLogLevel().compareTo(worst) <= 0;
    }

    private static String line(LogAdmin.LogRecord record) {
        String error = record.error();
        return line(
                record.time(),
                record.severity(),
                record.text(),
                error == null ? null : error.lines().findFirst().orElse(""));
    }

    private static String line(LogEntry entry) {
        Throwable thrown = entry.getException();
        return line(
                Instant.ofEpochMilli(entry.getTime()),
                entry.getLogLevel(),
                entry.getMessage(),
                thrown == null ? null : thrown.toString());
    }

    private static String line(Instant time, Enum<?> level, String message, @Nullable String thrown) {
        String text = String.format(Locale.ROOT, "%s %-5s %s", Printable.time(time), level, message);
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
