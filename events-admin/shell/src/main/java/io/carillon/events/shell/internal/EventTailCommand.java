// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.TypePattern;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.StoredEvent;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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

/** The command {@code event:tail}. */
@Component(
        service = EventTailCommand.class,
        property = {"osgi.command.scope=event", "osgi.command.function=tail"})
public final class EventTailCommand {

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int PAGE = 200;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable EventsAdmin admin;

    private final Clock clock;

    @Activate
    public EventTailCommand() {
        this(null, Clock.systemUTC());
    }

    /** For tests: no container. */
    EventTailCommand(@Nullable EventsAdmin admin, Clock clock) {
        this.admin = admin;
        this.clock = clock;
    }

    private EventsAdmin events() {
        return Capability.of(admin, "the event log");
    }

    @Descriptor("Shows events as they come, until interrupted.")
    public void tail(
            CommandSession session,
            @Descriptor("patterns, separated by commas")
                    @Parameter(
                            names = {"--type", "-t"},
                            absentValue = "")
                    String type,
            @Descriptor("exact subject")
                    @Parameter(
                            names = {"--subject", "-s"},
                            absentValue = "")
                    String subject,
            @Descriptor("begin at this time, or -10m") @Parameter(names = "--from", absentValue = "") String from,
            @Descriptor("end after so many events") @Parameter(names = "--count", absentValue = "0") long count)
            throws InterruptedException {
        List<TypePattern> patterns = EventFilter.patterns(type);
        PrintStream out = session.getConsole();
        long position = begin(from);
        long left = count;
        while (!out.checkError()) {
            List<StoredEvent> events = events().readAfter(position, PAGE);
            for (StoredEvent event : events) {
                if (wanted(event, patterns, subject)) {
                    out.println(EventText.line(event));
                    if (--left == 0) {
                        return;
                    }
                }
                position = event.position();
            }
            if (events.isEmpty()) {
                events().awaitAfter(position, LOOK);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted");
            }
        }
    }

    private long begin(String from) {
        if (from.isEmpty()) {
            return events().head().position();
        }
        EventQuery first = EventQuery.builder()
                .from(Moment.parse("--from", from, clock).orElseThrow())
                .order(EventQuery.Order.ASCENDING)
                .limit(1)
                .build();
        return events().query(first).events().stream()
                .findFirst()
                .map(event -> event.position() - 1)
                .orElseGet(() -> events().head().position());
    }

    private static boolean wanted(StoredEvent stored, List<TypePattern> patterns, String subject) {
        String type = stored.event().type();
        return (patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.matches(type)))
                && (subject.isEmpty()
                        || stored.event().subject().filter(subject::equals).isPresent());
    }
}
