// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.admin.DeadLettersAdmin;
import io.carillon.events.admin.DeadLettersAdmin.Filter;
import io.carillon.events.admin.DeadLettersAdmin.Item;
import java.time.Clock;
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

/** The commands of the scope {@code sub} for the events a subscription gave up on. */
@Component(
        service = DeadLetterCommands.class,
        property = {
            "osgi.command.scope=sub",
            "osgi.command.function=deadletters",
            "osgi.command.function=deadletter",
            "osgi.command.function=retry",
            "osgi.command.function=discard",
            "osgi.command.function=annotate"
        })
public final class DeadLetterCommands {

    private static final String LIST = "sub:deadletters NAME shows them";

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable DeadLettersAdmin letters;

    private final Clock clock;

    @Activate
    public DeadLetterCommands() {
        this(null, Clock.systemUTC());
    }

    /** For tests: no container. */
    DeadLetterCommands(@Nullable DeadLettersAdmin letters, Clock clock) {
        this.letters = letters;
        this.clock = clock;
    }

    private DeadLettersAdmin letters() {
        return Capability.of(letters, "the event bus");
    }

    @Descriptor("Lists the events a subscription gave up on.")
    public Object deadletters(
            @Descriptor("pattern of event types")
                    @Parameter(
                            names = {"--type", "-t"},
                            absentValue = "")
                    String type,
            @Descriptor("part of the cause") @Parameter(names = "--cause", absentValue = "") String cause,
            @Descriptor("last attempt before this time, or -10m") @Parameter(names = "--before", absentValue = "")
                    String before,
            @Descriptor("position to go on behind") @Parameter(names = "--after", absentValue = "0") long after,
            @Descriptor("1 to 1000 dead letters")
                    @Parameter(
                            names = {"--limit", "-n"},
                            absentValue = "20")
                    int limit,
            @Descriptor("NAME: the subscription") String name) {
        if (limit < 1 || limit > DeadLettersAdmin.MAX_PAGE) {
            throw CommandException.usage(
                    "--limit must be 1 to " + DeadLettersAdmin.MAX_PAGE + ", got " + limit, "for instance --limit 100");
        }
        List<Item> items = letters().list(name, filter(type, cause, before), after, limit);
        if (items.isEmpty()) {
            return "no dead letters";
        }
        Table table = DeadLetterText.table(items);
        return items.size() < limit
                ? table
                : table + "\nmore: --after "
                        + items.get(items.size() - 1).letter().position();
    }

    @Descriptor("Shows one event a subscription gave up on, and why.")
    public String deadletter(
            @Descriptor("NAME: the subscription") String name,
            @Descriptor("POSITION: the event's place in the log") String position) {
        return DeadLetterText.details(letters()
                .get(name, Positions.parse("POSITION", position))
                .orElseThrow(() -> CommandException.notFound(
                        "dead letter of " + name + " at " + Printable.shortened(position, 40), LIST)));
    }

    @Descriptor("Has dead letters delivered again, each with a fresh count of attempts.")
    public String retry(
            CommandSession session,
            @Descriptor("every dead letter") @Parameter(names = "--all", presentValue = "true", absentValue = "false")
                    boolean all,
            @Descriptor("pattern of event types")
                    @Parameter(
                            names = {"--type", "-t"},
                            absentValue = "")
                    String type,
            @Descriptor("part of the cause") @Parameter(names = "--cause", absentValue = "") String cause,
            @Descriptor("last attempt before this time, or -10m") @Parameter(names = "--before", absentValue = "")
                    String before,
            @Descriptor("NAME: the subscription") String name,
            @Descriptor("POSITION: one dead letter, instead of --all or a filter") String... position) {
        int count = letters().replay(name, chosen(all, type, cause, before, position), Caller.of(session));
        return some(count, name) + " will be delivered again";
    }

    @Descriptor("Gives dead letters up for good; what was held behind them follows.")
    public String discard(
            CommandSession session,
            @Descriptor("every dead letter") @Parameter(names = "--all", presentValue = "true", absentValue = "false")
                    boolean all,
            @Descriptor("pattern of event types")
                    @Parameter(
                            names = {"--type", "-t"},
                            absentValue = "")
                    String type,
            @Descriptor("part of the cause") @Parameter(names = "--cause", absentValue = "") String cause,
            @Descriptor("last attempt before this time, or -10m") @Parameter(names = "--before", absentValue = "")
                    String before,
            @Descriptor("NAME: the subscription") String name,
            @Descriptor("POSITION: one dead letter, instead of --all or a filter") String... position) {
        int count = letters().discard(name, chosen(all, type, cause, before, position), Caller.of(session));
        return some(count, name) + (count == 1 ? " is" : " are") + " given up";
    }

    @Descriptor("Writes a note on a dead letter; '' takes it away.")
    public String annotate(
            CommandSession session,
            @Descriptor("NAME: the subscription") String name,
            @Descriptor("POSITION: the event's place in the log") String position,
            @Descriptor("TEXT: the note") String text) {
        letters().annotate(name, Positions.parse("POSITION", position), text, Caller.of(session));
        return "noted on " + position + " of " + name;
    }

    private static String some(int count, String name) {
        if (count == 0) {
            throw CommandException.notFound("such dead letter of " + name, LIST);
        }
        return SubscriptionText.deadLetters(count) + " of " + name;
    }

    /** Nobody means all by saying nothing. */
    private Filter chosen(boolean all, String type, String cause, String before, String... position) {
        boolean filtered = !type.isEmpty() || !cause.isEmpty() || !before.isEmpty();
        int ways = (all ? 1 : 0) + (filtered ? 1 : 0) + (position.length == 0 ? 0 : 1);
        if (ways != 1 || position.length > 1) {
            throw CommandException.usage(
                    ways == 0
                            ? "it is not said which dead letters are meant"
                            : "more than one of POSITION, --all and filters was given",
                    "give one POSITION, or --all, or some of --type, --cause and --before");
        }
        return position.length == 1
                ? Filter.at(Positions.parse("POSITION", position[0]))
                : all ? Filter.ALL : filter(type, cause, before);
    }

    private Filter filter(String type, String cause, String before) {
        return new Filter(
                null,
                type.isEmpty() ? null : EventFilter.pattern("--type", type).toString(),
                cause.isEmpty() ? null : cause,
                Moment.parse("--before", before, clock).orElse(null));
    }
}
