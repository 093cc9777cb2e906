// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;

/** What a logger lets pass: its own level and everything worse. */
enum LoggerLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    OFF;

    static Optional<LoggerLevel> of(String text) {
        return Arrays.stream(values())
                .filter(level -> level.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    /** The level in force, whether it is the logger's own or inherited. */
    static LoggerLevel of(Logger logger) {
        if (logger.isTraceEnabled()) {
            return TRACE;
        } else if (logger.isDebugEnabled()) {
            return DEBUG;
        } else if (logger.isInfoEnabled()) {
            return INFO;
        } else if (logger.isWarnEnabled()) {
            return WARN;
        }
        return logger.isErrorEnabled() ? ERROR : OFF;
    }

    /** For instance {@code trace, debug, info}. */
    static String names() {
        return Arrays.stream(values()).map(LoggerLevel::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
