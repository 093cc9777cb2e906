// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.log;

import io.carillon.events.admin.EventsAdmin;
import java.util.List;
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

/** Hands the form of the log to the logging runtime, and has events written to it where that is wanted. */
@Component(service = LogForm.class, configurationPid = "carillon.log", immediate = true)
@Designate(ocd = LogForm.Config.class)
public final class LogForm {

    /** System property that the encoder of the image reads. */
    static final String FORMAT = "carillon.log.format";

    private static final List<String> FORMATS = List.of("text", "json");

    /** Operator-facing settings, PID {@code carillon.log}. */
    @ObjectClassDefinition(name = "Carillon log file")
    public @interface Config {
        @AttributeDefinition(
                description = "How records are written: text for people, json for programs, one object a line",
                options = {@Option(label = "text", value = "text"), @Option(label = "json", value = "json")})
        String format() default "text";

        @AttributeDefinition(
                description = "Whether every event is written to the log file, with its data:"
                        + " [EVENT SOURCING] type | Data | Source | Time")
        boolean eventLine() default false;
    }

    private final boolean eventLine;
    private EventLines lines = EventLines.NONE;

    @Activate
    public LogForm(Config config) {
        if (!FORMATS.contains(config.format())) {
            throw new IllegalArgumentException(
                    "carillon.log.format must be one of " + FORMATS + ", got \"" + config.format() + "\"");
        }
        System.setProperty(FORMAT, config.format());
        eventLine = config.eventLine();
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
