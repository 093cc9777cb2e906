// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.log;

import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.HostPaths;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Hands form and place of the log to the logging runtime, and has events written to it where that is wanted. */
@Component(service = LogForm.class, configurationPid = "carillon.log", immediate = true)
@Designate(ocd = LogForm.Config.class)
public final class LogForm {

    /** System property that the encoder of the image reads. */
    static final String FORMAT = "carillon.log.format";

    /** System property that the appenders of the image read. */
    static final String TARGET = "carillon.log.target";

    private static final List<String> FORMATS = List.of("text", "json");
    private static final String FILE = "file";
    private static final List<String> TARGETS = List.of("console", FILE);

    /** Operator-facing settings, PID {@code carillon.log}. */
    @ObjectClassDefinition(name = "Carillon log file")
    public @interface Config {
        @AttributeDefinition(
                description = "How records are written: text for people, json for programs, one object a line",
                options = {@Option(label = "text", value = "text"), @Option(label = "json", value = "json")})
        String format() default "text";

        @AttributeDefinition(
                description =
                        "Where records go once the settings are read: console is standard error, file is carillon.log"
                                + " in the directory of logs, which is kept to 100 MB with its nine predecessors",
                options = {@Option(label = "console", value = "console"), @Option(label = "file", value = "file")})
        String target() default "console";

        @AttributeDefinition(
                description = "Whether every event is written to the log file, with its data:"
                        + " [EVENT SOURCING] type | Data | Source | Time")
        boolean eventLine() default false;
    }

    private final boolean eventLine;
    private EventLines lines = EventLines.NONE;

    @Activate
    public LogForm(BundleContext context, Config config) {
        this(HostPaths.of(context).logs(), config);
    }

    /** For tests: no container. */
    LogForm(Path logs, Config config) {
        require("format", config.format(), FORMATS);
        require("target", config.target(), TARGETS);
        if (config.target().equals(FILE) && !(Files.isDirectory(logs) && Files.isWritable(logs))) {
            throw new IllegalArgumentException("carillon.log.target is file, but this account may not write in " + logs
                    + "; give it the right to, or choose another directory with CARILLON_LOGS");
        }
        System.setProperty(FORMAT, config.format());
        System.setProperty(TARGET, config.target());
        eventLine = config.eventLine();
    }

    private static void require(String option, String value, List<String> allowed) {
        if (!allowed.contains(value)) {
            throw new IllegalArgumentException(
                    "carillon.log." + option + " must be one of " + allowed + ", got \"" + value + "\"");
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    synchronized void useEvents(EventsAdmin events) {
        if (eventLine) {
            lines = EventLines.start(events);
        }
    }

    synchronized void unuseEvents(EventsAdmin events) {
        lines.stop();
        lines = EventLines.NONE;
    }

    @Deactivate
    synchronized void stop() {
        lines.stop();
    }
}
