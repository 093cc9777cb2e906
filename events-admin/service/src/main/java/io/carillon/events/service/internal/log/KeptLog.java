// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.log;

import io.carillon.events.Severity;
import io.carillon.events.admin.LogAdmin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

/**
 * Listens to the log, and has the log service forget: it keeps what was thrown, and a plugin's exception keeps all classes of
 * the plugin in memory after it has gone.
 *
 * <p>Threads: called by whoever logs; must not log itself once it listens.
 */
@Component(service = LogAdmin.class, immediate = true)
public final class KeptLog implements LogAdmin, LogListener {

    private static final Comparator<LogRecord> BY_NUMBER = Comparator.comparingLong(LogRecord::number);

    private final LogReaderService log;

    /** By bundle, those that wrote last at the end. */
    private final Map<String, KeptRecords> kept = new LinkedHashMap<>();

    /** Numbers that the log service gave to records that were taken from what it had, and may be told yet. */
    private final Set<Long> early = new HashSet<>();

    private long last;

    /** The last number of bundles that are not kept any more. */
    private long forgotten;

    @Activate
    public KeptLog(@Reference LogReaderService log) {
        this.log = log;
        synchronized (this) {
            log.addLogListener(this);
            List<LogEntry> before = Collections.list(log.getLog());
            Collections.reverse(before);
            for (LogEntry entry : before) {
                logged(entry);
                early.add(entry.getSequence());
            }
        }
        LogMemory.end(log);
    }

    @Deactivate
    void stop() {
        log.removeLogListener(this);
    }

    @Override
    public void logged(LogEntry entry) {
        Bundle bundle = entry.getBundle();
        String name = bundle == null || bundle.getSymbolicName() == null ? "" : bundle.getSymbolicName();
        Throwable thrown = entry.getException();
        String text = cut(String.valueOf(entry.getMessage()));
        @Nullable String error = thrown == null ? null : cut(LoggedFailure.of(thrown));
        synchronized (this) {
            if (early.remove(entry.getSequence())) {
                return;
            }
            LogRecord record = new LogRecord(
                    ++last,
                    Instant.ofEpochMilli(entry.getTime()),
                    severity(entry.getLogLevel()),
                    name,
                    String.valueOf(entry.getLoggerName()),
                    String.valueOf(entry.getThreadInfo()),
                    text,
                    error);
            keep(record);
        }
    }

    private void keep(LogRecord record) {
        KeptRecords known = kept.remove(record.bundle());
        KeptRecords records = known == null ? new KeptRecords(forgotten) : known;
        records.add(record);
        kept.put(record.bundle(), records);
        if (kept.size() > MAX_BUNDLES) {
            Iterator<KeptRecords> oldest = kept.values().iterator();
            forgotten = Math.max(forgotten, oldest.next().last());
            oldest.remove();
        }
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }

    private static Severity severity(LogLevel level) {
        return switch (level) {
            case ERROR -> Severity.ERROR;
            case WARN -> Severity.WARN;
            case DEBUG -> Severity.DEBUG;
            case TRACE -> Severity.TRACE;
            default -> Severity.INFO;
        };
    }

    @Override
    public synchronized Page newest(String bundle, Severity least, int limit) {
        KeptRecords records = kept.get(bundle);
        return new Page(records == null ? List.of() : tail(records.after(0, least), limit), last, false);
    }

    @Override
    public synchronized Page after(String bundle, long number, Severity least, int limit) {
        KeptRecords records = kept.get(bundle);
        if (records == null) {
            return new Page(List.of(), Math.max(number, last), number < forgotten);
        }
        List<LogRecord> found = records.after(number, least);
        return found.size() <= limit
                ? new Page(found, Math.max(number, last), number < records.lost())
                : new Page(found.subList(0, limit), found.get(limit - 1).number(), number < records.lost());
    }

    @Override
    public synchronized List<LogRecord> newest(Severity least, int limit) {
        List<LogRecord> all = new ArrayList<>();
        kept.values().forEach(records -> all.addAll(records.after(0, least)));
        all.sort(BY_NUMBER);
        return List.copyOf(tail(all, limit));
    }

    private static List<LogRecord> tail(List<LogRecord> records, int limit) {
        return records.subList(Math.max(0, records.size() - limit), records.size());
    }
}
