// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.StoredEvent;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The commands of the scope {@code event} that read the log and come back. */
@Component(
        service = EventCommands.class,
        property = {
            "osgi.command.scope=event",
            "osgi.command.function=list",
            "osgi.command.function=get",
            "osgi.command.function=types",
            "osgi.command.function=count"
        })
public final class EventCommands {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable EventsAdmin admin;

    private final Clock clock;

    @Activate
    public EventCommands() {
        this(null, Clock.systemUTC());
    }

    /** For tests: no container. */
    EventCommands(@Nullable EventsAdmin admin, Clock clock) {
        this.admin = admin;
        this.clock = clock;
    }

    private EventsAdmin events() {
        return Capability.of(admin, "the event log");
    }

    @Descriptor("Lists events, newest first.")
    public Object list(
            @Descriptor("patterns, separated by commas")
                    @Parameter(
                            names = {"--type", "-t"},
                            absentValue = "")
                    String type,
            @Descriptor("exact source") @Parameter(names = "--source", absentValue = "") String source,
            @Descriptor("exact subject")
                    @Parameter(
                            names = {"--subject", "-s"},
                            absentValue = "")
                    String subject,
            @Descriptor("exact correlation id") @Parameter(names = "--correlation", absentValue = "")
                    String correlation,
            @Descriptor("earliest time, or -10m") @Parameter(names = "--from", absentValue = "") String from,
            @Descriptor("time before which") @Parameter(names = "--to", absentValue = "") String to,
            @Descriptor("asc or desc by position") @Parameter(names = "--order", absentValue = "desc") String order,
            @Descriptor("position to go on from") @Parameter(names = "--cursor", absentValue = "") String cursor,
            @Descriptor("1 to 1000 events")
                    @Parameter(
                            names = {"--limit", "-n"},
                            absentValue = "20")
                    int limit) {
        EventQuery.Builder query = EventFilter.query(type, source, subject, correlation, from, to, clock)
                .order(order(order))
                .limit(limit);
        if (!cursor.isEmpty()) {
            query.cursor(Positions.parse("--cursor", cursor));
        }
        EventPage page = events().query(query.build());
        if (page.events().isEmpty()) {
            return "no events";
        }
        Table table = EventText.table(page.events());
        return page.next().isEmpty()
                ? table
                : table + "\nmore: --cursor " + page.next().getAsLong();
    }

    @Descriptor("Counts events.")
    public String count(
            @Descriptor("patterns, separated by commas")
                    @Parameter(
                            names = {"--type", "-t"},
                            absentValue = "")
                    String type,
            @Descriptor("exact source") @Parameter(names = "--source", absentValue = "") String source,
            @Descriptor("exact subject")
                    @Parameter(
                            names = {"--subject", "-s"},
                            absentValue = "")
                    String subject,
            @Descriptor("exact correlation id") @Parameter(names = "--correlation", absentValue = "")
                    String correlation,
            @Descriptor("earliest time, or -10m") @Parameter(names = "--from", absentValue = "") String from,
            @Descriptor("time before which") @Parameter(names = "--to", absentValue = "") String to) {
        return Long.toString(events().count(EventFilter.query(type, source, subject, correlation, from, to, clock)
                .build()));
    }

    @Descriptor("Shows everything about one event.")
    public String get(@Descriptor("ID: its id, or its position in the log") String id) {
        List<StoredEvent> found = Positions.isOne(id) ? at(Positions.parse("ID", id)) : events().find(id);
        if (found.isEmpty()) {
            throw CommandException.notFound(
                    "event " + Printable.shortened(id, 100), "event:list shows ids and positions");
        }
        return found.stream().map(EventText::details).collect(Collectors.joining("\n\n"));
    }

    private List<StoredEvent> at(long position) {
        return events().readAfter(Math.max(0, position - 1), 1).stream()
                .filter(event -> event.position() == position)
                .toList();
    }

    @Descriptor("Lists the types in the log.")
    public Object types() {
        return new Table(
                List.of("TYPE", ">COUNT", "FIRST", "LAST"),
                events().types().stream()
                        .map(type -> List.of(
                                type.type(),
                                Printable.number(type.count()),
                                Printable.time(type.firstSeen()),
                                Printable.time(type.lastSeen())))
                        .toList());
    }

    private static EventQuery.Order order(String text) {
        return switch (text) {
            case "asc" -> EventQuery.Order.ASCENDING;
            case "desc" -> EventQuery.Order.DESCENDING;
            default ->
                throw CommandException.usage(
                        "--order must be asc or desc, got \"" + text + "\"", "for instance --order asc");
        };
    }
}
