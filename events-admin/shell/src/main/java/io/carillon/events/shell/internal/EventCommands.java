// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.Receipt;
import io.carillon.events.TypePattern;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.StoredEvent;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
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

/** Commands of the scope {@code event}. */
@Component(
        service = EventCommands.class,
        property = {
            "osgi.command.scope=event",
            "osgi.command.function=list",
            "osgi.command.function=tail",
            "osgi.command.function=get",
            "osgi.command.function=publish",
            "osgi.command.function=types",
            "osgi.command.function=count"
        })
public final class EventCommands {

    private static final String SOURCE = "/carillon/shell";
    private static final Duration PUBLISH_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int PAGE = 200;

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
        EventQuery.Builder query = query(type, source, subject, correlation, from, to)
                .order(order(order))
                .limit(limit);
        if (!cursor.isEmpty()) {
            query.cursor(position("--cursor", cursor));
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
        return Long.toString(events().count(
                        query(type, source, subject, correlation, from, to).build()));
    }

    @Descriptor("Shows everything about one event.")
    public String get(@Descriptor("ID: its id, or its position in the log") String id) {
        List<StoredEvent> found =
                id.chars().allMatch(c -> c >= '0' && c <= '9') ? at(position("ID", id)) : events().find(id);
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

    @Descriptor("Publishes one event and waits until it is in the log.")
    public String publish(
            CommandSession session,
            @Descriptor("what it is about")
                    @Parameter(
                            names = {"--subject", "-s"},
                            absentValue = "")
                    String subject,
            @Descriptor("events that belong together") @Parameter(names = "--correlation", absentValue = "")
                    String correlation,
            @Descriptor("id; publishing it again is the same event") @Parameter(names = "--id", absentValue = "")
                    String id,
            @Descriptor("who says so") @Parameter(names = "--source", absentValue = SOURCE) String source,
            @Descriptor("when it happened, RFC 3339") @Parameter(names = "--time", absentValue = "") String time,
            @Descriptor("the data as JSON, instead of fields") @Parameter(names = "--data", absentValue = "")
                    String data,
            @Descriptor("TYPE: its type, for instance scan.completed") String type,
            @Descriptor("FIELDS: key=text and key:=json, together the data") String... fields)
            throws InterruptedException, ExecutionException {
        EventDraft.Builder draft = EventDraft.builder(type)
                .id(id.isEmpty() ? null : id)
                .source(source)
                .subject(subject.isEmpty() ? null : subject)
                .correlationId(correlation.isEmpty() ? null : correlation)
                .timeText(time.isEmpty() ? null : time)
                .actor(Caller.of(session));
        if (!data.isEmpty() && fields.length > 0) {
            throw CommandException.usage("--data and fields were both given", "use one of them");
        }
        if (!data.isEmpty()) {
            draft.data(EventData.json(data));
        } else if (fields.length > 0) {
            draft.data(EventData.json(JsonObject.of(Arrays.asList(fields))));
        }
        return text(type, append(draft.build()));
    }

    private Receipt append(EventDraft draft) throws InterruptedException, ExecutionException {
        try {
            return events().publish(List.of(draft))
                    .toCompletableFuture()
                    .get(PUBLISH_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .get(0);
        } catch (TimeoutException e) {
            throw new CommandException(
                    CommandException.UNAVAILABLE,
                    "there was no receipt for " + draft + " within " + PUBLISH_TIMEOUT.toSeconds() + " s",
                    "it may be in the log; publish it again with --id to be sure");
        }
    }

    private static String text(String type, Receipt receipt) {
        return receipt.durability().name().toLowerCase(Locale.ROOT) + "  " + Printable.position(receipt.position())
                + "  " + type + "  " + receipt.id() + (receipt.duplicate() ? "  duplicate" : "");
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
        List<TypePattern> patterns = patterns(type);
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

    private EventQuery.Builder query(
            String type, String source, String subject, String correlation, String from, String to) {
        return EventQuery.builder()
                .types(patterns(type))
                .sources(source.isEmpty() ? List.of() : List.of(source))
                .subject(subject.isEmpty() ? null : subject)
                .correlationId(correlation.isEmpty() ? null : correlation)
                .from(Moment.parse("--from", from, clock).orElse(null))
                .to(Moment.parse("--to", to, clock).orElse(null));
    }

    private static List<TypePattern> patterns(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                        .map(pattern -> new TypePattern(pattern.strip()))
                        .toList();
    }

    private static EventQuery.Order order(String text) {
        return switch (text) {
            case "asc" -> EventQuery.Order.ASCENDING;
            case "desc" -> EventQuery.Order.DESCENDING;
            default -> throw CommandException.usage("--order must be asc or desc, got \"" + text + "\"", "");
        };
    }

    private static long position(String option, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new CommandException(
                    CommandException.USAGE, option + " must be a position, got \"" + text + "\"", "for instance 1042");
        }
    }
}
