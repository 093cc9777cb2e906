// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.Receipt;
import io.carillon.events.admin.EventsAdmin;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

/** The command {@code event:publish}. */
@Component(
        service = EventPublishCommand.class,
        property = {"osgi.command.scope=event", "osgi.command.function=publish"})
public final class EventPublishCommand {

    private static final String SOURCE = "/carillon/shell";
    private static final Duration PUBLISH_TIMEOUT = Duration.ofSeconds(30);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable EventsAdmin admin;

    @Activate
    public EventPublishCommand() {
        this(null);
    }

    /** For tests: no container. */
    EventPublishCommand(@Nullable EventsAdmin admin) {
        this.admin = admin;
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
            return Capability.of(admin, "the event log")
                    .publish(List.of(draft))
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
}
