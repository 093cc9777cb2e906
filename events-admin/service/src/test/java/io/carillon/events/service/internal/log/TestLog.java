// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.log;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

/** A log service that keeps the newest records, the newest first, as that of the runtime does. */
public final class TestLog implements LogReaderService {

    static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");

    final List<LogListener> listeners = new CopyOnWriteArrayList<>();
    final Deque<LogEntry> kept = new ArrayDeque<>();
    Runnable whenAsked = () -> {};
    private int most = 100;
    private long last;

    void write(@Nullable String bundle, LogLevel level, String text, @Nullable Throwable thrown) {
        LogEntry entry;
        synchronized (kept) {
            entry = entry(++last, bundle, level, text, thrown);
            kept.addFirst(entry);
            while (kept.size() > most) {
                kept.removeLast();
            }
        }
        listeners.forEach(listener -> listener.logged(entry));
    }

    /** Tells listeners of all that is kept, as one does who kept it a moment before they came. */
    void tellAgain() {
        kept.descendingIterator().forEachRemaining(entry -> listeners.forEach(listener -> listener.logged(entry)));
    }

    /** As in the runtime: counts from the next record on. */
    public void setMaxEntries(int number) {
        most = number;
    }

    @Override
    public Enumeration<LogEntry> getLog() {
        List<LogEntry> all = List.copyOf(kept);
        whenAsked.run();
        return Collections.enumeration(all);
    }

    @Override
    public void addLogListener(LogListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeLogListener(LogListener listener) {
        listeners.remove(listener);
    }

    private static LogEntry entry(
            long number, @Nullable String plugin, LogLevel level, String text, @Nullable Throwable thrown) {
        return answering(LogEntry.class, method -> switch (method) {
            case "getBundle" ->
                plugin == null ? null : answering(Bundle.class, any -> any.equals("getSymbolicName") ? plugin : null);
            case "getSequence" -> number;
            case "getTime" -> TIME.toEpochMilli();
            case "getLogLevel" -> level;
            case "getLoggerName" -> "com.example.Logger";
            case "getThreadInfo" -> "worker-1";
            case "getMessage" -> text;
            case "getException" -> thrown;
            default -> throw new UnsupportedOperationException(method);
        });
    }

    /** What something answers, by the names of its methods. */
    private interface Answers {
        @Nullable
        Object of(String method);
    }

    private static <T> T answering(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.of(method.getName())));
    }
}
