// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.admin.HostPaths;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows and changes levels of loggers. The changes live as long as this component: until the host stops. */
@Component(
        service = LogLevelCommand.class,
        immediate = true,
        property = {"osgi.command.scope=log", "osgi.command.function=level"})
public final class LogLevelCommand {

    private static final String PID = "org.ops4j.pax.logging";
    private static final String FILE = "org.ops4j.pax.logging.logback.config.file";
    private static final String CONFIGURED = "org.ops4j.pax.logging.StaticLogbackFile";

    /** Names that any XML can hold. */
    private static final Pattern NAME = Pattern.compile("[^\\s\\p{C}]{1,256}");

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String DEFAULT = "default";

    private final @Nullable LogLevels levels;

    @Activate
    public LogLevelCommand(BundleContext context, @Reference ConfigurationAdmin configurations) {
        this(levels(context, configurations));
    }

    /** For tests: no container. */
    LogLevelCommand(@Nullable LogLevels levels) {
        this.levels = levels;
    }

    private static @Nullable LogLevels levels(BundleContext context, ConfigurationAdmin configurations) {
        String configured = context.getProperty(CONFIGURED);
        if (configured == null) {
            return null;
        }
        return new LogLevels(
                Path.of(configured),
                HostPaths.of(context).data().resolve("run").resolve("logback.xml"),
                file -> configurations
                        .getConfiguration(PID, "?")
                        .update(FrameworkUtil.asDictionary(Map.of(FILE, file.toString()))),
                LoggerFactory.getILoggerFactory(),
                PATIENCE);
    }

    @Descriptor("Shows or sets the level of a logger, until the host stops; without a logger shows all that have one.")
    public Object level(
            @Descriptor("[LOGGER [LEVEL]]: root or a name, and trace, debug, info, warn, error, off, or default")
                    String... words)
            throws InterruptedException {
        LogLevels known = Capability.of(levels, "the level of loggers");
        try {
            return level(known, words);
        } catch (IOException e) {
            throw new CommandException(
                    CommandException.FAILED,
                    "levels of loggers: " + e.getMessage(),
                    "see conf/logback.xml and the log");
        }
    }

    private static Object level(LogLevels known, String... words) throws IOException, InterruptedException {
        if (words.length == 0) {
            return all(known);
        }
        String logger = name(words[0]);
        if (words.length == 1) {
            return known.of(logger).toString();
        }
        if (words.length > 2) {
            throw CommandException.usage("log:level takes a logger and a level, found " + words.length + " words", "");
        }
        Optional<LoggerLevel> wanted = wanted(words[1]);
        known.change(logger, wanted);
        return logger + " is at " + known.of(logger)
                + (wanted.isPresent() ? " until the host stops" : ", as the file of the logging says");
    }

    private static Object all(LogLevels known) throws IOException {
        Map<String, String> configured = known.configured();
        Map<String, LoggerLevel> changes = known.changes();
        TreeSet<String> names = new TreeSet<>(configured.keySet());
        names.addAll(changes.keySet());
        List<List<String>> rows = new ArrayList<>();
        for (String name : names) {
            String before = configured.getOrDefault(name, Printable.NONE).toLowerCase(Locale.ROOT);
            rows.add(List.of(name, known.of(name).toString(), changes.containsKey(name) ? before : ""));
        }
        return new Table(List.of("LOGGER", "LEVEL", "CHANGED FROM"), rows);
    }

    private static String name(String word) {
        if (word.equalsIgnoreCase(Logger.ROOT_LOGGER_NAME)) {
            return Logger.ROOT_LOGGER_NAME;
        }
        if (!NAME.matcher(word).matches()) {
            throw CommandException.usage(
                    "\"" + Printable.shortened(word, 60) + "\" is not the name of a logger",
                    "up to 256 characters without blanks, like io.carillon.events.bus");
        }
        return word;
    }

    private static Optional<LoggerLevel> wanted(String word) {
        Optional<LoggerLevel> level = LoggerLevel.of(word);
        if (level.isEmpty() && !word.equalsIgnoreCase(DEFAULT)) {
            throw CommandException.usage(
                    "\"" + Printable.shortened(word, 60) + "\" is not a level",
                    "one of " + LoggerLevel.names() + "; " + DEFAULT + " takes the change back");
        }
        return level;
    }
}
