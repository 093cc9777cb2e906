// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.ExplainAdmin;
import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobsAdmin;
import io.carillon.events.admin.ReplayAdmin;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.StoredEvent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
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

/** The commands {@code event:explain} and {@code event:replay}: what became of events, and to deliver them once more. */
@Component(
        service = EventFateCommands.class,
        property = {"osgi.command.scope=event", "osgi.command.function=explain", "osgi.command.function=replay"})
public final class EventFateCommands {

    private static final Pattern RANGE = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable EventsAdmin events;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable ExplainAdmin explanations;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable JobsAdmin jobs;

    private final Clock clock;

    @Activate
    public EventFateCommands() {
        this(null, null, null, Clock.systemUTC());
    }

    /** For tests: no container. */
    EventFateCommands(
            @Nullable EventsAdmin events, @Nullable ExplainAdmin explanations, @Nullable JobsAdmin jobs, Clock clock) {
        this.events = events;
        this.explanations = explanations;
        this.jobs = jobs;
        this.clock = clock;
    }

    @Descriptor("Says what became of an event at every subscription, and why.")
    public Object explain(@Descriptor("ID: the event's id, or its position in the log") String id) {
        long position = position(id);
        List<ExplainAdmin.Explanation> found =
                Capability.of(explanations, "the event bus").explain(position);
        return found.isEmpty()
                ? "there never was a subscription"
                : new Table(
                        List.of("SUBSCRIPTION", "OUTCOME", ">ATTEMPTS", "AT", ">TOOK", "VERSION", "REASON"),
                        found.stream().map(EventFateCommands::row).toList());
    }

    private static List<String> row(ExplainAdmin.Explanation each) {
        String version = each.pluginVersion();
        return List.of(
                each.subscription(),
                SubscriptionText.word(each.outcome()),
                each.attempts() == 0 ? Printable.NONE : Integer.toString(each.attempts()),
                when(each),
                each.took() == null ? Printable.NONE : Printable.duration(each.took()),
                version == null ? Printable.NONE : version,
                Printable.shortened(each.reason(), 200));
    }

    /** A time, or from when to when if that is all that is known. */
    private static String when(ExplainAdmin.Explanation each) {
        return each.earliest() == null
                ? Printable.time(each.at())
                : Printable.time(each.earliest()) + " to " + (each.at() == null ? "now" : Printable.time(each.at()));
    }

    @Descriptor("Starts a job that delivers events of the log once more; nothing is published anew.")
    public String replay(
            CommandSession session,
            @Descriptor("subscriptions, separated by commas; all that want the events without it")
                    @Parameter(names = "--to", absentValue = "")
                    String to,
            @Descriptor("the most events a second") @Parameter(names = "--rate", absentValue = "0") double rate,
            @Descriptor("count only") @Parameter(names = "--dry-run", presentValue = "true", absentValue = "false")
                    boolean dryRun,
            @Descriptor("what the job is called; made up without it") @Parameter(names = "--name", absentValue = "")
                    String name,
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
            @Descriptor("time before which") @Parameter(names = "--until", absentValue = "") String until,
            @Descriptor("EVENTS: ids, positions and ranges like 100-200, instead of a filter") String... ids) {
        boolean filtered = !(type + source + subject + correlation + from + until).isEmpty();
        if (filtered == ids.length > 0) {
            throw CommandException.usage(
                    filtered ? "events and a filter were both given" : "it is not said which events are meant",
                    "event:replay 1042 1050-1060, or event:replay --type 'order.**' --from -1h");
        }
        if (!(rate >= 0)) {
            throw CommandException.usage("--rate must be 0 or more events a second, got " + rate, "0 is without limit");
        }
        EventQuery query = filtered
                ? EventFilter.query(type, source, subject, correlation)
                        .from(Moment.parse("--from", from, clock).orElse(null))
                        .to(Moment.parse("--until", until, clock).orElse(null))
                        .build()
                : null;
        if (name.length() > JobsAdmin.MAX_NAME) {
            throw CommandException.usage(
                    "--name has more than " + JobsAdmin.MAX_NAME + " characters", "a shorter one tells as much");
        }
        ReplayAdmin.Request request = new ReplayAdmin.Request(positions(ids), query, subscriptions(to), rate, dryRun);
        JobStatus job = Capability.of(jobs, "the job runner").replay(request, name, Caller.of(session));
        return "started " + job.id() + "  " + Printable.text(job.name());
    }

    private static List<String> subscriptions(String to) {
        return to.isEmpty()
                ? List.of()
                : Arrays.stream(to.split(",", -1)).map(String::strip).toList();
    }

    private List<Long> positions(String... words) {
        List<Long> positions = new ArrayList<>();
        for (String word : words) {
            Matcher range = RANGE.matcher(word);
            if (range.matches()) {
                long first = Positions.parse("EVENTS", range.group(1));
                long last = Positions.parse("EVENTS", range.group(2));
                if (last < first || last - first >= ReplayAdmin.MAX_POSITIONS) {
                    throw tooMany("\"" + word + "\" is no range of 1 to " + ReplayAdmin.MAX_POSITIONS + " positions");
                }
                LongStream.rangeClosed(first, last).forEach(positions::add);
            } else {
                positions.add(position(word));
            }
            if (positions.size() > ReplayAdmin.MAX_POSITIONS) {
                throw tooMany("more than " + ReplayAdmin.MAX_POSITIONS + " events are named");
            }
        }
        return positions;
    }

    private static CommandException tooMany(String sentence) {
        return CommandException.usage(sentence, "more are chosen by a filter: --type, --subject, --from, --until");
    }

    /** Where the event of this id is in the log; a position is taken as it is. */
    private long position(String id) {
        if (Positions.isOne(id)) {
            return Positions.parse("ID", id);
        }
        List<StoredEvent> found = Capability.of(events, "the event log").find(id);
        if (found.isEmpty()) {
            throw CommandException.notFound(
                    "event " + Printable.shortened(id, 100), "event:list shows ids and positions");
        }
        if (found.size() > 1) {
            throw CommandException.usage(
                    "several sources used the id " + Printable.shortened(id, 100),
                    "give one of the positions "
                            + found.stream()
                                    .map(each -> Long.toString(each.position()))
                                    .collect(Collectors.joining(", ")));
        }
        return found.get(0).position();
    }
}
