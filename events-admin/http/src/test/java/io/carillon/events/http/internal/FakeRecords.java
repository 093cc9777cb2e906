// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

/** A log service whose records are written by tests. */
public final class FakeRecords implements LogReaderService {

    private final List<LogListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong last = new AtomicLong();

    /** Logs. */
    void write(@Nullable String plugin, LogLevel level, String text, @Nullable Throwable thrown) {
        LogEntry entry = entry(last.incrementAndGet(), plugin, level, text, thrown);
        listeners.forEach(listener -> listener.logged(entry));
    }

    @Override
    public Enumeration<LogEntry> getLog() {
        return Collections.emptyEnumeration();
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
            case "getTime" -> Instant.now().toEpochMilli();
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
