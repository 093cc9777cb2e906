// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

/** The records of a host that are in memory: the newest {@value #MOST}, the newest first, as the runtime keeps them. */
public final class FakeRecords implements LogReaderService {

    static final int MOST = 100;

    private final Deque<LogEntry> kept = new ArrayDeque<>();
    private long last;

    /** Logs. */
    void write(@Nullable String plugin, LogLevel level, String text, @Nullable Throwable thrown) {
        keep(number(), plugin, level, text, thrown, Instant.now());
    }

    /** The number of the next record, which is kept later or never. */
    synchronized long number() {
        return ++last;
    }

    synchronized void keep(
            long number, @Nullable String plugin, LogLevel level, String text, @Nullable Throwable thrown, Instant at) {
        kept.addFirst(entry(number, plugin, level, text, thrown, at));
        if (kept.size() > MOST) {
            kept.removeLast();
        }
    }

    @Override
    public synchronized Enumeration<LogEntry> getLog() {
        return Collections.enumeration(List.copyOf(kept));
    }

    @Override
    public void addLogListener(LogListener listener) {
        // nobody is told
    }

    @Override
    public void removeLogListener(LogListener listener) {
        // nobody is told
    }

    private static LogEntry entry(
            long number, @Nullable String plugin, LogLevel level, String text, @Nullable Throwable thrown, Instant at) {
        return answering(LogEntry.class, method -> switch (method) {
            case "getBundle" ->
                plugin == null ? null : answering(Bundle.class, any -> any.equals("getSymbolicName") ? plugin : null);
            case "getSequence" -> number;
            case "getTime" -> at.toEpochMilli();
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
