// SPDX-License-Identifier: Apache-2.0
package io.carillon.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes a record as text or as a JSON object, one line whatever is in it. In text, lines of a stack trace follow, each
 * indented. What would begin a line, move a cursor or colour a terminal is escaped; what is very long is cut, and says so.
 *
 * <p>The system property {@value #FORMAT} chooses, {@code text} or {@code json}, at each record.
 *
 * <p>Threads: safe for concurrent use.
 */
public final class RecordEncoder extends EncoderBase<ILoggingEvent> {

    /** System property with the form. */
    static final String FORMAT = "carillon.log.format";

    /** Longer messages and stack traces are cut here, in characters. */
    static final int MAX_TEXT = 64 * 1024;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final int LOGGER_WIDTH = 30;

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = "json".equals(System.getProperty(FORMAT)) ? json(event) : text(event);
        return line.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ILoggingEvent event) {
        StringBuilder out = new StringBuilder(160)
                .append(TIME.format(event.getInstant()))
                .append(' ')
                .append(String.format(Locale.ROOT, "%-5s", event.getLevel()))
                .append(' ')
                .append(Escapes.text(shortened(event.getLoggerName())))
                .append(" - ")
                .append(Escapes.text(cut(message(event))))
                .append('\n');
        IThrowableProxy failure = event.getThrowableProxy();
        if (failure != null) {
            cut(ThrowableProxyUtil.asString(failure))
                    .lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> out.append("    ")
                            .append(Escapes.text(line.replace('\t', ' ')))
                            .append('\n'));
        }
        return out.toString();
    }

    private static String json(ILoggingEvent event) {
        StringBuilder out = new StringBuilder(240).append("{\"time\":");
        Escapes.json(out, Instant.ofEpochMilli(event.getTimeStamp()).toString());
        out.append(",\"level\":");
        Escapes.json(out, event.getLevel().toString());
        out.append(",\"logger\":");
        Escapes.json(out, cut(event.getLoggerName()));
        out.append(",\"thread\":");
        Escapes.json(out, cut(String.valueOf(event.getThreadName())));
        out.append(",\"message\":");
        Escapes.json(out, cut(message(event)));
        IThrowableProxy failure = event.getThrowableProxy();
        if (failure != null) {
            out.append(",\"exception\":");
            Escapes.json(out, cut(ThrowableProxyUtil.asString(failure)));
        }
        return out.append("}\n").toString();
    }

    private static String message(ILoggingEvent event) {
        return String.valueOf(event.getFormattedMessage());
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT
                ? text
                : text.substring(0, MAX_TEXT) + "… (" + (text.length() - MAX_TEXT) + " more)";
    }

    /** The last part of a name whole, those before it by their first letter as far as it takes. */
    private static String shortened(String logger) {
        String[] parts = cut(logger).split("\\.");
        int length = logger.length();
        for (int i = 0; i < parts.length - 1 && length > LOGGER_WIDTH; i++) {
            length -= Math.max(0, parts[i].length() - 1);
            parts[i] = parts[i].isEmpty() ? "" : parts[i].substring(0, 1);
        }
        return String.join(".", parts);
    }
}
