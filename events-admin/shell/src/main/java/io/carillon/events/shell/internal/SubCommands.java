// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.HandlerMode;
import io.carillon.events.StartFrom;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionsAdmin;
import java.time.Clock;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The commands of the scope {@code sub} that show and move subscriptions. */
@Component(
        service = SubCommands.class,
        property = {
            "osgi.command.scope=sub",
            "osgi.command.function=list",
            "osgi.command.function=show",
            "osgi.command.function=pause",
            "osgi.command.function=resume",
            "osgi.command.function=seek",
            "osgi.command.function=reset",
            "osgi.command.function=purge"
        })
public final class SubCommands {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SubscriptionsAdmin subscriptions;

    private final Clock clock;

    @Activate
    public SubCommands() {
        this(null, Clock.systemUTC());
    }

    /** For tests: no container. */
    SubCommands(@Nullable SubscriptionsAdmin subscriptions, Clock clock) {
        this.subscriptions = subscriptions;
        this.clock = clock;
    }

    private SubscriptionsAdmin subscriptions() {
        return Capability.of(subscriptions, "the event bus");
    }

    @Descriptor("Lists subscriptions with their positions, their lag and what holds them up.")
    public Object list() {
        SubscriptionsAdmin admin = subscriptions();
        List<SubscriptionStatus> all = admin.list();
        String switched = admin.deliveryEnabled() ? "" : "delivery is switched off";
        if (all.isEmpty()) {
            return switched.isEmpty() ? "no subscriptions" : switched;
        }
        Table table = SubscriptionText.table(all);
        return switched.isEmpty() ? table : table + "\n" + switched;
    }

    @Descriptor("Shows everything about one subscription.")
    public String show(@Descriptor("NAME: the subscription") String name) {
        return SubscriptionText.details(find(name));
    }

    @Descriptor("Stops delivering to a subscription; a durable one gathers lag.")
    public String pause(CommandSession session, @Descriptor("NAME: the subscription") String name) {
        subscriptions().setEnabled(find(name).name(), false, Caller.of(session));
        return name + " is paused";
    }

    @Descriptor("Goes on delivering to a subscription.")
    public String resume(CommandSession session, @Descriptor("NAME: the subscription") String name) {
        subscriptions().setEnabled(find(name).name(), true, Caller.of(session));
        return name + " is resumed";
    }

    @Descriptor("Puts a durable subscription to another place in the log; what is behind it is delivered, again or"
            + " for the first time.")
    public String seek(
            CommandSession session,
            @Descriptor("NAME: the subscription") String name,
            @Descriptor("PLACE: now, beginning, position:N, time:T or last:N; T as in --from of event:list")
                    String place) {
        if (find(name).mode() == HandlerMode.LIVE) {
            throw new CommandException(
                    CommandException.CONFLICT,
                    name + " is live: it has no place in the log, and gets only what is published while it is there",
                    "event:replay EVENTS --to " + name + " delivers chosen events to it");
        }
        long checkpoint = subscriptions().seek(name, place(place), Caller.of(session));
        return subscriptions()
                .get(name)
                .filter(sub -> sub.state() == SubscriptionStatus.State.STUCK)
                .map(sub -> name + " is put behind position " + checkpoint + ", but "
                        + Printable.shortened(sub.failure() == null ? "it is stuck" : sub.failure(), 300)
                        + "\nit goes on beside that call; with fresh threads: plugin:reload " + sub.plugin())
                .orElseGet(() -> name + " goes on behind position " + checkpoint);
    }

    @Descriptor("Puts a durable subscription to the beginning of the log: everything is delivered again.")
    public String reset(CommandSession session, @Descriptor("NAME: the subscription") String name) {
        return seek(session, name, StartFrom.BEGINNING.toString());
    }

    @Descriptor("Removes a dormant subscription for good, with its dead letters and its position.")
    public String purge(CommandSession session, @Descriptor("NAME: the subscription") String name) {
        SubscriptionStatus sub = find(name);
        if (sub.state() != SubscriptionStatus.State.DORMANT) {
            throw new CommandException(
                    CommandException.CONFLICT,
                    name + " is " + SubscriptionText.word(sub.state()) + ", only dormant subscriptions can be removed",
                    sub.isClient()
                            ? "close the connection of its client first"
                            : "take its plugin " + sub.plugin() + " away first");
        }
        subscriptions().purge(name, Caller.of(session));
        return name + " is removed with "
                + SubscriptionText.deadLetters(sub.counts().deadLetters());
    }

    private StartFrom place(String text) {
        try {
            String time = text.startsWith("time:") ? text.substring("time:".length()) : "";
            return Moment.parse("time: in PLACE", time, clock)
                    .<StartFrom>map(StartFrom.Time::new)
                    .orElseGet(() -> StartFrom.parse(text));
        } catch (IllegalArgumentException e) {
            throw CommandException.usage("PLACE is no place in the log: " + e.getMessage(), "sub:seek NAME last:100");
        }
    }

    private SubscriptionStatus find(String name) {
        return subscriptions()
                .get(name)
                .orElseThrow(() -> CommandException.notFound(
                        "subscription \"" + Printable.shortened(name, 100) + "\"", "sub:list shows their names"));
    }
}
